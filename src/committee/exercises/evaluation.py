"""Exercises of the chapter on evaluation."""

import numpy as np

from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, shares

HALF, RARE = 400 / 410, 8 / 27.8

EXERCISES = (
    Exercise(
        name="ex-evaluation-prevalence",
        title="The same judge, other courts",
        grade="medium",
        wants="four shares: recall and precision in the balanced court, then in the other",
        look=shares(4),
        reference=[0.8, HALF, 0.8, RARE],
        within=0.01,
        insight="The same judge with the same weights. Precision belongs to a judge and a court.",
        hints=(
            "Take a thousand cases of each court, and count: vertical lines, those found, false "
            "alarms.",
            "Recall asks how many of the vertical lines she finds. Precision asks how many of her "
            "yeses are right.",
            "With 10 vertical lines in a thousand, she finds 8 and raises 0.02 · 990 false alarms.",
        ),
        mistakes=(
            Mistake([0.8, HALF, 0.8, HALF], "Her precision does not travel with her: where "
                    "vertical lines are rare, false alarms are many for each that she finds."),
            Mistake([0.8, 0.89, 0.8, 0.978], "Those are accuracies. Precision looks only at the "
                    "cases to which she said yes."),
            Mistake([0.8, HALF, 0.008, RARE], "Recall is a share of the vertical lines, few or "
                    "many. It is the same in both courts.",
                    lambda seen: bool(abs(seen[0] - 0.8) < 0.01 < abs(seen[2] - 0.8))),
            Mistake([HALF, 0.8, RARE, 0.8], "You have the two the other way round: recall comes "
                    "first."),
        ),
    ),
    Exercise(
        name="ex-evaluation-tries",
        title="How many did you try?",
        grade="medium",
        wants="four shares: of the winner among 2, 10, 100 and 1000 coin tossers, on average",
        look=shares(4),
        reference=[0.54, 0.61, 0.675, 0.727],
        within=0.012,
        insight="A factor of ten in members, a few points more each time, and the first ten "
        "cost the most. Even a handful of looks at a small court calls for an appeal.",
        hints=(
            "One tosser is right in half of the fifty cases, give or take the root of 0.25 / 50.",
            "The winner is chosen by that very number, so it is the largest of many draws.",
            "Simulate it: rng.binomial(50, 0.5, size=(200, members)).max(axis=1) / 50 has a mean.",
        ),
        mistakes=(
            Mistake([0.5] * 4, "Each of them is right half of the time. The one who was most often "
                    "right is another matter: you chose her for it.",
                    lambda seen: bool(np.ptp(seen) < 0.03)),
            Mistake([0.54, 0.7, 1, 1], "It does not grow in proportion. Nobody tosses fifty coins "
                    "and is right each time.", lambda seen: bool(seen[3] > 0.85)),
            Mistake([0.54, 0.53, 0.52, 0.51], "More members cannot make the best of them worse.",
                    lambda seen: bool((np.diff(seen) < 0).any())),
        ),
    ),
    Exercise(
        name="ex-evaluation-by-hand",
        title="Both ways to be wrong, by hand",
        grade="easy",
        wants="three numbers: the mean squared error, the squared bias, the variance",
        look=numbers(3),
        reference=[0.03, 0.01, 0.02],
        within=0.001,
        insight="0.01 and 0.02 make 0.03. The variance goes away if all three are asked; the bias "
        "stays.",
        hints=(
            "First the mean of the three. Its distance from 0.8 is the bias.",
            "The variance is the mean of the three squared distances from that mean: divide "
            "their sum by three.",
            "The error is the mean of the squared distances from 0.8, and the sum of the other "
            "two.",
        ),
        mistakes=(
            Mistake([0.03, -0.1, 0.02], "The bias is there, and enters squared.",
                    lambda seen: bool(abs(abs(seen[1]) - 0.1) < 1e-6)),
            Mistake([0.03, 0.01, 0.03], "You divided by two, as one does to estimate the variance "
                    "of a population. For the sum to be exact it is divided by three."),
            Mistake([0.01, 0.01, 0.02], "That is the error of their mean. Take the error of each, "
                    "and then the mean."),
            Mistake([0.03, 0.01, 0.1414], "That is the standard deviation; square it.",
                    lambda seen: bool(abs(seen[2] - 0.1414) < 0.001)),
        ),
    ),
)  # fmt: skip
