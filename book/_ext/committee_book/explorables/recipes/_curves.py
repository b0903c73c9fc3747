"""Curves: what the recipes that train judges have in common: twenty of them, and two curves.

Judges of all archives that differ in their wrong rulings alone are trained side by side.
"""

from collections.abc import Callable, Sequence

import numpy as np

from committee import Adam, Dataset, Sequential, binary_cross_entropy, fit, line_images
from committee_book.explorables.recipe import Array, Axis, Series, State, spread

EPOCHS = 40
JUDGES = 20
SHOWN = np.unique(np.geomspace(1, EPOCHS, 24).round().astype(int))  # densest where most happens
EPOCH = tuple(SHOWN.tolist())
ACROSS = Axis("epoch", 1, EPOCHS, (1, 10, 20, 30, 40))
UP = Axis("accuracy, share of cases", 0.4, 1.0, (0.4, 0.6, 0.8, 1))
SERIES = (
    Series("band", "train", EPOCH), Series("band", "validation", EPOCH),
    Series("line", "train", EPOCH, "archive"), Series("line", "validation", EPOCH, "court"),
)  # fmt: skip
SAYS = ("After the last evening the median judge agrees with {0} of her archive and is right in "
        "{1} of the cases in court; on the best evening it was {2}.")


def lines(n: int, shares: Sequence[float], rng: np.random.Generator) -> Dataset:
    """Return twenty archives for each share of wrong rulings, in numbers of half the length."""
    sets = [line_images(n, noise=0.3, wrong_labels=share, replicates=JUDGES, rng=rng)
            for share in shares]
    x, y = (np.concatenate([getattr(one, name) for one in sets]) for name in ("x", "y"))
    return Dataset(x.astype(np.float32), y)


def trained(
    build: Callable[[int, np.random.Generator], Sequential], cases: int, shares: Sequence[float]
) -> dict[float, State]:
    """Train judges for each share of wrong rulings; return their curves by that share."""
    rng = np.random.default_rng(8)
    archive, court = lines(cases, shares, rng), lines(100, [0.0] * len(shares), rng)
    history = fit(build(JUDGES * len(shares), rng), archive, validation=court, epochs=EPOCHS,
                  loss=binary_cross_entropy, optimizer=Adam(learning_rate=0.08), rng=rng)
    both = [np.split(curve, len(shares), axis=-1)
            for curve in (history.train_accuracy, history.val_accuracy)]
    return {share: state(*pair) for share, *pair in zip(shares, *both, strict=True)}


def state(agreed: Array, ruled: Array) -> State:
    """Return two curves, (epochs, judges) each, with their bands and what is to be said."""
    (agrees, agreed_band), (rules, ruled_band) = spread(agreed[SHOWN - 1]), spread(ruled[SHOWN - 1])
    shares = agrees[-1], rules[-1], np.median(ruled, axis=-1).max()
    return State((agreed_band, ruled_band, agrees, rules), SAYS, tuple(map(percent, shares)))


def percent(share: float) -> str:
    """Return a share as a sentence says it."""
    return f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
