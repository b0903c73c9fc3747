"""Curves: what the clinic judges, whatever program wrote it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from committee._typing import Array

if TYPE_CHECKING:
    from committee.history import History


@dataclass(frozen=True)
class Curve:
    """One quantity over time, finite values only.

    Attributes
    ----------
    x, y
        When and how much, (n,) each; ``x`` never falls.
    name
        What the log calls it.
    lost_at
        Where it ceased to be finite for good, None where it never did.

    Examples
    --------
    >>> nan = float("nan")
    >>> curve = Curve.of([0.9, nan, 0.5, nan, nan, nan])
    >>> curve.y.tolist(), curve.lost_at
    ([0.9, 0.5], 4.0)
    """

    x: Array
    y: Array
    name: str = "loss"
    lost_at: float | None = None

    @classmethod
    def of(cls, values: ArrayLike, x: ArrayLike | None = None, name: str = "loss") -> "Curve":
        """Return the curve of values that may be NaN: in between a gap, at the end a loss."""
        y = np.asarray(values, float)
        x = 1.0 + np.arange(len(y)) if x is None else np.asarray(x, float)
        if np.isfinite(y).all():
            return cls(x, y, name)
        finite = np.flatnonzero(np.isfinite(y))
        gaps = np.diff(finite, prepend=-1) - 1
        tail = len(y) - (finite[-1] + 1 if len(finite) else 0)
        lost = tail > 2 * (gaps.max() if len(gaps) else 0)
        return cls(x[finite], y[finite], name, float(x[len(y) - tail]) if lost else None)

    def __len__(self) -> int:
        return len(self.y)

    def at(self, x: float) -> float:
        """Return the value at ``x``, by straight lines between neighbours."""
        return float(np.interp(x, self.x, self.y))


@dataclass(frozen=True)
class Curves:
    """What is known of one training run.

    Attributes
    ----------
    train, val
        The losses; lower is better.
    metric, train_metric
        How well the task is done; higher is better, shares in 0 to 1.
    unit
        What x counts: ``"epoch"``, ``"step"`` or ``"row"``.
    monitors
        Further evidence by channel (``CHANNELS``), over the same x.
    comparable
        Whether the two losses are the same quantity on the same scale.
    doubts
        What forbids a verdict, in words.
    remarks
        What a reader should know, but does not change the verdict.

    Examples
    --------
    >>> curves = Curves(train=Curve.of([0.9, 0.5]), val=Curve.of([1.0, 0.8]))
    >>> curves.main.name, len(curves.main)
    ('loss', 2)
    """

    train: Curve | None = None
    val: Curve | None = None
    metric: Curve | None = None
    train_metric: Curve | None = None
    unit: str = "epoch"
    monitors: dict[str, Curve] = field(default_factory=dict)
    comparable: bool = True
    doubts: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def main(self) -> Curve:
        """The held-out loss where there is one, else the training loss."""
        found = self.train if self.val is None else self.val
        return found if found is not None else Curve.of([])


CHANNELS = {
    "learning_rate": "the learning rate",
    "gradient_norm": "the norm of the whole gradient, as the optimizer gets it",
    "gradient_norm_first": "the norm of the first layer's gradient",
    "gradient_norm_last": "the norm of the last layer's gradient",
    "output_pull": "the norm of the last bias's gradient: the batch's mean error at the output",
    "update_ratio": "how far an epoch moved the weights, over their length",
    "dead_fraction": "the share of hidden units off for every case, in the worst layer",
    "saturated_fraction": "the share of answers where a sigmoid is flat, in the worst layer",
    "activation_std": "the spread of the last activations",
    "input_scale": "the root mean square of the largest feature",
    "evaluation_noise": "how much answers change with chance or with the other cases evaluated",
    "mode_gap": "how far answers in training mode are from those in evaluation mode",
    "initial_growth": "the spread of the last activations over the inputs' size, before training",
    "shared_cases": "the share of validation cases that are training cases too",
    "neighbour_agreement": "how much likelier than chance a nearest neighbour has the same label",
    "clipped_fraction": "the share of steps whose gradient was clipped",
}
"""Evidence beyond the losses that ranks the causes, by the name of its channel."""


def from_history(
    history: "History", *, monitors: Mapping[str, ArrayLike] | None = None
) -> list[Curves]:
    """Return the curves of each replicate of a ``History``.

    Parameters
    ----------
    history
        What ``fit`` returned.
    monitors
        Further evidence, (epochs, ...replicates) by the names in ``CHANNELS``.

    Examples
    --------
    >>> from committee.history import History
    >>> [curves] = from_history(History(val_loss=[0.7, 0.5, 0.6]))
    >>> curves.val.y.tolist(), curves.train
    ([0.7, 0.5, 0.6], None)
    """
    diverged = np.ravel(history.diverged_at)
    names = ("train_loss", "val_loss", "val_accuracy", "train_accuracy", "learning_rate")
    columns = {name: _flat(getattr(history, name)) for name in names}
    columns |= {name: _flat(values) for name, values in (monitors or {}).items()}
    return [_replicate(columns, r, int(diverged[r])) for r in range(len(diverged))]


def _flat(values: ArrayLike) -> Array:
    """Return a history's array as (epochs, replicates)."""
    array = np.asarray(values, float)
    return array.reshape(len(array), -1) if array.size else np.empty((0, 1))


def _replicate(columns: dict[str, Array], r: int, diverged_at: int) -> Curves:
    curves: dict[str, Curve | None] = {}
    for name, values in columns.items():
        mine = values[:, min(r, values.shape[1] - 1)].copy()
        if diverged_at and name == "train_loss":
            mine[diverged_at - 1 :] = np.nan
        elif diverged_at:
            mine = mine[: max(diverged_at - 1, 1)]
        curves[name] = Curve.of(mine, name=name.replace("_", " ")) if len(mine) else None
    metric, train_metric = curves.pop("val_accuracy"), curves.pop("train_accuracy")
    train, val = curves.pop("train_loss"), curves.pop("val_loss")
    monitors = {name: curve for name, curve in curves.items() if curve is not None}
    return Curves(train, val, metric, train_metric, monitors=monitors)
