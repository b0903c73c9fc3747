"""Exercises of the chapter on the perceptron."""

import numpy as np
from numpy.random import Generator

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import array, called, numbers, together

X = np.arange(24.0).reshape(12, 2)  # twelve cases, sorted by their labels
Y = np.repeat([0, 1], 6)

Cases = tuple[Array, Array]


def _mixing(function: object) -> Array:
    """Return whether pairs hold, each case comes once, the order changes, and by ``rng``."""
    look = together(array(12, 2), array(12))
    one, other = (look(called(function, X, Y, np.random.default_rng(seed))) for seed in (1, 2))
    x, y = one[:24].reshape(12, 2), one[24:]
    return np.array([
        ((x[:, 0] >= 12) == y).all(),
        (np.sort(x[:, 0]) == X[:, 0]).all(),
        (x != X).any(),
        (one != other).any(),
    ], dtype=float)  # fmt: skip


def _mixed(x: Array, y: Array, rng: Generator) -> Cases:
    order = rng.permutation(len(x))
    return x[order], y[order]


def _apart(x: Array, y: Array, rng: Generator) -> Cases:
    return rng.permutation(x), rng.permutation(y)


def _drawn(x: Array, y: Array, rng: Generator) -> Cases:
    order = rng.integers(0, len(x), len(x))
    return x[order], y[order]


def _the_same_every_time(x: Array, y: Array, rng: Generator) -> Cases:
    return _mixed(x, y, np.random.default_rng(0))


EXERCISES = (
    Exercise(
        name="ex-perceptron-sixteen",
        title="Sixteen gates",
        grade="easy",
        wants="one number, of the gates for which she comes to rest",
        look=numbers(1),
        reference=14,
        insight="Fourteen of sixteen, and no comfort: with more inputs, what one cut can do "
        "becomes a vanishing part of all.",
        hints=(
            "She comes to rest if some straight cut parts the corners with 1 from those with 0.",
            "Count the labellings without a cut. Where do equal corners lie in them?",
        ),
        mistakes=(
            Mistake(16, "There is a gate with equal corners across from each other. Try to lay "
                    "one straight cut through it."),
            Mistake(15, "XOR has no cut. Turn all its labels round: has that one?"),
            Mistake(2, "Two is how many leave her restless."),
            Mistake(12, "All corners alike can be cut as well: the cut passes beside the square. "
                    "Both of those gates count."),
        ),
    ),
    Exercise(
        name="ex-perceptron-by-hand",
        title="The bound, by hand",
        grade="medium",
        wants="two numbers: the mistakes that the theorem allows, and those that she makes",
        look=numbers(2),
        reference=[4, 2],
        within=0.01,
        insight="The theorem promises at most four, and she needs two. A bound is what cannot be "
        "exceeded, not what will happen.",
        hints=(
            "The bound is R squared over the margin squared. Each case counts with a 1 for the "
            "bias.",
            "With that 1 a case has the length √2, and its margin to the given u is 1/√2.",
            "Now learn from zero: a vote of zero counts as no, so the first case is missed.",
        ),
        mistakes=(
            Mistake([2, 2], "Your R leaves out the bias. A case with its 1 for the bias is "
                    "(1, 0, 1), and has the length √2.",
                    lambda seen: bool(abs(seen[0] - 2) < 0.01)),
            Mistake([2.828, 2], "The margin enters the bound squared.",
                    lambda seen: bool(abs(seen[0] - 2.828) < 0.01)),
            Mistake([4, 4], "That is the bound, right. But she need not use it up: learn by hand "
                    "from zero, and count."),
            Mistake([4, 1], "After her first correction her bias is 1. What does she say to the "
                    "second case?"),
        ),
    ),
    Exercise(
        name="ex-perceptron-sorted",
        title="Sorted cases",
        grade="medium",
        wants="a function of x, y and rng that returns x and y in a new order",
        look=_mixing,
        reference=_mixed,
        insight="The cheapest insurance there is: one order, drawn anew each time, for pictures "
        "and rulings alike.",
        hints=(
            "Draw one order of the numbers 0 to n - 1, and use it for both arrays.",
            "rng.permutation(len(x)) is such an order, and x[order] puts the rows into it.",
        ),
        mistakes=(
            Mistake(lambda x, y, rng: (x, y), "The order is still the old one.",
                    lambda seen: not seen[2]),
            Mistake(_drawn, "Some cases come twice now and others never. That is drawing with "
                    "replacement; an order has each case once.", lambda seen: not seen[1]),
            Mistake(_apart, "Pictures and rulings were mixed separately, and no longer belong "
                    "together. One order has to serve both.", lambda seen: not seen[0]),
            Mistake(_the_same_every_time, "Two generators gave the same order. Draw it from the "
                    "rng that is handed in.", lambda seen: not seen[3]),
        ),
    ),
)  # fmt: skip
