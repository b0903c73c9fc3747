"""Exercises of the chapter on remedies for the memorizing judge."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, returns

SCORES = 100 * np.random.default_rng(4).uniform(0.5, 1, (4, 30))
NEVER = 0.99**100  # the share of a hundred cases that a hundred draws with replacement leave out


def _two_is_right(seen: Array) -> bool:
    stopping, penalty, both = seen
    return bool(9 < stopping < 25 and 6 < penalty < 22 and 9 < both < stopping + penalty - 5)


def _jury_is_right(seen: Array) -> bool:
    same, drawn, never = seen
    return bool(-0.5 < same < drawn < 6 and drawn > 0.2 and abs(never - NEVER) < 0.01)


EXERCISES = (
    Exercise(
        name="ex-remedies-two",
        title="Two remedies at once",
        grade="easy",
        wants="three gains over the control, in points: of early stopping, of the penalty, of both "
        "together",
        look=numbers(3),
        reference=[16.6, 13.6, 16.2],
        right=_two_is_right,
        insight="Both take away the memorised rulings, and those can be taken away only once.",
        hints=(
            "What does each of the two take away? Can it be taken away twice?",
            "How far is the control from being right in every case? More cannot be gained.",
            "Pass both to treat: optimizer=Adam(0.01, l2=0.01), "
            "callbacks=[EarlyStopping(patience=20)]. The gain is the mean of what it returns, "
            "minus control.",
        ),
        mistakes=(
            Mistake([16.6, 13.6, 30.2], "That is their sum. It would have her right in more cases "
                    "than there are, or nearly.",
                    lambda seen: bool(seen[2] > seen[0] + seen[1] - 5 and seen[2] > 9)),
            Mistake([0.166, 0.136, 0.162], "Those are shares. The gains are asked for in points.",
                    lambda seen: bool((np.abs(seen) < 1).all())),
            Mistake([85, 82, 85], "Those are accuracies. Subtract what the untreated judges reach "
                    "on the same archives.", lambda seen: bool((seen > 40).all())),
            Mistake([16.6, -35, 0], "So bad is the large penalty. The smaller one is 0.01.",
                    lambda seen: bool(seen[1] < 0)),
            Mistake([16.6, 13.6, 3], "They do not work against each other: a judge who is stopped "
                    "in time loses nothing by a mild penalty.",
                    lambda seen: bool(seen[2] <= 9 < seen[0])),
        ),
    ),
    Exercise(
        name="ex-remedies-jury",
        title="A jury of three",
        grade="hard",
        wants="three numbers: the gain in points of judges of one archive, that of judges of "
        "archives drawn anew, and the share of cases that a drawn archive leaves out",
        look=numbers(3),
        reference=[0.7, 2.6, NEVER],
        right=_jury_is_right,
        insight="Voting mends disagreement. Where all three learned the same wrong ruling, there "
        "is none.",
        hints=(
            "A vote helps where one of three is wrong alone. When are all three wrong about the "
            "same picture?",
            "rng.integers(100, size=100) draws a hundred rows with replacement; a jury's ruling "
            "is says.sum(axis=1) > 1.",
            "One draw misses a given case with the probability 0.99. A hundred draws are "
            "independent.",
        ),
        mistakes=(
            Mistake([0.7, 2.6, 1 - NEVER], "That is the share that does come up. The rest is asked "
                    "for.", lambda seen: bool(abs(seen[2] - 1 + NEVER) < 0.01)),
            Mistake([0.7, 2.6, 0], "A hundred draws with replacement are not a hundred different "
                    "cases: some come up twice, and so others never.",
                    lambda seen: bool(abs(seen[2]) < 0.02)),
            Mistake([0.007, 0.026, NEVER], "The gains are asked for in points, hundredths.",
                    lambda seen: bool(0 < seen[1] < 0.1)),
            Mistake([2.6, 0.7, NEVER], "Judges of one archive share its mistakes, so voting does "
                    "less for them. Are the two the wrong way round?",
                    lambda seen: bool(seen[0] >= seen[1])),
            Mistake([0.7, 16, NEVER], "So much gains early stopping. A jury is compared with the "
                    "mean of its own three members.", lambda seen: bool(seen[1] >= 6)),
            Mistake([0.7, 2.6, 1 / 3], "A third is near. Take 0.99 to the power of a hundred.",
                    lambda seen: bool(0.01 <= abs(seen[2] - NEVER) < 0.05)),
        ),
    ),
    Exercise(
        name="ex-remedies-rate",
        title="The rate that is not a rate",
        grade="easy",
        wants="three numbers: the rate to pass; then, for whoever passes the paper's number, the "
        "share that falls silent and by what the others are multiplied",
        look=numbers(3),
        reference=[0.2, 0.8, 5],
        insight="One word, two meanings, and no error message. What is dropped is one minus what "
        "is kept.",
        hints=(
            "Here rate is the share that is dropped. The paper gives the share that is kept.",
            "Those who speak are divided by the share that is kept, so that the sum stays what it "
            "was on average.",
            "With a rate of 0.8 one in five is kept. Divide by that.",
        ),
        mistakes=(
            Mistake([0.8, 0.2, 1.25], "The paper's number is what is kept. Passed here, it is what "
                    "is dropped.", lambda seen: bool(seen[0] == 0.8)),
            Mistake([0.2, 0.2, 1.25], "The first is right. With the paper's number as the rate, "
                    "what share is dropped?",
                    lambda seen: bool(abs(seen[0] - 0.2) < 1e-6 and abs(seen[1] - 0.2) < 1e-6)),
            Mistake([0.2, 0.8, 1.25], "They are divided by the share that is kept, and that is not "
                    "0.8 any more."),
            Mistake([0.2, 0.8, 1], "The others speak louder while she trains, to make up for those "
                    "who are silent."),
            Mistake([0.2, 0.8, 4], "Four are silent for each that speaks; but that one stands for "
                    "all five."),
        ),
    ),
    Exercise(
        name="ex-remedies-choose",
        title="Choose in court, report on appeal",
        grade="medium",
        wants="a function of the scores, (4, 30), that returns two numbers: the mean of each "
        "archive's best, and the score of the penalty that is best for all",
        look=returns((SCORES,), shapes=[(2,)]),
        reference=lambda scores: [scores.max(axis=0).mean(), scores.mean(axis=1).max()],
        insight="The mean of maxima is never below the maximum of means. Both looked at the appeal "
        "before they chose, so neither may be published.",
        hints=(
            "Four penalties are the rows, thirty archives the columns.",
            "The first number is a mean of thirty maxima, the second a maximum of four means.",
            "max(axis=0) looks down each column, mean(axis=1) along each row.",
        ),
        mistakes=(
            Mistake(lambda scores: [scores.mean(axis=1).max(), scores.max(axis=0).mean()], "The "
                    "two are the other way round: the first chooses for each archive."),
            Mistake(lambda scores: [scores.max(axis=1).mean(), scores.mean(axis=0).max()], "You "
                    "chose an archive for each penalty. axis=0 runs over the penalties, axis=1 "
                    "over the archives."),
            Mistake(lambda scores: [scores.max(), scores.mean(axis=1).max()], "That is the one "
                    "best score of all. First the best for each archive, then their mean."),
            Mistake(lambda scores: [scores.max(axis=0).mean(), scores.max(axis=1).mean()], "The "
                    "first is right. For the second, one penalty serves all archives: take each "
                    "penalty's mean before you choose."),
            Mistake(lambda scores: [scores.max(axis=0).mean(), scores.mean()], "The second is the "
                    "mean over all penalties. Choose the best of the four."),
        ),
    ),
)  # fmt: skip
