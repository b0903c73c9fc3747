"""Short names for what passes between modules, and the matrix product they share."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

Array = NDArray[Any]
DType = np.dtype[Any]
Shape = tuple[int, ...]
Rate = float | Array  # one learning rate, or one a replicate: (..., 1)
Schedule = Callable[[int], Rate]
Initializer = Callable[[Generator, Shape], Array]
Loss = Callable[[Array, Array], tuple[Array, Array]]
Product = Callable[..., Array]


def product_for(replicates: Shape) -> Product:
    """Return numpy's quickest ``(a, b, out=...)`` that writes ``a @ b`` into ``out``.

    A plain network has no leading axis, ``replicates == ()``, and its arrays are matrices.
    """
    return _stacked_product if replicates else np.ndarray.dot


def _stacked_product(a: Array, b: Array, *, out: Array) -> Array:
    if a.shape[-1] == 1:
        return np.multiply(a, b, out=out)  # nothing to sum: an outer product
    return np.matmul(a, b, out=out)
