"""Time in a log: which column counts it, and where one run ends and the next begins."""

from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from committee._typing import Array
from committee.clinic.columns import role
from committee.clinic.recorder import Series

FEWEST = 4  # values that make a curve
RESTART = 0.1  # a clock that falls back to this share of the way began anew
CONTINUES = 0.25  # share of a run's fall within which the next run takes up where it ended


def clock(columns: Iterable[tuple[str, Series]], rows: Array) -> tuple[str, Array]:
    """Return the unit of time and the time at each of ``rows``; row by row if nothing counts.

    Epochs are preferred to steps, if there are more than a handful of them.

    Examples
    --------
    >>> epochs = Series()
    >>> for row in range(6):
    ...     epochs.add(row, 1.0 + row)
    >>> clock([("epoch", epochs)], np.array([0, 2, 4]))
    ('epoch', array([1., 3., 5.]))
    """
    held = list(columns)
    for kind in ("epoch", "step"):
        counters = [series for name, series in held if series.count and role(name).kind == kind]
        for counter in sorted(counters, key=lambda series: -series.count):
            times = _looked_up(counter, rows)
            ahead, back = times[1:] > times[:-1], times[1:] < times[:-1]
            distinct = 1 + np.count_nonzero(ahead)  # where none goes back
            enough = distinct >= max(min(FEWEST, len(rows)), 2) or back.any()
            if np.isfinite(times).all() and enough:
                return kind, times
    return "row", 1.0 + np.arange(len(rows))


def _looked_up(counter: Series, rows: Array) -> Array:
    """Return what the counter last said at each row."""
    places, values = counter.arrays()
    times: Array = values[np.maximum(np.searchsorted(places, rows, side="right") - 1, 0)]
    return times


def runs(times: Array, values: Array) -> list[slice]:
    """Return the runs that stand one after the other in a series, oldest first.

    A clock that falls back to its beginning starts a new run, unless the values take up where
    they ended, as they do where training was called again and again.

    Examples
    --------
    >>> runs(np.array([1, 2, 3, 1, 2, 3, 4]), np.array([9.0, 5, 4, 9, 6, 4, 3]))
    [slice(0, 3, None), slice(3, 7, None)]
    >>> runs(np.array([1, 2, 3, 1, 2, 3, 4]), np.array([9.0, 5, 4, 3.5, 3.3, 3.1, 3]))
    [slice(0, 7, None)]
    """
    cuts, begin = [0], 0
    for i in np.flatnonzero(np.diff(times) < 0) + 1:
        first, before = times[begin], times[i - 1]
        if times[i] <= first + RESTART * (before - first):
            fall = abs(values[begin] - values[i - 1])
            if not abs(values[i] - values[i - 1]) <= CONTINUES * fall:
                cuts.append(int(i))
            begin = int(i)
    return [slice(a, b) for a, b in pairwise([*cuts, len(times)])]


def straightened(times: Array) -> tuple[Array, Array]:
    """Return which values of a run stand, and their times, rising.

    Training that was resumed repeats a stretch: its later version stands. Several values at one
    time are spread evenly until the next.

    Examples
    --------
    >>> kept, times = straightened(np.array([1.0, 2, 3, 4, 2, 3, 4, 5]))
    >>> kept.tolist(), times.tolist()
    ([0, 4, 5, 6, 7], [1.0, 2.0, 3.0, 4.0, 5.0])
    >>> straightened(np.array([1.0, 1, 2, 2]))[1].tolist()
    [1.0, 1.5, 2.0, 2.5]
    """
    if np.all(times[1:] > times[:-1]):
        return np.arange(len(times)), times
    falls = np.flatnonzero(np.diff(times) < 0)
    if len(falls) and np.all(times[falls + 1] <= times[0]):
        lengths = np.diff([0, *(falls + 1), len(times)])  # training was called again and again
        times = times + np.repeat(np.cumsum([0, *(times[falls] - times[0] + 1)]), lengths)
    ahead = np.minimum.accumulate(np.append(times[1:], np.inf)[::-1])[::-1]
    kept = np.flatnonzero((times < ahead) | (np.append(times[1:], np.inf) == times))
    times = times[kept]
    fresh = np.flatnonzero(np.diff(times, prepend=-np.inf) > 0)
    sizes = np.diff([*fresh, len(times)])
    rank = np.arange(len(times)) - np.repeat(fresh, sizes)
    return kept, times + rank / np.repeat(sizes, sizes)
