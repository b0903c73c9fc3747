"""Exercises of the chapter on hidden layers."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import BLANK, Unreadable, as_row, is_blank, numbers


def _by_sum(answer: object) -> Array:
    """Return what a judge of ReLU clerks with weights of 1 says where 0, 1, 2 and 3 are on."""
    if is_blank(answer):
        raise Unreadable(BLANK)
    if not isinstance(answer, list | tuple) or len(answer) != 2:
        raise Unreadable("Expected a list of two rows: the biases, and the judge's weights.")
    biases, trust = as_row(answer[0]), as_row(answer[1])
    if biases.size != trust.size or not np.isfinite([biases, trust]).all():
        raise Unreadable("Expected a finite bias and a finite weight of the judge's for each "
                         f"clerk, got {biases.size} of the one and {trust.size} of the other.")
    said: Array = np.maximum(0, np.arange(4.0)[:, None] + biases) @ trust
    return said


def _alike_is_right(seen: Array) -> bool:
    clerks, spread, logit = seen
    return bool(clerks == 1 and abs(spread) < 1e-6 and abs(logit) < 0.05)


def _scale_is_right(seen: Array) -> bool:
    tenfold, bias, rows = seen
    return bool(abs(tenfold) < 0.05 and -0.1 < bias < 1 and 2 < rows < 7)


EXERCISES = (
    Exercise(
        name="ex-hidden-layers-three",
        title="Exactly one of three",
        grade="medium",
        wants="a list of two rows, the clerks' biases and the judge's weights, for clerks whose "
        "own weights are all 1",
        look=_by_sum,
        reference=[[0, -1, -2], [1, -2, 1]],
        insight="Every clerk adds a bend, and the judge's weights are the changes of slope there. "
        "Three bends, three clerks.",
        hints=(
            "Only the sum of the inputs matters. Draw the answer that is wanted over the sums 0, "
            "1, 2 and 3.",
            "A clerk with the bias -1 begins to speak where the sum is 1. Where does your line "
            "bend?",
            "The slope is 1 at first, then -1, then 0. So it changes by 1, by -2 and by 1.",
        ),
        mistakes=(
            Mistake([[0, -1], [1, -2]], "These are the two clerks of XOR. The verdict is right for "
                    "all eight corners, but with three inputs on they say -1, and 0 is wanted."),
            Mistake([[0, -1, -2], [1, -2, 2]], "That is 1 for three inputs as well: it says "
                    "whether an odd number is on. After the last bend the line has to stay level."),
            Mistake([[0, -1], [1, -1]], "That is 1 for one input or more. It has to come down "
                    "again."),
            Mistake([[0, 1, 2], [1, -2, 1]], "With these biases the clerks speak before any input "
                    "is on. To begin later, a clerk needs a bias below zero.",
                    lambda seen: bool(seen[0] != 0 or (seen == 0).all())),
            Mistake([[0, -1, -2], [1, 0, 0]], "That counts the inputs which are on. Bend the line "
                    "down where the sum is 1."),
        ),
    ),
    Exercise(
        name="ex-hidden-layers-alike",
        title="Clerks who start alike",
        grade="easy",
        wants="three numbers: how many clerks she has in effect, the largest difference between "
        "two clerks' weights, and the logit of the corner (0, 1)",
        look=numbers(3),
        reference=[1, 0, 0],
        right=_alike_is_right,
        insight="First weights are drawn at random to tell the clerks apart, and not because "
        "random weights are good.",
        hints=(
            "What do two clerks with the same weights say to a picture, and what do they hear of "
            "it on the way down?",
            "If both hear the same, what does one step do to the difference between them?",
            "Clerks who stay alike are one clerk, who is heard eight times as loud. One clerk "
            "cannot do XOR.",
        ),
        mistakes=(
            Mistake([8, 0, 0], "Eight are employed. But if no two of them differ, what does the "
                    "second add to the first?", lambda seen: bool(seen[0] == 8)),
            Mistake([2, 0, 0], "XOR takes two. For there to be two, something has to tell them "
                    "apart, and every step moves all of them alike.",
                    lambda seen: bool(seen[0] == 2)),
            Mistake([1, 0.5, 0], "Compare two columns of the hidden layer's weight, not two rows: "
                    "a clerk is a column.",
                    lambda seen: bool(seen[0] == 1 and abs(seen[1]) > 1e-6)),
            Mistake([1, 0, 5], "If she knew that corner, she would owe it to a cut. One clerk is "
                    "one bend, and all four corners pull at it.",
                    lambda seen: bool(seen[0] == 1 and abs(seen[2]) >= 0.05)),
        ),
    ),
    Exercise(
        name="ex-hidden-layers-scale",
        title="The best pair for noisy lines",
        grade="medium",
        wants="three gains in points over the pair as it was: of everything times ten, of the best "
        "other bias, of a second pair",
        look=numbers(3),
        reference=[0, 0.1, 3.9],
        right=_scale_is_right,
        insight="Louder is not better, and moving the cut hardly. A pair that looks along the rows "
        "sees what the first cannot.",
        hints=(
            "A ruling is the sign of z. What does a factor of ten do to a sign?",
            "Try the biases from -4 to 0, and take the mean over all forty courts before you "
            "choose.",
            "The rows' weights are by_column.reshape(3, 3).T.reshape(9). The judge gives |w · x| "
            "of the columns the weight 1, that of the rows -1, and a bias of 0.",
        ),
        mistakes=(
            Mistake([0, 0.001, 0.039], "Those are shares. The gains are asked for in points, "
                    "hundredths: multiply by 100.", lambda seen: bool(0 < seen[2] < 0.1)),
            Mistake([-5, 0.1, 3.9], "The bias has to grow with w. If it does not, ten times the "
                    "weights move the cut.", lambda seen: bool(abs(seen[0]) >= 0.05)),
            Mistake([0, -3, 3.9], "The bias of -1.5 is one of those to choose from, so the best "
                    "cannot be worse.", lambda seen: bool(seen[1] <= -0.1)),
            Mistake([0, 5, 3.9], "So much is too much for another bias. Take the bias that is best "
                    "on the mean of all courts, not a better one for each.",
                    lambda seen: bool(seen[1] >= 1)),
            Mistake([0, 0.1, -9], "The second pair speaks for a horizontal line, so the judge has "
                    "to distrust it; and her bias of -1.5 was made for one pair alone.",
                    lambda seen: bool(seen[2] <= 2)),
        ),
    ),
)  # fmt: skip
