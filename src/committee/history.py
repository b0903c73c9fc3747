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


def _curve(name: str, meaning: str) -> Any:  # noqa: ANN401
    """Return a property that reads a curve as an array, (epochs, ...replicates)."""

    def read(history: "History") -> Array:
        rows = history._rows[name]
        return np.array(rows, float).reshape(len(rows), *history.replicates)

    return property(read, doc=meaning)


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

    train_loss: Array = _curve("train_loss", "Mean loss over the training set after each epoch.")
    val_loss: Array = _curve("val_loss", "Mean loss over the validation set after each epoch.")
    train_accuracy: Array = _curve("train_accuracy", "Share of training cases ruled as labelled.")
    val_accuracy: Array = _curve("val_accuracy", "Share of validation cases ruled as labelled.")
    learning_rate: Array = _curve("learning_rate", "The rate at each epoch's first step.")

    def __init__(
        self, replicates: Shape = (), *, train_loss: ArrayLike = (),
        val_loss: ArrayLike = (), train_accuracy: ArrayLike = (), val_accuracy: ArrayLike = (),
        learning_rate: ArrayLike = (),
    ) -> None:
        self.replicates = tuple(replicates)
        given = (train_loss, val_loss, train_accuracy, val_accuracy, learning_rate)
        self._rows: dict[str, list[Array]] = {
            name: list(_checked(name, curve, self.replicates))
            for name, curve in zip(CURVES, given, strict=True)
        }
        lengths = {name: len(rows) for name, rows in self._rows.items() if rows}
        _checks.expect(len(set(lengths.values())) < 2, "History expects curves of equal length",
                       lengths, "cut them to the shortest")  # fmt: skip
        self.stopped_at: Array = np.zeros(self.replicates, int)
        self.diverged_at: Array = np.zeros(self.replicates, int)

    def __len__(self) -> int:
        return max(map(len, self._rows.values()))

    def __repr__(self) -> str:
        lead = "".join(f"{size} x " for size in self.replicates)
        return f"History({lead}{len(self)} epochs)"

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
        fits = isinstance(content, dict) and set(content) == {"replicates", *CURVES, *EVENTS}
        wanted, mend = "History.from_json expects a file written by to_json", "see from_csv as well"
        _checks.expect(fits, wanted, path, mend)
        return cls._restored(content.pop("replicates"), content)

    def to_csv(self, path: str | Path) -> None:
        """Write a line an epoch, or, with replicates, a line an epoch and replicate.

        The columns are epoch (from 1), replicate (from 0, if there are any), the curves that
        were recorded, ``stopped_at`` and ``diverged_at``. Floats are written in full.
        """
        recorded = [name for name in CURVES if self._rows[name]]
        curves, events = ([getattr(self, name) for name in names] for names in (recorded, EVENTS))
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            lines = csv.writer(file, lineterminator="\n")
            lines.writerow(["epoch", *["replicate"][: len(self.replicates)], *recorded, *EVENTS])
            for row, *replicate in np.ndindex(len(self), *self.replicates):
                values = [curve[row, *replicate] for curve in curves]
                values += [event[*replicate] for event in events]
                lines.writerow([row + 1, *replicate, *values])

    @classmethod
    def from_csv(cls, path: str | Path) -> "History":
        """Read what ``to_csv`` wrote; raise ValueError if something else did."""
        with Path(path).open(newline="", encoding="utf-8") as file:
            lines = list(csv.DictReader(file))
        names = list(lines[0]) if lines else []
        fits = {"epoch", *EVENTS} <= set(names) <= {"epoch", "replicate", *CURVES, *EVENTS}
        mend = "committee.clinic.logs reads the logs of other programs"
        wanted, got = "History.from_csv expects a file written by to_csv", f"the columns {names}"
        _checks.expect(fits, wanted, got, mend)
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


def _checked(name: str, curve: ArrayLike, replicates: Shape) -> Array:
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
