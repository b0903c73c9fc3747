"""Clipping: no single step may be too long.

Gradients are (..., n_parameters), one network a row, and are changed in place.
"""

import numpy as np

from committee import _checks
from committee._typing import Array


def clip_by_value(gradient: Array, max_value: float) -> None:
    """Cut every component back to ±``max_value``; the direction may change.

    Source: Mikolov (2012), "Statistical language models based on neural networks", section 3.2.2.

    Examples
    --------
    >>> import numpy as np
    >>> gradient = np.array([3.0, -0.5])
    >>> clip_by_value(gradient, 1.0)
    >>> gradient
    array([ 1. , -0.5])
    """
    _checks.positive("clip_by_value's max_value", max_value, "leave clipping out to have none")
    np.clip(gradient, -max_value, max_value, out=gradient)


def clip_by_global_norm(gradient: Array, max_norm: float) -> Array:
    """Scale a gradient so that its joint norm is at most ``max_norm``; its direction stays.

    Returns the norms before clipping, (...,). They are taken of the gradient divided by its
    largest component, so that an exploding gradient's squares do not overflow; one that is
    no longer finite becomes NaN. Source: Pascanu, Mikolov & Bengio (2013), Algorithm 1.

    Examples
    --------
    >>> import numpy as np
    >>> gradient = np.array([3.0, 4.0])
    >>> clip_by_global_norm(gradient, 1.0)
    np.float64(5.0)
    >>> gradient
    array([0.6, 0.8])
    """
    _checks.positive("clip_by_global_norm's max_norm", max_norm, "leave clipping out to have none")
    tiny = np.finfo(gradient.dtype).tiny
    peak = np.maximum(np.abs(gradient).max(axis=-1, keepdims=True), tiny)
    scaled = gradient / peak
    norms: Array = peak[..., 0] * np.sqrt(np.vecdot(scaled, scaled))
    gradient *= (max_norm / np.maximum(norms, max_norm))[..., None]
    return norms
