"""A bounded memory for what a reader finds: every column keeps at most some thousand values.

A column that grows beyond ``LIMIT`` values forgets every second one and from then on keeps every
second, fourth, ... so that a log of any length fits; the newest value is always there.
"""

import math
import re
from array import array
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from committee._typing import Array
from committee.clinic.columns import role, split_of

LIMIT = 4096
MOST_COLUMNS = 512
MOST_OTHERS = 64
LONGEST_NAME = 200  # characters
MISSING = frozenset({"", "na", "n/a", "none", "null", "-", "--", "—", "?", "nil", "tbd", "."})
_COUNTED = re.compile(r"\W*(?:[A-Za-z]+[\W_]*)?(\d+)\s*(?:(?:/|of)\s*\d+)?\W*")
_SPREAD = re.compile(r"\s*(?:±|\+/?-).*")
_WRAPPED = re.compile(r"[\w.]+\(([^(),]*)(?:,[^()]*)?\)")
_KEPT = frozenset({"loss", "metric", "epoch", "step", "rate", "monitor"})


def number(cell: str) -> float | None:
    """Return the number a cell holds, NaN and infinities among them, or None where it holds none.

    Per cent signs, decimal commas, spreads and wrappers such as ``tensor(0.5)`` are understood.

    Examples
    --------
    >>> number("0,25"), number("71.3%"), number("NA"), number("tensor(0.5)"), number("nan")
    (0.25, 71.3, None, 0.5, nan)
    >>> number("0.5 ± 0.1"), number("0.5 +/- 0.1")
    (0.5, 0.5)
    """
    if not cell:
        return None
    try:
        return float(cell)
    except ValueError:
        pass
    text = cell.strip().strip("\"'").lower()
    if text in MISSING or len(text) > 80:
        return None
    wrapped = _WRAPPED.fullmatch(text)
    text = wrapped.group(1) if wrapped else text
    text = _SPREAD.sub("", text).rstrip("%").replace(",", ".", 1) if text.count(",") <= 1 else text
    try:
        return float(text)
    except ValueError:
        return None


def count(name: str, cell: str) -> float | None:
    """Return what a cell of a column of times counts, or None where it counts nothing.

    Examples
    --------
    >>> count("epoch", "3/40"), count("Step", "step 7 of 9"), count("loss", "3/40")
    (3.0, 7.0, None)
    """
    found = _COUNTED.fullmatch(cell[:80]) if role(name).kind in ("epoch", "step") else None
    return float(found.group(1)) if found else None


class Series:
    """One column: values, and the rows they stood in.

    Examples
    --------
    >>> series = Series()
    >>> for row in range(10_000):
    ...     series.add(row, 1 / (1 + row))
    >>> len(series.arrays()[0]) <= LIMIT + 1, int(series.arrays()[0][-1])
    (True, 9999)
    """

    def __init__(self) -> None:
        self.rows, self.values = array("q"), array("d")
        self.count, self.stride, self._due, self._last = 0, 1, 0, (0, math.nan)

    def add(self, row: int, value: float, *, stands_for: int = 1) -> None:
        """Remember ``value``, one of so many, or skip it where the column has grown long."""
        if self.count >= self._due:
            self.rows.append(row)
            self.values.append(value)
            if len(self.values) > LIMIT:
                self.rows, self.values = self.rows[::2], self.values[::2]
                self.stride *= 2
            self._due = self.count + self.stride
        self._last = row, value
        self.count += stands_for

    def extend(self, row: int, values: Sequence[float | None]) -> None:
        """Remember values of rows that follow one another, None where a row has none.

        Examples
        --------
        >>> series = Series()
        >>> series.extend(3, [0.9, None, 0.5])
        >>> series.arrays()[0].tolist(), series.arrays()[1].tolist()
        ([3, 5], [0.9, 0.5])
        """
        places = [place for place, value in enumerate(values, row) if value is not None]
        found = [value for value in values if value is not None]
        if found and self.stride == 1 and self.count + len(found) <= LIMIT:  # none is forgotten
            self.rows.extend(places)
            self.values.extend(found)
            self.count = self._due = self.count + len(found)
            self._last = places[-1], found[-1]
        else:
            for place, value in zip(places, found, strict=True):
                self.add(place, value)

    def arrays(self) -> tuple[Array, Array]:
        """Return rows and values, the newest at the end."""
        rows, values = np.array(self.rows, np.int64), np.array(self.values, float)
        if self.count and rows[-1] != self._last[0]:
            rows, values = np.append(rows, self._last[0]), np.append(values, self._last[1])
        return rows, values


class Recorder:
    """What a reader has found so far: the columns that matter, and what else was there.

    Attributes
    ----------
    columns
        The series by ``(run, name)``; ``run`` is empty unless a column names runs or folds.
    others
        Columns whose names mean nothing to the clinic, by name.
    texts
        The distinct texts of columns that hold words.
    rows
        How many rows were read.
    notes
        What the reader had to overlook, in words.
    named, prose
        Whether the columns have names of their own; whether the numbers stood in sentences.

    Examples
    --------
    >>> recorder = Recorder()
    >>> recorder.row({"epoch": 1.0, "phase": "train", "loss": 0.7})
    >>> recorder.row({"epoch": 1.0, "phase": "val", "loss": 0.8})
    >>> [name for run, name in recorder.columns]
    ['epoch', 'train/loss', 'val/loss']
    """

    def __init__(self) -> None:
        self.columns: dict[tuple[str, str], Series] = {}
        self.others: dict[str, Series] = {}
        self.texts: dict[str, set[str]] = {}
        self.notes: list[str] = []
        self.rows, self.named, self.prose = 0, True, False

    def row(self, cells: Mapping[str, float | str | None]) -> None:
        """Take in one row, by name; text may say in which split or run it was measured."""
        split, key, run = "", "", ""
        numbers: dict[str, float] = {}
        for full, value in cells.items():
            name = full[:LONGEST_NAME]
            kind = role(name).kind
            if kind == "run":
                run = f"{name} {value:g}" if isinstance(value, float) else f"{name} {value}"
            elif isinstance(value, str):
                if kind == "split" and split_of(value):
                    split = split_of(value)
                elif kind == "key":
                    key = value
                elif (counted := count(name, value)) is not None:
                    numbers[name] = counted
                else:
                    self.text(name, value)
            elif value is not None:
                numbers[name] = value
        for name, value in numbers.items():
            told = _told(name, split, key) if split or key else name
            self.add(run, told, self.rows, value)
        self.rows += 1

    def column(self, name: str, values: Iterable[float | None], run: str = "") -> None:
        """Take in a whole column; its first value stands in row 0."""
        row, name = -1, name[:LONGEST_NAME]
        for row, value in enumerate(values):
            if value is not None:
                self.add(run, name, row, value)
        self.rows = max(self.rows, row + 1)

    def add(self, run: str, name: str, row: int, value: float) -> None:
        """Take in one number."""
        series = self.series(run, name)
        if series is not None:
            series.add(row, value)

    def series(self, run: str, name: str) -> Series | None:
        """Return the column to write to, or None where there are too many already."""
        found = self.columns.get((run, name)) or self.others.get(name)
        if found is None:
            if role(name).kind in _KEPT:
                if len(self.columns) < MOST_COLUMNS:
                    found = self.columns[run, name] = Series()
            elif len(self.others) < MOST_OTHERS:
                found = self.others[name] = Series()
        return found

    def text(self, name: str, value: str) -> None:
        """Remember that a column holds words."""
        if name in self.texts or len(self.texts) < MOST_OTHERS:
            seen = self.texts.setdefault(name, set())
            if len(seen) < MOST_OTHERS:
                seen.add(value[:80])


def _told(name: str, split: str, key: str) -> str:
    """Return a column's full name, given what the row's words add to it."""
    if key and name.strip().lower() in ("value", "val", "score"):
        name = key
    silent = split and role(name).kind in ("loss", "metric") and not role(name).split
    return f"{split}/{name}" if silent else name
