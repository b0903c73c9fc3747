"""Exercises of the last chapter."""

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, order, shares

TROUBLES = ("memorising", "whisper", "dead clerks", "amplification", "flattery")


def _coin_is_right(seen: Array) -> bool:
    coin, law, court = seen
    return bool(0.78 < coin < 0.97 <= law and court > 0.93)


EXERCISES = (
    Exercise(
        name="ex-whats-next-memory",
        title="The chain from memory",
        grade="easy",
        wants="the five troubles in the order of the mends that brought them: clerks, sigmoids, "
        "ReLU, batch normalization, a court",
        look=order(TROUBLES),
        reference=TROUBLES,
        insight="What a mend breaks is the part that goes missing, and the part that tells you "
        "where to look next time.",
        hints=(
            "Begin with the sigmoids: where do they go flat, and what comes of it in ten layers?",
            "ReLU goes flat on one side only. What becomes of a clerk whom every case puts there?",
            "Clerks have room for more than the law. Normalization multiplies the feedback in each "
            "layer, and a court flatters whoever was chosen in it.",
        ),
        mistakes=(
            Mistake(("memorising", "dead clerks", "whisper", "amplification", "flattery"), "A "
                    "sigmoid still has a slope where it is flat, a tiny one. A ReLU below zero has "
                    "none. Which of the two whispers, and which is silent?",
                    lambda seen: bool(seen[1] == 2 and seen[2] == 1)),
            Mistake(("memorising", "amplification", "dead clerks", "whisper", "flattery"),
                    "Normalization rescues from the whisper. What does it do to the feedback "
                    "instead, thirty layers down?", lambda seen: bool(seen[3] == 1)),
            Mistake(("flattery", "whisper", "dead clerks", "amplification", "memorising"), "She "
                    "memorises what she studies, and with many clerks she has room for it. Nobody "
                    "studies the court; one chooses by it.",
                    lambda seen: bool(seen[0] == 4 or seen[4] == 0)),
        ),
    ),
    Exercise(
        name="ex-whats-next-deep",
        title="How deep does the customary start carry?",
        grade="easy",
        wants="two numbers: how many layers the rule allows, and the share of networks that get "
        "beyond 90 % at so many in the figure",
        look=numbers(2),
        reference=[5, 0],
        right=lambda seen: bool(seen[0] == 5 and 0 <= seen[1] < 0.3),
        insight="The rule looks at the feedback alone, and the picture fades by the same factor. A "
        "rule of thumb is a place to begin measuring.",
        hints=(
            "After d layers g^d of the feedback is left, with g the root of a sixth.",
            "Take logarithms: d is at most log 100 divided by log(1/g), rounded down.",
            "4.605 / 0.896. Then look above that depth in the figure, at the customary start.",
        ),
        mistakes=(
            Mistake([2, 0], "A sixth is the square of the factor. Take the root.",
                    lambda seen: bool(seen[0] == 2)),
            Mistake([8, 0], "The root of a third leaves out the half of the clerks who are silent.",
                    lambda seen: bool(seen[0] == 8)),
            Mistake([6, 0], "With six layers less than a hundredth arrives. Round down.",
                    lambda seen: bool(seen[0] == 6)),
            Mistake([5.14, 0], "A network has whole layers.",
                    lambda seen: bool(5 < seen[0] < 6)),
            Mistake([5, 1], "Five is what the rule allows. Look at the figure: do networks of five "
                    "layers learn from that start?",
                    lambda seen: bool(seen[0] == 5 and seen[1] >= 0.3)),
        ),
    ),
    Exercise(
        name="ex-whats-next-clerks",
        title="How many clerks does a coin need?",
        grade="medium",
        wants="three shares, with ten clerks: of the archive with tossed rulings, of the archive "
        "with the right ones, and of the court after those",
        look=shares(3),
        reference=[0.9, 1, 0.98],
        right=_coin_is_right,
        insight="The law needs few clerks, and nonsense needs many. The hundred had room for "
        "nonsense, and did not fill it when they were given the law.",
        hints=(
            "Sixty rulings without a law have to be learned one by one. The law is one thing, "
            "however many cases follow it.",
            "Ten clerks learn more of the tossed rulings than a coin would, and not all of them.",
            "study(tossed, clerks=10) and study(lawful, clerks=10) return histories; take the mean "
            "of train_accuracy[-1], and of val_accuracy[-1].",
        ),
        mistakes=(
            Mistake([1, 1, 0.98], "So it is with a hundred clerks. Ten have less room than sixty "
                    "rulings without a law ask for.", lambda seen: bool(seen[0] >= 0.97)),
            Mistake([0.5, 1, 0.98], "A coin's rulings cannot be understood, but ten clerks can "
                    "learn many of them by heart.", lambda seen: bool(seen[0] <= 0.78)),
            Mistake([0.9, 0.9, 0.9], "The law does not need a hundred clerks; the six lines were "
                    "done with fewer.", lambda seen: bool(seen[1] < 0.97)),
            Mistake([0.9, 1, 0.5], "Half is what the court says of those who learned the coin's "
                    "rulings. The court after the law is asked for.",
                    lambda seen: bool(seen[2] < 0.7)),
            Mistake([0.9, 1, 0.85], "Those who have the law keep it in court, nearly as often as "
                    "the hundred.", lambda seen: bool(0.7 <= seen[2] <= 0.93)),
        ),
    ),
)  # fmt: skip
