"""What can be measured on one curve without being fooled by its noise."""

import math
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import numpy as np

from committee._typing import Array
from committee.clinic import thresholds as t
from committee.clinic.curves import Curve

MOST_POINTS = 400  # a curve longer than this is averaged down before its trend is read


def medians(y: Array, width: int = 3) -> Array:
    """Return the running median; the ends, where no window fits, stay as they are.

    Examples
    --------
    >>> medians(np.array([5.0, 4, 9, 3, 2])).tolist()
    [5.0, 5.0, 4.0, 3.0, 2.0]
    """
    if len(y) < width:
        return y.copy()
    half = width // 2
    inner = np.sort(np.lib.stride_tricks.sliding_window_view(y, width), axis=-1)[:, half]
    return np.concatenate([y[:half], inner, y[len(y) - half :]])


def middle(y: Array) -> float:
    """Return the median; ``np.median`` takes several times as long for a short curve.

    Examples
    --------
    >>> middle(np.array([3.0, 1, 2])), middle(np.array([1.0, 2]))
    (2.0, 1.5)
    """
    ordered, half = np.sort(y), len(y) // 2
    return float(ordered[half] if len(y) % 2 else (ordered[half - 1] + ordered[half]) / 2)


def averages(y: Array, width: int) -> Array:
    """Return the running mean over ``width`` values; at the ends over as many as there are.

    Examples
    --------
    >>> averages(np.array([3.0, 0, 3, 0, 3]), 3).tolist()
    [1.5, 2.0, 1.0, 2.0, 1.5]
    """
    if width < 2:
        return y
    ones = np.ones(width)
    mean: Array = np.convolve(y, ones, "same") / np.convolve(np.ones(len(y)), ones, "same")
    return mean


def stretches(y: Array, most: int) -> Array:
    """Return the means of at most so many stretches of a curve, as long as each other.

    Examples
    --------
    >>> stretches(np.array([1.0, 3, 5, 7, 9]), 2).tolist()
    [3.0, 8.0]
    """
    if len(y) <= most:
        return y
    return np.array([part.mean() for part in np.array_split(y, most)])


@dataclass(frozen=True)
class Signal:
    """A curve and its trend: medians of three, averaged as widely as its noise demands.

    Examples
    --------
    >>> signal = Signal(Curve.of([1.0, 0.5, 0.25, 0.3]))
    >>> signal.best, signal.best_at, signal.last, signal.first
    (0.25, 3.0, 0.3, 1.0)
    """

    curve: Curve

    @cached_property
    def trend(self) -> Curve:
        """The curve without single outliers, at most ``MOST_POINTS`` long."""
        x, y = self.curve.x, self.curve.y
        if len(y) > MOST_POINTS:
            parts = np.linspace(0, len(y), MOST_POINTS + 1).astype(int)
            y = np.array([median(y[a:b].tolist()) for a, b in pairwise(parts)])  # short lists
            x = x[parts[1:] - 1]
        if len(y) >= t.SMOOTHED:
            y = averages(medians(y), self._width(len(y)))
        return Curve(x, y, self.curve.name)

    def _width(self, n: int) -> int:
        """Return over how many values to average, so that noise cannot pass for a valley."""
        scatter = self.noise / max(self.level, 1e-300) * math.sqrt(n / len(self.curve))
        times = scatter / t.SCATTER
        return int(min(max(times * times, 1.0), n * t.LAST))

    @cached_property
    def level(self) -> float:
        """The size of a middling value."""
        return abs(middle(self.curve.y))

    @cached_property
    def noise(self) -> float:
        """The standard deviation of the curve round its trend, over its second half."""
        y = self.curve.y[len(self.curve) // 2 :]
        if len(y) < 3:
            return 0.0
        bend = y[2:] - 2 * y[1:-1] + y[:-2]  # a straight line leaves nothing
        return float(1.4826 * middle(np.abs(bend)) / np.sqrt(6))

    @cached_property
    def n_last(self) -> int:
        """How many values of the trend make the last tenth."""
        return max(1, round(float(t.LAST) * len(self.trend)))

    @cached_property
    def last(self) -> float:
        """Where the curve ends: the mean of its last tenth."""
        return float(self.trend.y[-self.n_last :].mean())

    @cached_property
    def first(self) -> float:
        """Where it begins; if its values scatter, the mean of the first of them."""
        scattered = len(self.trend) >= t.SMOOTHED and self._width(len(self.trend)) > 1
        return float(self.trend.y[0] if scattered else self.curve.y[0])

    @cached_property
    def best(self) -> float:
        """The lowest value of the trend."""
        return float(self.trend.y.min())

    @cached_property
    def best_at(self) -> float:
        """Where it is lowest: the lowest value near the valley of the trend."""
        x, y = self.curve.x, self.curve.y
        valley, n = float(self.trend.x[self.trend.y.argmin()]), len(self.trend)
        around = max(1, self._width(n)) * max(1, len(y) // n)
        middle = int(np.searchsorted(x, valley))
        near = slice(max(middle - around, 0), middle + around + 1)
        return float(x[near][y[near].argmin()])

    @cached_property
    def best_share(self) -> float:
        """How much of the run had passed when it was lowest, 0 to 1."""
        return float((self.trend.y.argmin() + 1) / len(self.trend))

    @cached_property
    def gain(self) -> float:
        """How far it fell from its beginning to its lowest."""
        return self.first - self.best

    @cached_property
    def rise(self) -> float:
        """How far it ends above its lowest, as a share of that."""
        return (self.last - self.best) / max(abs(self.best), 1e-12)

    @cached_property
    def rise_counts(self) -> bool:
        """Whether it ends above its lowest by more than noise explains."""
        return bool(self.last - self.best > t.NOISE * self.noise / np.sqrt(self.n_last))

    @cached_property
    def lately(self) -> float:
        """How far it fell over the last quarter, by a straight line through that quarter."""
        y = self.trend.y
        n = min(len(y), max(2, round(len(y) / 4) + 1))
        if n < 5:
            return float(y[-n] - y[-1])
        slope = np.polyfit(np.arange(n), y[-n:], 1)[0]
        return float(-slope * (n - 1))

    @cached_property
    def fell_lately(self) -> float:
        """How much of its level it lost over the last quarter, as a share."""
        return self.lately / max(abs(self.last + self.lately), 1e-12)

    @cached_property
    def gained_lately(self) -> float:
        """How much of all it gained came in the last quarter."""
        return self.lately / max(self.gain, 1e-12)

    @cached_property
    def improving(self) -> bool:
        """Whether the last quarter brought 3 % of the level or of the gain, beyond noise."""
        y = self.trend.y
        n = max(1, len(y) // 4)
        fell = float(y[-2 * n : -n].mean() - y[-n:].mean()) if len(y) > 2 * n else self.lately
        counts = fell > t.NOISE * self.noise * np.sqrt(2 / n)
        enough = self.fell_lately >= t.STILL_FALLS or (
            self.gain > 0 and self.gained_lately >= t.STILL_FALLS)
        return bool(counts and enough)

    @cached_property
    def spikes(self) -> Array:
        """Where it stands above its neighbours' median beyond its noise."""
        y = self.curve.y
        if len(y) < 8 or y.min() <= 0:
            return np.array([])
        local = medians(y, 7 if len(y) < 60 else 11)
        ratio = np.log(y / np.maximum(local, 1e-300))
        spread = 1.4826 * middle(np.abs(ratio - middle(ratio)))
        high = ratio > max(np.log(t.SPIKE), t.SPIKE_NOISE * spread)
        begins = high & ~np.concatenate([[False], high[:-1]])
        return np.asarray(self.curve.x[begins])
