"""Exercises of the chapter in which every part comes together."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, returns


def _five_judges() -> Array:
    """Return what five judges hold for likely in eight cases, (5, 8, 10)."""
    p = np.random.default_rng(6).dirichlet(np.full(10, 0.6), (5, 8))
    p[:, 0], p[:, 1] = 0.02, 0.02
    p[:2, 0, 3], p[2:, 0, 3], p[2:, 0, 7] = 0.82, 0.38, 0.46  # three of five for 7, little ahead
    p[0, 1, 1], p[0, 1, 4] = 0.82, 0.02                       # one surely for 1, four for 4
    p[1:, 1, 4], p[1:, 1, 1] = 0.64, 0.2
    return p


def _searches() -> tuple[Array, Array]:
    """Return loss in court and gain in points on appeal, five peaks by 20 committees each."""
    turn = np.arange(20) + 5.0 * np.arange(5)[:, None]
    loss = np.array([[0.42], [0.55], [0.31], [0.35], [0.5]]) + 0.1 * np.sin(turn)
    gain = np.array([[-1.7], [-2.5], [-0.5], [-0.2], [-1.1]]) + 0.3 * np.cos(2 * turn)
    loss[4, 5] = 0.05  # one lucky committee
    return loss, gain


JUDGES, (LOSS, GAIN) = _five_judges(), _searches()


def _majority(p: Array) -> Array:
    votes = p.argmax(axis=-1)  # (5, cases)
    most: Array = (votes[..., None] == np.arange(10)).sum(axis=0).argmax(axis=-1)
    return most


def _default_is_right(seen: Array) -> bool:
    layer, five, digits, tall = seen
    return bool(abs(layer - 6**-0.5) < 0.01 and abs(five - 6**-2.5) < 0.002
                and -2 < digits < 1.5 and tall < -3)


EXERCISES = (
    Exercise(
        name="ex-full-implementation-default",
        title="PyTorch's own first weights",
        grade="medium",
        wants="four numbers: what is left of a signal after one layer and after five, as factors, "
        "and the change in points of the short committee and of the tall one",
        look=numbers(4),
        reference=[6**-0.5, 6**-2.5, -0.1, -21],
        right=_default_is_right,
        insight="A factor that two layers do not notice is ruin in five. A default was chosen by "
        "somebody who did not know your network.",
        hints=(
            "The factor of a layer goes with the size of the weights, the root of their variance.",
            "Five layers multiply five times.",
            "Write an init that draws with rng.uniform between -b and b, with b = 1 / "
            "np.sqrt(shape[-2]), and train both committees with it. Compare with whole.",
        ),
        mistakes=(
            Mistake([1 / 6, 6.0**-5, -0.1, -21], "A sixth is the variance. The size of a signal "
                    "goes with its root.", lambda seen: bool(abs(seen[0] - 1 / 6) < 0.01)),
            Mistake([0.408, 2.04, -0.1, -21], "You took the factor five times and added. Each "
                    "layer multiplies what the last one left.",
                    lambda seen: bool(abs(seen[1] - 2.04) < 0.02)),
            Mistake([0.408, 0.082, -0.1, -21], "You divided by five. Each layer multiplies by the "
                    "factor again.", lambda seen: bool(abs(seen[1] - 0.082) < 0.002)),
            Mistake([0.408, 0.0113, -0.1, -0.1], "Of the tall committee's signal a hundredth is "
                    "left. Did you start that one anew, too?",
                    lambda seen: bool(seen[2] > -2 and -3 <= seen[3] < 3)),
            Mistake([0.408, 0.0113, -21, -0.1], "The short committee has one hidden layer, and "
                    "loses little. Are the two the wrong way round?",
                    lambda seen: bool(seen[2] < seen[3])),
        ),
    ),
    Exercise(
        name="ex-full-implementation-writer",
        title="A fourteenth hand",
        grade="hard",
        wants="two changes in points, against the random split: of the committee, and of the "
        "archivist",
        look=numbers(2),
        reference=[-7.6, -6.2],
        right=lambda seen: bool(-14 < seen[0] < -3 and -13 < seen[1] < -2.5),
        insight="Nothing about the networks has changed, only the question. A split is right or "
        "wrong for what the program is to do.",
        hints=(
            "Somebody whose hand is in the archive is easier to read. Who profits from that, the "
            "one who learns or the one who looks up?",
            "A block is consecutive rows: rows = (start + np.arange(1797)) % 1797, cut at 300 and "
            "599.",
            "Use changed(hands, archive=..., court=..., appeal=...), train and archivist, and "
            "subtract on_digits and looked_up['digits'].",
        ),
        mistakes=(
            Mistake([0, 0], "No loss at all is what the random split shows, where every writer "
                    "sits on both sides. Did you keep the rows in the file's order?",
                    lambda seen: bool((np.abs(seen) < 0.02).all())),
            Mistake([-0.076, -0.062], "Those are shares. The changes are asked for in points.",
                    lambda seen: bool((np.abs(seen) < 0.5).all())),
            Mistake([90, 92], "Those are accuracies. Subtract what they reach on the random split.",
                    lambda seen: bool((seen > 40).all())),
            Mistake([7.6, 6.2], "A loss is a change below zero. Subtract the random split from the "
                    "blocks, not the other way round.", lambda seen: bool((seen > 2).all())),
            Mistake([-7.6, 0], "The archivist copies the ruling of the most similar case. If no "
                    "case in the archive is of that hand, whom does she copy?",
                    lambda seen: bool(seen[0] < -3 and seen[1] >= -2.5)),
        ),
    ),
    Exercise(
        name="ex-full-implementation-five",
        title="Ask five",
        grade="medium",
        wants="a function of the probabilities, (5, cases, 10), that returns the joint ruling for "
        "each case",
        look=returns((JUDGES,), shapes=[(8,)]),
        reference=lambda p: p.sum(axis=0).argmax(axis=-1),
        insight="What differs in their errors cancels, and who is sure counts for more. What all "
        "five have in common, no vote removes.",
        hints=(
            "Which of the three axes are the judges? Add along that one, and the others stay.",
            "After the sum there are ten numbers a case. The ruling is the place of the largest, "
            "argmax.",
        ),
        mistakes=(
            Mistake(_majority, "That counts votes. A judge who is nearly sure then counts as much "
                    "as one who wavers; add up their probabilities instead."),
            Mistake(lambda p: p.max(axis=0).argmax(axis=-1), "That believes whoever is surest. One "
                    "loud judge then outvotes four; add them all up."),
            Mistake(lambda p: p[0].argmax(axis=-1), "That asks the first judge alone."),
            Mistake(lambda p: p.prod(axis=0).argmax(axis=-1), "A product lets one judge who is "
                    "sure of the contrary decide against all others. The exercise adds."),
            Mistake(lambda p: p.sum(axis=0).max(axis=-1), "That is how strongly they rule. Which "
                    "digit they rule is the place of that number, argmax."),
        ),
    ),
    Exercise(
        name="ex-full-implementation-fair",
        title="Was that fair to plain descent?",
        grade="hard",
        wants="a function of the losses in court and of the gains on appeal, (peaks, committees) "
        "each, that returns the mean gain of the one peak chosen in court",
        look=returns((LOSS, GAIN)),
        reference=lambda loss, gain: gain[loss.mean(axis=1).argmin()].mean(),
        insight="The court chooses and the appeal reports. Equal budget means an equal budget for "
        "the search as well.",
        hints=(
            "One peak is chosen for all committees, as it was for AdamW. By which of the two "
            "arrays may it be chosen?",
            "The mean loss of each peak is loss.mean(axis=1). Choose the peak where it is lowest.",
            "gain[chosen].mean() is what that peak gains.",
        ),
        mistakes=(
            Mistake(lambda loss, gain: gain.mean(axis=1).max(), "That chooses by the very appeal "
                    "that reports it. The court has to choose."),
            Mistake(lambda loss, gain: gain[loss.mean(axis=1).argmax()].mean(), "In court the loss "
                    "is kept, so the best peak has the lowest."),
            Mistake(lambda loss, gain: gain[loss.argmin(axis=0), np.arange(20)].mean(), "That "
                    "chooses a peak for each committee. AdamW had one peak for all of them."),
            Mistake(lambda loss, gain: gain[0].mean(), "That is the first peak, whatever the court "
                    "says."),
            Mistake(lambda loss, gain: gain[loss.min(axis=1).argmin()].mean(), "You chose by the "
                    "one luckiest committee. Take the mean of each peak first."),
            Mistake(lambda loss, gain: gain.mean(), "That is the mean over all peaks. Choose one."),
        ),
    ),
)  # fmt: skip
