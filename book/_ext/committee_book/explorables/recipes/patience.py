"""Patience: how long she waits, how many rulings are wrong, which weights → where she ends."""

from functools import cache
from typing import NamedTuple

import numpy as np

from committee import (
    Adam,
    Dataset,
    EarlyStopping,
    History,
    Monitor,
    binary_cross_entropy,
    evaluate,
    fit,
    line_images,
    mlp,
)
from committee_book.explorables.recipe import Array, Axis, Control, Recipe, Series, State

EPOCHS = 120
JUDGES = 40
PATIENCES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 80, 100, 110, 120)
WRONG = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4)
SHOWN = 0  # whose losses are drawn
TOP = 2.0
EPOCH = tuple(float(epoch) for epoch in range(1, EPOCHS + 1))


class Watched(NamedTuple):
    """What happened to forty judges who were never stopped."""

    history: History
    appeal: Array  # accuracy on the appeal after each epoch, (epochs, judges)


def quick(cases: Dataset) -> Dataset:
    """Return the same cases in numbers of half the length."""
    return Dataset(cases.x.astype(np.float32), cases.y)


@cache
def watched(wrong: float) -> Watched:
    """Train forty judges to the end, and look at the appeal after every epoch."""
    rng = np.random.default_rng(8)
    archive, court, appeal = (quick(line_images(n, noise=0.3, wrong_labels=share, replicates=JUDGES,
                                                rng=rng))
                              for n, share in ((100, wrong), (100, wrong), (200, 0.0)))
    judges = mlp([9, 24, 1], replicates=JUDGES, dtype=np.float32, rng=rng)
    look = Monitor("appeal",
                   lambda network: evaluate(network, appeal, loss=binary_cross_entropy)[1])
    history = fit(judges, archive, validation=court, loss=binary_cross_entropy,
                  optimizer=Adam(learning_rate=0.03), epochs=EPOCHS, callbacks=[look], rng=rng)
    return Watched(history, look.values)


@cache
def stops(patience: int, wrong: float) -> tuple[Array, Array]:
    """Return each judge's best epoch and her last, as early stopping finds them in her losses."""
    rule, history = EarlyStopping(patience=patience), History((JUDGES,))
    absent = mlp([1, 1], replicates=JUDGES, rng=np.random.default_rng(0))  # it keeps weights, too
    rule.begin(absent)
    for epoch, losses in enumerate(watched(wrong).history.val_loss, start=1):
        history.record({"val_loss": losses})
        history.stopped_at[history.active & rule.after_epoch(absent, history)] = epoch
    return rule.best_epoch, np.where(history.stopped_at == 0, EPOCHS, history.stopped_at)


def compute(patience: int, wrong: float, restore: bool) -> State:
    """Return one judge's losses, where she is stopped, and how forty of them end."""
    history, appeal = watched(wrong)
    best, stopped = stops(patience, wrong)
    kept = best if restore else stopped
    end = np.median(100 * appeal[kept - 1, np.arange(JUDGES)])
    train, court = history.train_loss[:, SHOWN], history.val_loss[:, SHOWN]
    at = best[SHOWN]
    curves = train, court, upright(stopped[SHOWN]), np.array([[at, court[at - 1]]])
    says = ("This judge is stopped after epoch {0} and keeps the weights of epoch {1}; of forty "
            "judges, the median one is right in {2} on appeal.")
    parts = str(stopped[SHOWN]), str(kept[SHOWN]), f"{end:.0f}\N{NO-BREAK SPACE}%"
    return State(curves, says, parts)


def upright(epoch: int) -> Array:
    """Return the line that marks an epoch."""
    return np.array([[epoch, 0.0], [epoch, TOP]])


RECIPE = Recipe(
    name="patience",
    controls=(
        Control("Patience", PATIENCES, tuple(f"{p} epoch{'s' * (p > 1)}" for p in PATIENCES)),
        Control("Wrong rulings", WRONG, tuple(f"{100 * w:.0f} % wrong" for w in WRONG)),
        Control("Weights she keeps", (True, False), ("of the best epoch", "of the last epoch"),
                ("best", "last"), choice=True),
    ),
    start=(0, 3, 0),
    across=Axis("epoch", 1, EPOCHS, (1, 40, 80, 120)),
    up=Axis("loss, nats", 0.0, TOP, (0, 0.5, 1, 1.5, 2)),
    series=(Series("line", "train", EPOCH, "archive"), Series("line", "validation", EPOCH, "court"),
            Series("line", "ink", width=1.0), Series("rings", "good", radius=6.0)),
    compute=compute,
    multiples=tuple((patience, wrong, 0) for wrong in (1, 3) for patience in (0, 10, 16)),
)
