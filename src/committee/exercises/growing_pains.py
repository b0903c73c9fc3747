"""Exercises of the chapter on three patients."""

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, shares


def _learned_nothing(seen: Array) -> bool:
    archive, court = seen
    return bool(0.47 < archive < 0.66 and 0.4 < court < 0.6 and abs(archive - court) < 0.15)


EXERCISES = (
    Exercise(
        name="ex-growing-pains-fourth",
        title="A fourth patient",
        grade="medium",
        wants="two shares: of the spoiled archive with which it agrees, and of the court in which "
        "it is right",
        look=shares(2),
        reference=[0.54, 0.5],
        right=_learned_nothing,
        insight="Hardly a gap, and nothing learned: a small gap is worth something only if the "
        "training accuracy is good. One illness can hide another.",
        hints=(
            "To memorise is to learn. What does a whisper chain learn in that time?",
            "It gives one ruling to everybody. How often is that right in an archive where the "
            "commoner ruling is a little more than half, and how often in court?",
        ),
        mistakes=(
            Mistake([0.98, 0.75], "So ends the memorizing patient. Her mistakes are heard in every "
                    "layer; in this one the lowest hear nothing.",
                    lambda seen: bool(seen[0] > 0.85 and seen[1] < 0.9)),
            Mistake([0.8, 0.98], "That would be somebody who knows the law and memorises nothing. "
                    "Did the chain find it in the archive without mistakes?",
                    lambda seen: bool(seen[1] >= 0.9)),
            Mistake([0.8, 0.5], "One ruling in five is wrong, but that is a ceiling, and this "
                    "judge does not get off the floor.",
                    lambda seen: bool(0.66 <= seen[0] <= 0.85)),
            Mistake([0.54, 0.8], "What it has not learned in the archive it cannot know in "
                    "court.", lambda seen: bool(0.6 <= seen[1] < 0.9)),
        ),
    ),
    Exercise(
        name="ex-growing-pains-deep",
        title="How deep before it fails?",
        grade="easy",
        wants="two whole numbers: of layers with g = 0.23, and with g = 0.95",
        look=numbers(2),
        reference=[3, 89],
        insight="A factor of a quarter matters at three layers, and one that looks harmless "
        "matters at a hundred.",
        hints=(
            "After d layers g^d of the feedback is left. Which is the largest d for which that is "
            "at least a hundredth?",
            "Take logarithms: d times log(1/g) may be at most log 100.",
            "4.605 / 1.470 and 4.605 / 0.0513; then leave off what follows the point.",
        ),
        mistakes=(
            Mistake([4, 90], "One layer too many in each: with it less than a hundredth arrives. "
                    "Round down."),
            Mistake([3.13, 89.8], "A network has whole layers.",
                    lambda seen: bool((seen % 1 != 0).any())),
            Mistake([1, 19], "You subtracted the same amount for each layer. Factors multiply."),
            Mistake([1, 38], "You divided the decimal logarithm of 100 by the natural one of 1/g. "
                    "Take the same for both."),
            Mistake([1, 44], "That is where a tenth is left. A hundredth is a tenth of a tenth."),
        ),
    ),
)  # fmt: skip
