"""Exercises of the chapter on the memorizing judge."""

import numpy as np

from committee._typing import Array
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import numbers, returns, shares


def _runs() -> tuple[Array, Array]:
    """Return the losses of six runs, archive and court, (60, 6) each, in nats."""
    t = np.linspace(0, 1, 60)
    falls, wobble = np.exp(-4 * t), 0.02 * np.sin(40 * t)
    train = np.stack([falls, falls, falls, 0.6 + 0.05 * falls, falls, 0.7 + t], axis=1)
    court = np.stack([
        0.9 * falls,                   # both fall, the court's a little ahead
        falls + 1.5 * t**2 + 0.05,     # turns, and climbs far
        0.9 * falls + 0.45 * t + 0.1,  # turns, and ends below where it began
        0.65 + 0.05 * falls + wobble,  # nothing is learned
        0.4 + 0.5 * falls + wobble,    # a gap from the start, which wobbles and does not open
        0.8 + 1.2 * t,                 # both rise: it diverges
    ], axis=1)  # fmt: skip
    return train, court


TRAIN, COURT = _runs()


def _overfits(train_loss: Array, val_loss: Array) -> Array:
    rose: Array = val_loss[-1] > 1.2 * val_loss.min(axis=0)
    fell: Array = train_loss[-1] < train_loss[val_loss.argmin(axis=0), np.arange(rose.size)]
    return rose & fell


def _fewer_is_right(seen: Array) -> bool:
    return bool(4 <= seen[0] <= 16 and 5 <= seen[1] <= 170)


EXERCISES = (
    Exercise(
        name="ex-overfitting-ceiling",
        title="The ceiling",
        grade="easy",
        wants="four shares: of judge (a) in the archive and in court, then of judge (b)",
        look=shares(4),
        reference=[0.75, 1, 1, 1],
        insight="The archive's number alone cannot tell these two judges from better or worse "
        "ones; the court can tell whether memorising did harm.",
        hints=(
            "Count a hundred archive cases: on how many of them do ruling and law say the same?",
            "In court every ruling is correct. What does somebody who knows the law answer there?",
            "Judge (b) agrees with the archive where it is right and where it is wrong. And what "
            "she memorised touches no picture of the court.",
        ),
        mistakes=(
            Mistake([0.75, 0.75, 1, 1], "The court's rulings are correct. A judge who knows the "
                    "law agrees with every one of them."),
            Mistake([0.75, 1, 1, 0.75], "You let judge (b) pay in court for what she memorised. "
                    "The exercise says that it touches no other picture."),
            Mistake([1, 1, 1, 1], "Judge (a) follows the law, and one archive ruling in four does "
                    "not. On those she disagrees with the archive, and is right."),
            Mistake([0.75, 1, 0.75, 1], "Judge (b) has memorised the wrong rulings, so she agrees "
                    "with the archive on them, too."),
        ),
    ),
    Exercise(
        name="ex-overfitting-demo",
        title="A demonstration that shows something else",
        grade="hard",
        wants="a function of the two losses, each (epochs, networks), that returns True or False "
        "for each network",
        look=returns((TRAIN, COURT), shapes=[(6,)]),
        reference=_overfits,
        insight="This verdict can say no, and so its yes means something. Ask it about the 240 "
        "networks of the usual demonstration.",
        hints=(
            "Overfitting is something that happens to two curves: one turns while the other goes "
            "on falling. A verdict has to look at both.",
            "How far has each court curve risen above its own lowest value, val_loss.min(axis=0)? "
            "Ask for a fifth, so that a wobble is no rise.",
            "The rise alone is not enough: when training diverges both losses rise. Ask also that "
            "train_loss[-1] lies below what it was in the epoch val_loss.argmin(axis=0).",
        ),
        mistakes=(
            Mistake(lambda train_loss, val_loss: np.full(val_loss.shape[1], True), "That is the "
                    "printed verdict of the usual demonstration: it says yes whatever the curves "
                    "are."),
            Mistake(lambda train_loss, val_loss: val_loss[-1] > train_loss[-1], "A court's loss "
                    "above the archive's is a gap, and healthy runs have one, too. What the court "
                    "loses compared with its own best is what counts."),
            Mistake(lambda train_loss, val_loss: val_loss[-1] > val_loss[0], "You compare the last "
                    "epoch with the first. A curve can turn, climb, and still end below where it "
                    "began; compare with its lowest value."),
            Mistake(lambda train_loss, val_loss: (val_loss[-1] > val_loss.min(axis=0))
                    & (train_loss[-1] < train_loss[0]), "Every curve that wobbles ends a little "
                    "above its lowest value. Ask for a rise that you would call one, such as a "
                    "fifth."),
            Mistake(lambda train_loss, val_loss: val_loss[-1] > 1.2 * val_loss.min(axis=0), "In "
                    "one of the runs both losses rise from the first epoch on. She learns nothing "
                    "there, and memorises nothing. Look at the archive's loss as well."),
        ),
    ),
    Exercise(
        name="ex-overfitting-fewer",
        title="Fewer mistakes",
        grade="medium",
        wants="the mean gap in points and the median epoch of the turn, of forty judges",
        look=numbers(2),
        reference=[10, 60],
        right=_fewer_is_right,
        insight="Half the mistakes leave about half the gap, and a turn all the same: one wrong "
        "ruling in ten is enough to turn her.",
        hints=(
            "Copy the cells that make archive, and judges with their history; change wrong_labels.",
            "The gap is what the archive flatters her by after the last epoch, "
            "100 * (history.train_accuracy[-1] - history.val_accuracy[-1]), and has a mean.",
            "The turn is where her loss in court was lowest: np.median(history.best_epoch).",
        ),
        mistakes=(
            Mistake([0.1, 60], "The gap is asked for in points, hundredths: multiply the "
                    "difference of the two shares by 100.", lambda seen: 0 < seen[0] < 1),
            Mistake([20, 50], "That gap belongs to one wrong ruling in five. Did the archive that "
                    "you trained on have wrong_labels=0.1?", lambda seen: seen[0] > 16),
            Mistake([10, 300], "The last epoch is where the archive's loss is lowest. She turns "
                    "where the court's is.", lambda seen: seen[1] > 170),
            Mistake([0, 60], "No gap at all would mean that she memorised nothing. Did you compare "
                    "the archive with the court?", lambda seen: abs(seen[0]) < 4),
        ),
    ),
)  # fmt: skip
