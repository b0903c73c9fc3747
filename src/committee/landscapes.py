"""Landscapes: losses of two or more weights simple enough to be seen whole.

A point ``w`` is (..., n_weights); leading axes are hikers walking side by side, each with a
start or a learning rate of its own.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee._typing import Array
from committee.data import Dataset
from committee.optimizers import Optimizer


class Landscape(Protocol):
    """Whatever has a height and a slope at every point.

    Examples
    --------
    >>> def climb(landscape: Landscape, w): return landscape.gradient(w)
    >>> climb(saddle(), np.array([1.0, 1.0]))
    array([ 2., -2.])
    """

    def loss(self, w: Array) -> Array:
        """Return the height at w, (...,)."""
        ...

    def gradient(self, w: Array) -> Array:
        """Return the slope at w, (..., n_weights)."""
        ...


@dataclass(frozen=True, eq=False)
class Quadratic:
    """The bowl or saddle ``w . A w``, without a factor 1/2; its gradient is ``2 A w``.

    ``matrix``, A, is (n_weights, n_weights) and symmetric. Raises ValueError where it is not.

    Examples
    --------
    >>> import numpy as np
    >>> bowl = Quadratic(np.diag([10.0, 1.0]))
    >>> bowl.loss(np.array([1.0, 1.0])), bowl.gradient(np.array([1.0, 1.0]))
    (np.float64(11.0), array([20.,  2.]))
    """

    matrix: Array

    def __post_init__(self) -> None:
        a = self.matrix
        _checks.floats("Quadratic's matrix", a)
        fits = a.ndim == 2 and a.shape[0] == a.shape[1] and np.allclose(a, a.T)
        mend = "symmetric: take (a + a.T) / 2, which has the same loss"
        _checks.shape("Quadratic's matrix", a.shape, "(n_weights, n_weights)", mend, fits=fits)

    def loss(self, w: Array) -> Array:
        """Return the height at w, (...,); infinite where a path has run away."""
        with np.errstate(all="ignore"):
            height: Array = ((w @ self.matrix) * w).sum(axis=-1)
        return height

    def gradient(self, w: Array) -> Array:
        """Return the slope at w, (..., n_weights)."""
        slope: Array = 2 * (w @ self.matrix)
        return slope


def ravine(condition: float = 1000.0, *, turned: float = 0.0) -> Quadratic:
    """Return ``condition * w1**2 + w2**2``, a ravine along the second axis.

    ``condition`` is the ratio of the steepest to the flattest curvature; ``turned`` turns the
    ravine against the axes, in degrees. From (1, 1) optimizers that only look at signs meet
    the bottom by luck: compare them from ``RAVINE_START``.

    Examples
    --------
    >>> ravine(10.0).matrix
    array([[10.,  0.],
           [ 0.,  1.]])
    """
    _checks.positive("ravine's condition", condition, "1 is a round bowl, 1000 a ravine")
    angle = math.radians(turned)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return Quadratic(turn @ np.diag([condition, 1.0]) @ turn.T)


RAVINE_START = (0.31, 1.0)
"""Where the book sets out for the ravine's bottom: on neither diagonal."""


def saddle() -> Quadratic:
    """Return ``w1**2 - w2**2``: flat at the origin, a bottom one way and a top the other.

    Examples
    --------
    >>> import numpy as np
    >>> saddle().gradient(np.zeros(2))
    array([0., 0.])
    """
    return Quadratic(np.diag([1.0, -1.0]))


@dataclass(frozen=True, eq=False)
class LeastSquares:
    """The mean squared error of ``x . w`` over cases; its slope may be that of a random batch.

    ``data`` has x (n, n_weights) and targets y (n, 1). With ``batch_size`` each gradient is that
    of as many cases, drawn anew with ``rng`` and put back.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.data import Dataset
    >>> line = LeastSquares(Dataset(np.array([[1.0], [2.0]]), np.array([[2.0], [4.0]])))
    >>> line.loss(np.array([1.0])), line.gradient(np.array([2.0]))
    (np.float64(2.5), array([0.]))
    """

    data: Dataset
    batch_size: int | None = None
    rng: Generator | None = None

    def __post_init__(self) -> None:
        wanted, mend = (self.data.n, 1), "give one float target a case: y[:, None]"
        _checks.shape("LeastSquares's y", self.data.y.shape, str(wanted), mend,
                      fits=self.data.y.shape == wanted)
        if self.batch_size is not None:
            _checks.whole("LeastSquares's batch_size", self.batch_size, "None takes all cases")
            _checks.generator("LeastSquares's rng", self.rng)

    def loss(self, w: Array) -> Array:
        """Return the error over all cases, (...,); infinite where a path has run away."""
        with np.errstate(all="ignore"):
            error = w @ self.data.x.T - self.data.y[:, 0]
            mean: Array = np.square(error).mean(axis=-1)
        return mean

    def gradient(self, w: Array) -> Array:
        """Return the slope over all cases or a batch of them, (..., n_weights)."""
        x, y = self.data.x, self.data.y[:, 0]
        if self.batch_size is not None and self.rng is not None:
            rows = self.rng.integers(len(x), size=self.batch_size)
            x, y = x[rows], y[rows]
        slope: Array = 2 / len(x) * ((w @ x.T - y) @ x)
        return slope


def descend(
    landscape: Landscape, optimizer: Optimizer, *, start: Sequence[float] | Array, steps: int
) -> Array:
    """Walk down from ``start`` and return every point on the way, (steps + 1, ..., n_weights).

    ``start`` is (..., n_weights). Rates differ from hiker to hiker where the optimizer has them,
    (..., 1), and ``start`` a row for each. A path that leaves the finite numbers stays out.

    Examples
    --------
    >>> from committee.optimizers import SGD
    >>> path = descend(ravine(10.0), SGD(0.1), start=(1.0, 1.0), steps=2)
    >>> path[:, 0]  # it leaps from wall to wall for ever
    array([ 1., -1.,  1.])
    """
    _checks.whole("descend's steps", steps, "each is one move")
    w = np.array(start, float)
    _checks.floats("descend's start", w)
    gradient, path = np.empty_like(w), np.empty((steps + 1, *w.shape))
    optimizer.begin(w, gradient, np.ones(w.shape[-1]))
    path[0] = w
    with np.errstate(all="ignore"):
        for t in range(1, steps + 1):
            gradient[...] = landscape.gradient(w)
            optimizer.step()
            path[t] = w
    return path


def steps_to(losses: Array, threshold: float) -> Array:
    """Return after how many steps a loss is below ``threshold`` for good, (...,); -1 if never.

    ``losses`` is (steps + 1, ...), the first before any step.

    Examples
    --------
    >>> import numpy as np
    >>> steps_to(np.array([1.0, 0.1, 0.3, 0.1, 0.05]), 0.2)
    array(3)
    """
    _checks.positive("steps_to's threshold", threshold, "a loss of exactly 0 is never reached")
    outside = ~(np.asarray(losses) < threshold)  # a NaN is outside
    last = len(outside) - 1 - outside[::-1].argmax(axis=0)
    after = np.where(outside.any(axis=0), last + 1, 0)
    return np.where(after == len(outside), -1, after)
