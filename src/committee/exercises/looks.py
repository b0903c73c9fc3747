"""Looks: what an answer does, as a row of numbers, whoever wrote it and however.

A number or an array is looked at as it stands, a function by what it returns for some cases, a
neuron by its votes. So two answers are the same that do the same. Where nothing can be seen, the
look raises ``Unreadable``, and never what the reader's own code raised.
"""

import copy
import warnings
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from committee._checks import brief
from committee._typing import Array, Shape
from committee.neuron import Neuron

Look = Callable[[Any], Array]

BLANK = "A blank is left: put your answer where three dots, `...`, stand."


class Unreadable(Exception):  # noqa: N818  (nobody did anything wrong)
    """An answer in which there is nothing to be seen; its message is a sentence that says why.

    Examples
    --------
    >>> raise Unreadable("Expected 1 number, got 2.")
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected 1 number, got 2.
    """


def numbers(n: int) -> Look:
    """Return a look at ``n`` finite numbers: a number, a list of them, an array of any shape.

    Examples
    --------
    >>> numbers(2)([1, 3])
    array([1., 3.])
    >>> numbers(2)([1, ...])
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: A blank is left: put your answer where three dots, \
`...`, stand.
    """

    def look(answer: object) -> Array:
        row = as_row(answer)
        if row.size != n:
            raise Unreadable(f"Expected {counted(n, 'number')}, got {row.size}.")
        if not np.isfinite(row).all():
            odd = row[~np.isfinite(row)][0]
            raise Unreadable(f"Expected finite numbers, got {odd} among them.")
        return row

    return look


def shares(n: int) -> Look:
    """Return a look at ``n`` shares, from 0 to 1.

    Examples
    --------
    >>> shares(2)([0.25, 1])
    array([0.25, 1.  ])
    >>> shares(1)(75)
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: A share lies between 0 and 1, and here is 75; write 75 % \
as 0.75.
    """

    def look(answer: object) -> Array:
        row = numbers(n)(answer)
        if (outside := row[(row < 0) | (row > 1)]).size:
            raise Unreadable(f"A share lies between 0 and 1, and here is {outside[0]:g}; "
                             "write 75 % as 0.75.")
        return row

    return look


def array(*shape: int) -> Look:
    """Return a look at an array of one shape, row by row.

    Examples
    --------
    >>> array(2, 2)([[0, 1], [2, 3]])
    array([0., 1., 2., 3.])
    >>> array(2, 2)([0, 1, 2, 3])
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected shape (2, 2), got (4,).
    """

    def look(answer: Any) -> Array:  # noqa: ANN401  (numbers, once it is known to be)
        row = numbers(int(np.prod(shape)))(answer)
        if (got := np.shape(answer)) != shape:
            raise Unreadable(f"Expected shape {shape}, got {got}.")
        return row

    return look


def together(*looks: Look) -> Look:
    """Return a look at several things handed in as a list, each with a look of its own.

    Examples
    --------
    >>> together(numbers(1), array(2))([3, [1, 2]])
    array([3., 1., 2.])
    >>> together(numbers(1), array(2))(3)
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected a list of 2 things, got 3.
    """

    def look(answer: object) -> Array:
        if answer is ...:
            raise Unreadable(BLANK)
        if not isinstance(answer, list | tuple) or len(answer) != len(looks):
            raise Unreadable(f"Expected a list of {counted(len(looks), 'thing')}, "
                             f"got {brief(answer)}.")
        return np.concatenate([one(part) for one, part in zip(looks, answer, strict=True)])

    return look


def order(items: Sequence[str]) -> Look:
    """Return a look at some of these words in an order of the reader's: the place of each.

    Examples
    --------
    >>> order(["step", "forward", "backward"])(["forward", "backward", "step"])
    array([1., 2., 0.])
    >>> order(["step", "forward"])(["forward", "forward"])
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected each of step, forward once; step is missing.
    """

    def look(answer: object) -> Array:
        if is_blank(answer):
            raise Unreadable(BLANK)
        given = list(answer) if isinstance(answer, Iterable) else [answer]
        wanted = f"Expected each of {', '.join(items)} once"
        if missing := [item for item in items if item not in given]:
            raise Unreadable(f"{wanted}; {missing[0]} is missing.")
        if len(given) != len(items):
            raise Unreadable(f"{wanted}, got {len(given)} in all.")
        return np.array([items.index(item) for item in given], dtype=float)

    return look


def votes(x: Array) -> Look:
    """Return a look at a neuron's pre-activation z for each row of x.

    Examples
    --------
    >>> votes(np.eye(2))(Neuron(np.array([2.0, -1.0]), bias=0.5))
    array([ 2.5, -0.5])
    >>> votes(np.eye(2))(np.array([2.0, -1.0]))
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected a Neuron, got array([ 2., -1.]).
    """

    def look(neuron: object) -> Array:
        if is_blank(neuron):
            raise Unreadable(BLANK)
        if not isinstance(neuron, Neuron):
            raise Unreadable(f"Expected a Neuron, got {brief(neuron)}.")
        if neuron.weight.size != x.shape[-1]:
            wanted, got = x.shape[-1], neuron.weight.size
            raise Unreadable(f"Expected a neuron with {wanted} weights, got {got} weights.")
        return neuron.vote(x)

    return look


def returns(*cases: Sequence[object], shapes: Sequence[Shape] | None = None) -> Look:
    """Return a look at what a function returns for some cases, each a tuple of arguments.

    What is returned is to be numbers, in ``shapes``, or one a case where none are given.

    Examples
    --------
    >>> returns((1.0,), (2.0,))(lambda z: z**2)
    array([1., 4.])
    >>> returns((0.0,))(lambda z: 1 / z)
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Your function raised ZeroDivisionError, "float division \
by zero", when it was called with 0.0.
    """
    wanted = [()] * len(cases) if shapes is None else shapes

    def look(function: object) -> Array:
        return np.concatenate([
            returned(function, case, shape) for case, shape in zip(cases, wanted, strict=True)
        ])

    return look


def returned(function: object, case: Sequence[object], shape: Shape) -> Array:
    """Return what a reader's function returns for one case, as a row; its shape is asked for.

    Examples
    --------
    >>> returned(np.cumsum, [np.ones(3)], (3,))
    array([1., 2., 3.])
    >>> returned(np.cumsum, [np.ones(3)], ())
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected your function to return a single number, got \
shape (3,), when it was called with an array of shape (3,).
    """
    answer: Any = called(function, *case)
    row = as_row(answer)
    if np.shape(answer) != shape:
        want = f"an array of shape {shape}" if shape else "a single number"
        raise Unreadable(f"Expected your function to return {want}, got shape "
                         f"{np.shape(answer)}, {when(case)}.")
    return row


def called(function: object, *given: object) -> object:
    """Return what a reader's function returns; it gets copies, and may change them.

    Examples
    --------
    >>> called(max, 1, 2)
    2
    >>> called(print)
    Traceback (most recent call last):
    ...
    committee.exercises.looks.Unreadable: Your function returns nothing; end it with `return`.
    """
    try:
        answer = attempted(function, *given)
    except Unreadable:
        raise
    except Exception as error:
        kind, words = type(error).__name__, f', "{error}",' if str(error) else ""
        raise Unreadable(f"Your function raised {kind}{words} {when(given)}.") from None
    if answer is None:
        raise Unreadable("Your function returns nothing; end it with `return`.")
    if is_blank(answer):
        raise Unreadable(BLANK)
    return answer


def attempted(function: object, *given: object) -> object:
    """Return what a reader's function returns, and let it raise what it raises.

    Examples
    --------
    >>> attempted(len, [1, 2])
    2
    >>> attempted(2)
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected a function, got 2; hand in its name, without \
brackets.
    """
    if function is ...:
        raise Unreadable(BLANK)
    if not callable(function):
        raise Unreadable(f"Expected a function, got {brief(function)}; "
                         "hand in its name, without brackets.")
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        answer: object = function(*copy.deepcopy(given))
    return answer


def as_row(answer: object) -> Array:
    """Return an answer's numbers as a flat row of floats, NaN and infinities among them.

    Examples
    --------
    >>> as_row([[1, 2], [3, np.inf]])
    array([ 1.,  2.,  3., inf])
    >>> as_row("three")
    Traceback (most recent call last):
    committee.exercises.looks.Unreadable: Expected numbers, got 'three'.
    """
    if is_blank(answer):
        raise Unreadable(BLANK)
    try:
        row: Array = np.array(answer, dtype=float).ravel()
    except (TypeError, ValueError):
        raise Unreadable(f"Expected numbers, got {brief(answer)}.") from None
    return row


def is_blank(answer: object) -> bool:
    """Say whether three dots stand in an answer, where something is to be put.

    Examples
    --------
    >>> is_blank([[1, 2], [3, ...]]), is_blank([1, 2])
    (True, False)
    """
    if isinstance(answer, list | tuple):
        return any(map(is_blank, answer))
    return answer is ...


def when(given: Sequence[object]) -> str:
    """Return with what a function was called, as the end of a sentence.

    Examples
    --------
    >>> when([0.5, np.ones((2, 9))])
    'when it was called with 0.5 and an array of shape (2, 9)'
    """
    shown = [f"an array of shape {one.shape}" if isinstance(one, np.ndarray) else brief(one)
             for one in given]
    return f"when it was called with {' and '.join(shown) or 'nothing'}"


def counted(n: int, word: str) -> str:
    """Return a number of things in words that agree.

    Examples
    --------
    >>> counted(1, "number"), counted(4, "number")
    ('1 number', '4 numbers')
    """
    return f"{n} {word}{'' if n == 1 else 's'}"
