"""Exercises of the chapter on the whisper chain."""

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, shares, together


def _fourfold_is_right(seen: Array) -> bool:
    bound, measured, six, ten = seen
    return bool(abs(bound - 1) < 1e-6 and 0.4 < measured < 0.85 and six > 0.5 > ten)


def _adam_is_right(seen: Array) -> bool:
    return bool(seen[0] < 0.4 and abs(seen[1] - 1) < 0.01)


EXERCISES = (
    Exercise(
        name="ex-vanishing-gradients-four",
        title="Four times Glorot",
        grade="medium",
        wants="a list of two: the factor allowed at most and the one measured at ten layers, then "
        "the shares that learn, of six layers and of ten",
        look=together(numbers(2), shares(2)),
        reference=[[1, 0.6], [0.95, 0]],
        right=_fourfold_is_right,
        insight="Weights that make up for the slope push part of the clerks to where there is no "
        "slope. It carries six layers, and not ten.",
        hints=(
            "Glorot's draw has m v = 1. What does a factor of four in the weights do to their "
            "variance?",
            "The largest slope is a quarter, and enters squared.",
            "Measure with layer_factor(gradient_norms(...)) before training, and count as learned "
            "what is right in more than nine of ten of the court's cases.",
        ),
        mistakes=(
            Mistake([[0.25, 0.2], [0, 0]], "A quarter is the bound for Glorot's own weights. These "
                    "are four times as large.", lambda seen: bool(abs(seen[0] - 0.25) < 1e-6)),
            Mistake([[0.5, 0.5], [0.5, 0]], "The variance grows with the square: four times the "
                    "size is sixteen times the variance.",
                    lambda seen: bool(abs(seen[0] - 0.5) < 1e-6)),
            Mistake([[4, 0.6], [0.95, 0]], "You have left out the slope of the sigmoid.",
                    lambda seen: bool(abs(seen[0] - 4) < 1e-6)),
            Mistake([[1, 1], [1, 1]], "The bound is right, and it holds for clerks at their "
                    "steepest. With weights of that size many are far from z = 0, so measure.",
                    lambda seen: bool(abs(seen[0] - 1) < 1e-6 and seen[1] > 0.95)),
            Mistake([[1, 0.6], [0.95, 0.95]], "Take the measured factor to the power of ten. Is "
                    "that enough?", lambda seen: bool(seen[3] >= 0.5)),
            Mistake([[1, 0.6], [0, 0]], "At six layers more arrives than you think. Did the "
                    "networks of both depths get the fourfold weights?",
                    lambda seen: bool(seen[2] <= 0.5)),
        ),
    ),
    Exercise(
        name="ex-vanishing-gradients-adam",
        title="A cleverer optimizer",
        grade="medium",
        wants="two numbers: the share that learns, and the length of the first step where all "
        "derivatives are a thousandth, as a multiple of what it was",
        look=numbers(2),
        reference=[0, 1],
        right=_adam_is_right,
        insight="Adam turns up the volume of a whisper. It cannot make the pictures differ at the "
        "top, so there is little in the whisper worth amplifying.",
        hints=(
            "Two things fade: the feedback on its way down, and what? On which of them does the "
            "optimizer act?",
            "At the first step Adam's two running means are the derivative and its square. Divide "
            "the one by the root of the other.",
            "Write the thousandth into both of them. It cancels.",
        ),
        mistakes=(
            Mistake([0, 0.001], "So it would be with plain gradient descent. Adam divides by the "
                    "root of the squared derivative, which has shrunk as well.",
                    lambda seen: bool(seen[0] < 0.4 and abs(seen[1] - 0.001) < 1e-6)),
            Mistake([0, 1000], "Adam does amplify a small derivative by a thousand; but the "
                    "derivative was a thousandth. What is the product?",
                    lambda seen: bool(seen[0] < 0.4 and abs(seen[1] - 1000) < 1)),
            Mistake([0, 1000**-0.5], "Of the square the root is taken before it divides.",
                    lambda seen: bool(seen[0] < 0.4
                                      and min(abs(seen[1] - 1000**-0.5), abs(seen[1] - 1000**0.5))
                                      < 0.1)),
            Mistake([1, 1], "The steps are as long as ever, that is right. But the picture has "
                    "faded on its way up, and the upper layers say the same to every case: run it.",
                    lambda seen: bool(seen[0] >= 0.4)),
        ),
    ),
)  # fmt: skip
