"""Exercises of the chapter on activation functions."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import array, called, numbers, shares, together

Z = np.array([-2.0, -0.5, 0.0, 1.0, 3.0])


def _as_tanh(answer: object) -> Array:
    """Return a tanh(b z) + c at a few places, and the ratio of the slopes."""
    a, b, c, ratio = numbers(4)(answer)
    return np.append(a * np.tanh(b * Z) + c, ratio)


def _layers() -> tuple[Array, Array, Array, Array]:
    """Return W1 (9, 20), b1 (20,), W2 (20, 1) and b2 (1,), drawn anew."""
    rng = np.random.default_rng(3)
    return (rng.standard_normal((9, 20)), rng.standard_normal(20),
            rng.standard_normal((20, 1)), rng.standard_normal(1))


LAYERS = _layers()


def _folded(function: object) -> Array:
    """Return the weight and the bias into which a function folds two layers."""
    return together(array(9, 1), array(1))(called(function, *LAYERS))


EXERCISES = (
    Exercise(
        name="ex-activation-functions-relatives",
        title="Two relatives",
        grade="easy",
        wants="four numbers: a, b and c such that sigmoid(z) = a tanh(b z) + c, and how many times "
        "as steep tanh is at its steepest",
        look=_as_tanh,
        reference=[0.5, 0.5, 0.5, 4],
        insight="One function, stretched and shifted. What one layer of them can do, the other "
        "can; how fast they learn it differs.",
        hints=(
            "Solve tanh(z) = 2 sigmoid(2z) - 1 for sigmoid(2z). Then write z in place of 2z.",
            "At z = 0 the sigmoid is 0.5 and tanh is 0, which gives c.",
            "Differentiate both sides of tanh(z) = 2 sigmoid(2z) - 1: one 2 stands outside, the "
            "other comes out of the bracket.",
        ),
        mistakes=(
            Mistake([0.5, 2, 0.5, 4], "You have the stretch the wrong way round. If the sigmoid of "
                    "2z belongs to tanh z, then that of z belongs to tanh of half of z."),
            Mistake([0.5, 0.5, 0, 4], "At z = 0 your formula gives 0, and the sigmoid 0.5."),
            Mistake([0.5, 0.5, 0.5, 2], "There are two twos: one in front, and one inside its "
                    "bracket, which the chain rule brings out.",
                    lambda seen: bool(seen[-1] == 2)),
            Mistake([0.5, 0.5, 0.5, 0.25], "That is the slope of the sigmoid, alone or seen from "
                    "tanh. The steeper of the two is asked for, measured by the other.",
                    lambda seen: bool(seen[-1] == 0.25)),
        ),
    ),
    Exercise(
        name="ex-activation-functions-fold",
        title="Fold a network",
        grade="medium",
        wants="a function of W1, b1, W2 and b2 that returns one weight, (9, 1), and one bias, (1,)",
        look=_folded,
        reference=lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2 + b2),
        within=1e-9,
        insight="Two layers, and one of them was no use. The inner size disappears, as inner sizes "
        "do.",
        hints=(
            "Write the network as one line, (x @ W1 + b1) @ W2 + b2, and multiply the bracket out.",
            "What multiplies x is the one weight. What is left when x is zero is the one bias.",
        ),
        mistakes=(
            Mistake(lambda w1, b1, w2, b2: (w1 @ w2, b2), "With x at zero the first layer still "
                    "says b1, and that passes the second layer's weights."),
            Mistake(lambda w1, b1, w2, b2: (w1 @ w2, b1 @ w2), "The second layer has a bias of its "
                    "own, which is left out."),
            Mistake(lambda w1, b1, w2, b2: (w1 @ w2, b1.sum() + b2), "The first layer's biases do "
                    "not add up as they are: each is weighted by W2 on its way."),
        ),
    ),
    Exercise(
        name="ex-activation-functions-kill",
        title="Kill a layer",
        grade="medium",
        wants="three shares: of units silent before training, of ReLU units silent after it, and "
        "of leaky networks that learn",
        look=shares(3),
        reference=[0.99, 0.99, 0.9],
        right=lambda seen: bool(seen[0] >= 0.9 and seen[1] >= 0.9 and seen[2] >= 0.6),
        insight="No slope, no feedback, no way back. A leak lets enough of it through for most "
        "networks to learn.",
        hints=(
            "With first weights of ordinary size, how often does a sum over three dark pixels get "
            "past 3?",
            "What reaches the weights of a ReLU unit that is silent for every case?",
            "Where a ReLU has the slope 0, the leaky one has 0.3.",
        ),
        mistakes=(
            Mistake([0.5, 0.99, 0.9], "Half of the units are silent when the biases are 0. These "
                    "biases push every sum down by 3.", lambda seen: bool(seen[0] < 0.9)),
            Mistake([0.99, 0, 0.9], "Training moves a weight by its derivative. Where a unit is "
                    "silent for every case, that is zero for every case.",
                    lambda seen: bool(seen[1] < 0.9)),
            Mistake([0.99, 0.99, 0], "A leaky unit that is silent has a slope, smaller than 1 and "
                    "not zero. Enough of them come back.", lambda seen: bool(seen[2] < 0.6)),
        ),
    ),
)  # fmt: skip
