"""Exercises of the chapter on one member and her trust."""

import numpy as np

from committee._typing import Array
from committee.data import line_templates
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, votes
from committee.neuron import Neuron

SIX = line_templates().x  # three horizontal ones, from the top, then three vertical ones
LEFT = 3


def _only_left(z: Array) -> bool:
    return bool(z[LEFT] > 0 and (np.delete(z, LEFT) <= 0).all())


def _halves(z: Array) -> bool:
    return bool((z[:2] <= 0).all() and (z[2:] > 0).all())


EXERCISES = (
    Exercise(
        name="ex-single-neuron-left",
        title="The left column",
        grade="easy",
        wants="a Neuron of nine weights and a bias that says yes to the left column alone",
        look=votes(SIX),
        reference=Neuron(np.array([1, -0.5, -0.5] * 3), bias=-1.5),
        right=_only_left,
        insight="Trust where the line is, distrust beside it, and a bias that keeps her from "
        "saying yes too soon: a detector for one pattern.",
        hints=(
            "Flattened row by row, the left column is the pixels 0, 3 and 6.",
            "Each horizontal line shares one pixel with the left column. What must its other two "
            "pixels do?",
            "Weights of 1 on the column and -0.5 beside it give the left line 3 and no other line "
            "more than 0. Now choose a bias between.",
        ),
        mistakes=(
            Mistake(Neuron(np.zeros(9)), "She says no to all six lines. Give her something to "
                    "trust: which three pixels does the left line darken?",
                    lambda z: bool((z <= 0).all())),
            Mistake(Neuron(np.zeros(9), bias=1.0), "She says yes to all six lines. Her bias is so "
                    "high that the pictures do not count.", lambda z: bool((z > 0).all())),
            Mistake(Neuron(np.array([1.0, 1, 1, 0, 0, 0, 0, 0, 0]), bias=-1.5), "She looks for the "
                    "line at the top. A picture is flattened row by row, so the first three "
                    "weights are the first row.", lambda z: bool(z[0] > 0 >= z[LEFT])),
            Mistake(Neuron(np.array([0.0, 0, 1] * 3), bias=-1.5), "She finds a vertical line, but "
                    "another one.", lambda z: bool(z[LEFT] <= 0 < z[LEFT + 1:].max())),
            Mistake(Neuron(np.array([1.0, 0, 0] * 3)), "She finds the left column, and takes "
                    "horizontal lines for it: each shares a pixel with it. Distrust the pixels "
                    "beside the column, or lower the bias.",
                    lambda z: bool(z[LEFT] > 0 and z[:3].max() > 0)),
        ),
    ),
    Exercise(
        name="ex-single-neuron-four",
        title="Half of the task",
        grade="medium",
        wants="a Neuron of nine weights and a bias that is right on the four outer lines",
        look=votes(SIX[[0, 2, 3, 5]]),
        reference=Neuron(np.array([0, -1, 0, 1, 0, 1, 0, -1, 0.0])),
        right=_halves,
        insight="Without the lines through the middle the two sums of pictures differ, and where "
        "they differ the weights find room.",
        hints=(
            "Add up the two vertical pictures, and the two horizontal ones. In which pixels do "
            "the sums differ?",
            "All four lines end in corners, so corners say nothing. Look at the middles of the "
            "four edges.",
            "Trust the edge pixels that only a vertical line covers, left and right of the "
            "centre, and distrust those above and below it.",
        ),
        mistakes=(
            Mistake(Neuron(np.zeros(9)), "She says no to all four, and is right on the horizontal "
                    "ones by default. Which pixels do only the vertical lines cover?",
                    lambda z: bool((z <= 0).all())),
            Mistake(Neuron(np.ones(9)), "She says yes to all four. Some of her weights have to "
                    "speak against vertical.", lambda z: bool((z > 0).all())),
            Mistake(Neuron(np.array([0, 1, 0, -1, 0, -1, 0, 1, 0.0])), "All four verdicts are the "
                    "wrong way round, as with the cross of the first section: its lines ran "
                    "through the middle, these run along the edges. Turn her signs.",
                    lambda z: bool((z[:2] > 0).all() and (z[2:] <= 0).all())),
            Mistake(Neuron(np.array([1.0, 0, 0] * 3), bias=-1.5), "She finds one of the two "
                    "vertical lines. The weights for the other are missing.",
                    lambda z: bool((z[:2] <= 0).all())),
        ),
    ),
    Exercise(
        name="ex-single-neuron-sure",
        title="How sure is she?",
        grade="easy",
        wants="two numbers: how many of the six verdicts change, and the factor by which z grows",
        look=numbers(2),
        reference=[0, 10],
        insight="Ten times as loud, and of the same opinion. As long as only the sign counts, the "
        "scale of the weights means nothing.",
        hints=(
            "Put ten times the weights and ten times the bias into z = w · x + b, and take the "
            "ten out.",
            "A verdict is the sign of z.",
        ),
        mistakes=(
            Mistake([0, 1], "No verdict changes, that is right. But z itself is a sum, and every "
                    "term of it has grown.", lambda seen: bool(seen[0] == 0 and seen[1] == 1)),
            Mistake([0, 100], "The pictures stay as they are. Each term of z is one weight times "
                    "one pixel, and only the weight has grown.",
                    lambda seen: bool(seen[1] == 100)),
            Mistake([3, 10], "For a verdict to change, z has to change its sign. Can a factor of "
                    "ten do that?", lambda seen: bool(seen[0] > 0)),
        ),
    ),
)  # fmt: skip
