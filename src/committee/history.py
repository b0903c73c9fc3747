"""History: what happened, epoch by epoch, for every replicate."""

import csv
import json
import math
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from committee import _checks
from committee._typing import Array, Shape

CURVES = ("train_loss", "val_loss", "train_accuracy", "val_accuracy", "learning_rate")
EVENTS = ("stopped_at", "diverged_at")


class History:
    """Curves are (epochs, ...replicates); epochs count from 1, and 0 means never.

    A curve that nobody recorded has no epochs, (0, ...replicates). A replicate that has
    stopped or diverged repeats its last values.

    Parameters
    ----------
    replicates
        The leading axes of the network: () for a plain one.
    train_loss, val_loss, train_accuracy, val_accuracy, learning_rate
        Curves that are known already, such as ``val_loss=[0.7, 0.5, 0.6]``.

    Attributes
    ----------
    stopped_at, diverged_at
        The epoch after which each replicate stopped, or in which its loss ceased to be finite,
        (...replicates), integers.

    Raises
    ------
    ValueError
        Where curves differ in length, or are not (epochs, ...replicates).

    Examples
    --------
    >>> history = History(val_loss=[0.7, 0.5, 0.6])
    >>> history
    History(3 epochs)
    >>> int(history.best_epoch)
    2
    >>> history.train_loss
    array([], dtype=float64)
    """

    def __init__(
        self, replicates: Shape = (), *, train_loss: ArrayLike = (),
        val_loss: ArrayLike = (), train_accuracy: ArrayLike = (), val_accuracy: ArrayLike = (),
        learning_rate: ArrayLike = (),
    ) -> None:
        self.replicates = tuple(replicates)
        given = (train_loss, val_loss, train_accuracy, val_accuracy, learning_rate)
        self._rows: dict[str, list[Array]] = {
            name: list(_curve(name, curve, self.replicates))
            for name, curve in zip(CURVES, given, strict=True)
        }
        if len({len(rows) for rows in self._rows.values() if rows}) > 1:
            lengths = {name: len(rows) for name, rows in self._rows.items() if rows}
            raise ValueError(
                f"History expects curves of as many epochs each, got {lengths}; "
                "cut them to the shortest"
            )
        self.stopped_at: Array = np.zeros(self.replicates, int)
        self.diverged_at: Array = np.zeros(self.replicates, int)

    def __len__(self) -> int:
        return max(map(len, self._rows.values()))

    def __repr__(self) -> str:
        lead = "".join(f"{size} x " for size in self.replicates)
        return f"History({lead}{len(self)} epochs)"

    @property
    def train_loss(self) -> Array:
        """Mean loss over the training set after each epoch, in the loss's unit."""
        return self._array("train_loss")

    @property
    def val_loss(self) -> Array:
        """Mean loss over the validation set after each epoch."""
        return self._array("val_loss")

    @property
    def train_accuracy(self) -> Array:
        """Share of the training cases ruled as labelled, after each epoch."""
        return self._array("train_accuracy")

    @property
    def val_accuracy(self) -> Array:
        """Share of the validation cases ruled as labelled, after each epoch."""
        return self._array("val_accuracy")

    @property
    def learning_rate(self) -> Array:
        """The learning rate at each epoch's first step."""
        return self._array("learning_rate")

    @property
    def active(self) -> Array:
        """Which replicates have neither stopped nor diverged, (...replicates)."""
        still: Array = (self.stopped_at == 0) & (self.diverged_at == 0)
        return still

    @property
    def best_epoch(self) -> Array:
        """The first epoch of the lowest validation loss, (...replicates); 0 if there is none."""
        loss = np.where(np.isnan(self.val_loss), np.inf, self.val_loss)
        if len(loss) == 0:
            return np.zeros(self.replicates, int)
        best: Array = np.where(np.isinf(loss).all(axis=0), 0, loss.argmin(axis=0) + 1)
        return best

    def last(self, name: str) -> Array:
        """Return the newest row of a curve, (...replicates)."""
        return self._rows[name][-1]

    def record(self, values: Mapping[str, Array]) -> None:
        """Append one epoch; replicates no longer active repeat their previous value."""
        for name, value in values.items():
            rows = self._rows[name]
            rows.append(np.where(self.active, value, rows[-1] if rows else value))

    def _array(self, name: str) -> Array:
        rows = self._rows[name]
        return np.array(rows, float).reshape(len(rows), *self.replicates)

    def to_json(self, path: str | Path) -> None:
        """Write everything to ``path``; numbers that are not finite become strings."""
        content: dict[str, Any] = {"replicates": list(self.replicates)}
        content |= {name: _plain(np.array(self._rows[name]).tolist()) for name in CURVES}
        content |= {name: getattr(self, name).tolist() for name in EVENTS}
        Path(path).write_text(json.dumps(content) + "\n", encoding="utf-8")

    @classmethod
    def from_json(cls, path: str | Path) -> "History":
        """Read what ``to_json`` wrote; raise ValueError if something else did."""
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        wanted = {"replicates", *CURVES, *EVENTS}
        if not isinstance(content, dict) or set(content) != wanted:
            raise ValueError(
                f"History.from_json expects the keys {sorted(wanted)}, got something else in "
                f"{path}; write the file with to_json"
            )
        return cls._restored(content.pop("replicates"), content)

    def to_csv(self, path: str | Path) -> None:
        """Write a line an epoch, or, with replicates, a line an epoch and replicate.

        The columns are epoch (from 1), replicate (from 0, if there are any), the curves that
        were recorded, ``stopped_at`` and ``diverged_at``. Floats are written in full.
        """
        recorded = [name for name in CURVES if self._rows[name]]
        columns = [getattr(self, name).reshape(len(self), -1).tolist() for name in recorded]
        events = [np.ravel(getattr(self, name)).tolist() for name in EVENTS]
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["epoch", *["replicate"][: len(self.replicates)], *recorded, *EVENTS])
            for epoch in range(len(self)):
                for replicate in range(len(events[0])):
                    place = [epoch + 1, replicate][: 1 + len(self.replicates)]
                    values = [column[epoch][replicate] for column in columns]
                    lines.writerow([*place, *values, *(event[replicate] for event in events)])

    @classmethod
    def from_csv(cls, path: str | Path) -> "History":
        """Read what ``to_csv`` wrote; raise ValueError if something else did."""
        with Path(path).open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        names = list(lines[0]) if lines else []
        if not {"epoch", *EVENTS} <= set(names) <= {"epoch", "replicate", *CURVES, *EVENTS}:
            raise ValueError(
                f"History.from_csv expects a file written by to_csv, got the columns {names}; "
                "committee.clinic.logs reads the logs of other programs"
            )
        replicates = (int(lines[-1]["replicate"]) + 1,) if "replicate" in names else ()
        shape = (int(lines[-1]["epoch"]), *replicates)
        columns = {
            name: np.array([line[name] for line in lines], float).reshape(shape)
            for name in names if name in CURVES + EVENTS
        }
        return cls._restored(replicates, columns | {name: columns[name][0] for name in EVENTS})

    @classmethod
    def _restored(cls, replicates: Iterable[int], content: Mapping[str, Any]) -> "History":
        curves = {name: content[name] for name in CURVES if name in content}
        history = cls(tuple(replicates), **curves)
        history.stopped_at = np.array(content["stopped_at"], int)
        history.diverged_at = np.array(content["diverged_at"], int)
        return history


def _curve(name: str, curve: ArrayLike, replicates: Shape) -> Array:
    array = np.array(curve, float)
    if array.size == 0:
        return array.reshape(0, *replicates)
    wanted = "(epochs, ...replicates) with replicates " + str(replicates)
    fits = array.shape[1:] == replicates
    _checks.shape(f"History's {name}", array.shape, wanted, "epochs come first", fits=fits)
    return array


def _plain(value: list[Any] | float) -> list[Any] | float | str:
    """Return nested lists in which no NaN or infinity is left, which JSON does not have."""
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return value if math.isfinite(value) else str(value)
