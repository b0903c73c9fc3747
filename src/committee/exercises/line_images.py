"""Exercises of the chapter on pictures as arrays."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import (
    Unreadable,
    array,
    as_row,
    attempted,
    counted,
    numbers,
    together,
)

PAIRS = [((100,), (100,)), ((100, 1), (100,)), ((100, 1), (1, 100))]
REFUSED, WORDLESS, ONLY_SAID = -1.0, -2.0, -3.0


def _refusals(function: object) -> Array:
    """Return what a loss answers to three pairs of shapes: a value, or how it refused."""
    return np.array([_refusal(function, 0.5 * np.ones(one), np.ones(other))
                     for one, other in PAIRS])


def _refusal(function: object, outputs: Array, rulings: Array) -> float:
    try:
        answer = attempted(function, outputs, rulings)
    except Unreadable:
        raise
    except Exception as error:
        return REFUSED if str(error) else WORDLESS
    if answer is None and outputs.shape != rulings.shape:
        return ONLY_SAID
    row = as_row(answer)
    if row.size != 1 or not np.isfinite(row).all():
        raise Unreadable(f"Expected your function to return one finite number, got "
                         f"{counted(row.size, 'number')}.")
    return float(row[0])


def _loss(outputs: Array, rulings: Array) -> float:
    if outputs.shape != rulings.shape:
        raise ValueError(f"expected one shape, got {outputs.shape} and {rulings.shape}")
    return float(((outputs - rulings) ** 2).mean())


def _trusting(outputs: Array, rulings: Array) -> float:
    return float(((outputs - rulings) ** 2).mean())


def _by_length(outputs: Array, rulings: Array) -> float:
    if len(outputs) != len(rulings):
        raise ValueError("expected as many outputs as rulings")
    return _trusting(outputs, rulings)


def _strict_on_axes(outputs: Array, rulings: Array) -> float:
    if outputs.ndim != rulings.ndim:
        raise ValueError("expected as many axes")
    return _trusting(outputs, rulings)


def _wordless(outputs: Array, rulings: Array) -> float:
    if outputs.shape != rulings.shape:
        raise ValueError
    return _trusting(outputs, rulings)


def _sum(outputs: Array, rulings: Array) -> float:
    return _loss(outputs, rulings) * outputs.size


def _says_only(outputs: Array, rulings: Array) -> float | None:
    return _loss(outputs, rulings) if outputs.shape == rulings.shape else None


EXERCISES = (
    Exercise(
        name="ex-line-images-diagonal",
        title="A diagonal",
        grade="easy",
        wants="a list of two: the picture, of shape (3, 3), and its agreement with the six lines",
        look=together(array(3, 3), numbers(6)),
        reference=[np.eye(3), [1] * 6],
        insight="It agrees with all six alike. Whoever must answer will answer, and say horizontal "
        "or vertical for no reason at all.",
        hints=(
            "Row 0 is dark in column 0, row 1 in column 1, and so on.",
            "Agreement counts the pixels that are dark in both. In how many pixels does a "
            "diagonal meet one row?",
        ),
        mistakes=(
            Mistake([np.zeros((3, 3)), [1] * 6], "The agreements are right. The picture is still "
                    "blank: no pixel of it is dark.",
                    lambda seen: bool((seen[:9] == 0).all() and (seen[9:] == 1).all())),
            Mistake([np.eye(3)[::-1], [1] * 6], "That diagonal runs from the bottom left to the "
                    "top right. Rows are counted from the top."),
            Mistake([np.eye(3), [0] * 6], "It is none of the six lines, but it is not a stranger "
                    "to them: lay it over each, and count the pixels they share."),
            Mistake([np.eye(3), [3] * 6], "Three dark pixels it has. Agreement counts only those "
                    "that are dark in the line as well."),
        ),
    ),
    Exercise(
        name="ex-line-images-unroll",
        title="Unroll and roll up",
        grade="medium",
        wants="four shapes, the first two of two sizes, the others of three",
        look=together(array(2), array(2), array(3), array(3)),
        reference=[(40, 9), (9, 40), (3, 3, 40), (40, 3, 3)],
        insight="Four arrays with the same 360 numbers, and only the first of them is forty "
        "flattened pictures. A shape that fits is not yet the right one.",
        hints=(
            "reshape gives the shape that it is asked for, as long as the number of entries stays.",
            "T reverses the order of all axes, as transpose() does without an argument.",
            "Axes are counted from 0, so swapaxes(1, 2) leaves the forty where they are.",
        ),
        mistakes=(
            Mistake([(40, 9), (9, 40), (40, 3, 3), (40, 3, 3)], "You let T transpose each "
                    "picture. It reverses all axes, the first among them."),
            Mistake([(40, 9), (9, 40), (3, 40, 3), (40, 3, 3)], "T does not swap the first two "
                    "axes. It reverses all three: the last size comes first."),
            Mistake([(40, 9), (9, 40), (3, 3, 40), (3, 40, 3)], "Axes are counted from 0: "
                    "swapaxes(1, 2) swaps the second and the third."),
        ),
    ),
    Exercise(
        name="ex-line-images-bug",
        title="The bug, caught by its shape",
        grade="medium",
        wants="a function of outputs and rulings that refuses two shapes which differ",
        look=_refusals,
        reference=_loss,
        insight="One comparison, and the bug is found in a second. Every loss of this book's "
        "package begins with one.",
        hints=(
            "Compare outputs.shape with rulings.shape before anything is subtracted.",
            "Where they differ, raise ValueError with a sentence that names both shapes.",
        ),
        mistakes=(
            Mistake(_trusting, "It refuses nothing. Two shapes that differ are broadcast to a "
                    "third, of 10,000 entries in the worst case, and their mean looks like any "
                    "other number."),
            Mistake(_by_length, "(100, 1) and (100,) have the same length and differ all the "
                    "same. Compare whole shapes."),
            Mistake(_strict_on_axes, "(100, 1) and (1, 100) have as many axes as each other, and "
                    "as many entries. Compare whole shapes."),
            Mistake(_wordless, "It refuses the right pairs without a word. Whoever meets the error "
                    "wants to read which two shapes came."),
            Mistake(_says_only, "Saying it is not enough: the program goes on without a loss. "
                    "Raise an error."),
            Mistake(_sum, "The refusals are right. The value is a sum; the mean is asked for."),
        ),
    ),
)  # fmt: skip
