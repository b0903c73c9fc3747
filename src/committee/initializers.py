"""Where the weights start: functions from ``(rng, shape)`` to an array of that shape.

``shape`` is (..., fan_in, fan_out); leading axes are independent draws. What an initializer
is named after it chose for its variance: too little and the signal dies on its way up,
too much and it drowns everything. All have mean 0.
"""

import math

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee._typing import Array, Initializer, Shape


def zeros(rng: Generator, shape: Shape) -> Array:
    """Return zeros: right for biases, and a trap for weights, whose units then stay alike.

    Examples
    --------
    >>> import numpy as np
    >>> zeros(np.random.default_rng(8), (2, 3))
    array([[0., 0., 0.],
           [0., 0., 0.]])
    """
    return np.zeros(shape)


def constant(value: float) -> Initializer:
    """Return the initializer that gives every weight the same ``value``.

    Examples
    --------
    >>> import numpy as np
    >>> constant(0.5)(np.random.default_rng(8), (1, 2))
    array([[0.5, 0.5]])
    """
    _checks.finite("constant's value", np.asarray(value))
    return lambda rng, shape: np.full(shape, float(value))


def normal(std: float) -> Initializer:
    """Return the initializer that draws from a normal distribution of standard deviation ``std``.

    Examples
    --------
    >>> import numpy as np
    >>> weights = normal(0.01)(np.random.default_rng(8), (100, 100))
    >>> round(float(weights.std()), 4)
    0.0099
    """
    _checks.positive("normal's std", std, "0.01 is a customary small one")
    return lambda rng, shape: rng.normal(0.0, std, shape)


def lecun_normal(rng: Generator, shape: Shape) -> Array:
    """Draw normally with variance ``1 / fan_in``, which keeps the size of a linear unit's signal.

    Source: LeCun, Bottou, Orr & Müller (1998), "Efficient backprop", section 4.6.

    Examples
    --------
    >>> import numpy as np
    >>> weights = lecun_normal(np.random.default_rng(8), (100, 50))
    >>> round(float(weights.var() * 100), 1)
    1.0
    """
    fan_in, _ = _fans("lecun_normal", shape)
    return rng.normal(0.0, math.sqrt(1.0 / fan_in), shape)


def glorot_normal(rng: Generator, shape: Shape) -> Array:
    """Draw normally with variance ``2 / (fan_in + fan_out)``: for tanh and sigmoid.

    A compromise between keeping the signal's size on its way up, ``1 / fan_in``, and the
    gradient's on its way down, ``1 / fan_out``. Source: Glorot & Bengio (2010), section 4.2.

    Examples
    --------
    >>> import numpy as np
    >>> weights = glorot_normal(np.random.default_rng(8), (100, 50))
    >>> round(float(weights.var() * 150 / 2), 1)
    1.0
    """
    return rng.normal(0.0, math.sqrt(2.0 / sum(_fans("glorot_normal", shape))), shape)


def glorot_uniform(rng: Generator, shape: Shape) -> Array:
    """Draw evenly from ±sqrt(6 / (fan_in + fan_out)); the variance is that of glorot_normal.

    Source: Glorot & Bengio (2010), equation 16.

    Examples
    --------
    >>> import numpy as np
    >>> weights = glorot_uniform(np.random.default_rng(8), (100, 50))
    >>> bool(abs(weights).max() < 0.2)
    True
    """
    bound = math.sqrt(6.0 / sum(_fans("glorot_uniform", shape)))
    return rng.uniform(-bound, bound, shape)


def he_normal(rng: Generator, shape: Shape) -> Array:
    """Draw normally with variance ``2 / fan_in``: twice LeCun's, since ReLU silences half.

    Source: He, Zhang, Ren & Sun (2015), equation 10.

    Examples
    --------
    >>> import numpy as np
    >>> weights = he_normal(np.random.default_rng(8), (100, 50))
    >>> round(float(weights.var() * 100 / 2), 1)
    1.0
    """
    fan_in, _ = _fans("he_normal", shape)
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), shape)


def he_uniform(rng: Generator, shape: Shape) -> Array:
    """Draw evenly from ±sqrt(6 / fan_in); the variance is that of he_normal.

    Examples
    --------
    >>> import numpy as np
    >>> weights = he_uniform(np.random.default_rng(8), (6, 50))
    >>> bool(abs(weights).max() < 1.0)
    True
    """
    fan_in, _ = _fans("he_uniform", shape)
    bound = math.sqrt(6.0 / fan_in)
    return rng.uniform(-bound, bound, shape)


def orthogonal(rng: Generator, shape: Shape) -> Array:
    """Draw a rotation: columns (or rows, if fewer) of length 1, at right angles to each other.

    Such a layer keeps the length of what passes through it. Drawn evenly among all
    rotations by the QR decomposition of a normal matrix, with R's diagonal made positive
    (Mezzadri, 2007). Source: Saxe, McClelland & Ganguli (2014), section 3.

    Examples
    --------
    >>> import numpy as np
    >>> weights = orthogonal(np.random.default_rng(8), (4, 4))
    >>> bool(np.allclose(weights.T @ weights, np.eye(4)))
    True
    """
    fan_in, fan_out = _fans("orthogonal", shape)
    tall = (*shape[:-2], max(fan_in, fan_out), min(fan_in, fan_out))
    q, r = np.linalg.qr(rng.standard_normal(tall))
    q *= np.sign(np.diagonal(r, axis1=-2, axis2=-1))[..., None, :]
    weights: Array = q if fan_in >= fan_out else q.mT.copy()
    return weights


def _fans(owner: str, shape: Shape) -> tuple[int, int]:
    """Return how many units a weight matrix reads from and writes to."""
    fits = len(shape) >= 2 and min(shape) >= 1
    mend = "biases start at zeros"
    _checks.shape(f"{owner}'s weights", shape, "(..., fan_in, fan_out)", mend, fits=fits)
    return shape[-2], shape[-1]
