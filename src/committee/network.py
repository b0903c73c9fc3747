"""A network: layers in a row, all their parameters one flat vector."""

import copy
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from committee import _checks
from committee._typing import Array, DType, Initializer, Shape
from committee.activations import ReLU
from committee.initializers import he_normal
from committee.layers import Buffer, Dense, Layer, Parameter, parts_of, row_of_layers


class Sequential:
    """Layers applied in order.

    ``parameters`` and ``gradient`` are (..., n_parameters), ``buffers`` (..., n_buffers): the
    layers hold views, so writing into a vector, as in ``network.parameters[...] = kept``, is
    writing into every layer. A copied or unpickled network shares nothing with the first.

    Raises
    ------
    TypeError, ValueError
        Where ``layers`` are none, or one comes twice or belongs to another network, or none
        has parameters, or their replicates differ; where ``dtype`` is no float.

    Examples
    --------
    >>> import numpy as np
    >>> rng = np.random.default_rng(8)
    >>> network = Sequential([Dense(9, 20, rng=rng), ReLU(), Dense(20, 1, rng=rng)])
    >>> network
    Sequential([Dense(9, 20), ReLU(), Dense(20, 1)])
    >>> network.parameters.shape
    (221,)
    >>> network.parameters[...] = 0.0
    >>> network.forward(np.ones((2, 9)))
    array([[0.],
           [0.]])
    """

    def __init__(self, layers: Sequence[Layer], *, dtype: DTypeLike = float) -> None:
        self.layers = row_of_layers("Sequential", layers)
        _check_parts(self.layers)
        _checks.float_type("Sequential's dtype", dtype)
        self._dtype: DType = np.dtype(dtype)
        self._tie()

    def _tie(self) -> None:
        """Make the layers' arrays views of this network's vectors."""
        dtype = self._dtype
        for layer in self.layers:
            layer.join(self._forget)
        parts = [part for _, part in parts_of(self.layers)]
        held = [part for part in parts if isinstance(part, Parameter)]
        kept = [part for part in parts if isinstance(part, Buffer)]
        self._parameters = _flatten(held, "value", dtype)
        self._gradient = _flatten(held, "grad", dtype)
        self._buffers = _flatten(kept, "value", dtype) if kept else self._parameters[..., :0].copy()
        sizes = [part.value.shape[-2] * part.value.shape[-1] for part in held]
        self._decays = np.repeat([float(part.decays) for part in held], sizes).astype(dtype)
        self._from_the_top = self.layers[:0:-1]  # all but the first
        self._forget()

    def _forget(self) -> None:
        self._shape: Shape = ()  # of the input that all layers are prepared for

    @property
    def parameters(self) -> Array:
        """All weights, biases and scales, (..., n_parameters)."""
        return self._parameters

    @property
    def gradient(self) -> Array:
        """The loss's slope along each parameter, (..., n_parameters), set by ``backward``."""
        return self._gradient

    @property
    def buffers(self) -> Array:
        """What training moves but no gradient does, (..., n_buffers)."""
        return self._buffers

    @property
    def decays(self) -> Array:
        """1 for what weight decay applies to, 0 for biases and scales, (n_parameters,)."""
        return self._decays

    @property
    def dtype(self) -> DType:
        """The kind of float that everything is computed in."""
        return self._dtype

    @property
    def replicates(self) -> Shape:
        """The leading axes: () for a plain network."""
        return self._parameters.shape[:-1]

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Return the logits, (..., batch, n_outputs), good until the next call: copy to keep.

        x is (..., batch, n_inputs), or (batch, n_inputs) for all replicates alike.
        """
        known = isinstance(x, np.ndarray) and x.shape == self._shape and x.dtype is self._dtype
        if not known:
            x = self._admit(x)
        for layer in self.layers:
            x = layer.fill(x, training=training)
        return x

    def _admit(self, x: Array) -> Array:
        if not isinstance(x, np.ndarray) or x.dtype != self._dtype or x.size == 0:
            self._refuse(x)
        if x.ndim == 2:
            x = np.broadcast_to(x, (*self.replicates, *x.shape))
        if x.shape != self._shape:
            self.prepare(x.shape)
        return x

    def _refuse(self, x: Array) -> None:
        _checks.cases("Sequential", x)
        mend = f"write x.astype(np.{self._dtype}), or build the network with x's dtype"
        _checks.expect(False, f"Sequential expects x of {self._dtype}", x.dtype, mend,
                       error=TypeError)  # fmt: skip

    def prepare(self, shape: Shape) -> Shape:
        """Let every layer check and lay out what inputs of ``shape`` need; return y's shape."""
        self._forget()
        y_shape = shape
        for layer in self.layers:
            y_shape = layer.prepare(y_shape, self._dtype)
        self._shape = shape
        return y_shape

    def backward(self, grad: Array) -> None:
        """Fill ``gradient``, given dL/dlogits of the last forward."""
        for layer in self._from_the_top:
            grad = layer.backward(grad)
        self.layers[0].absorb(grad)  # nobody stands below to be told

    def backward_to_input(self, grad: Array) -> Array:
        """Fill ``gradient`` and return dL/dx, (..., batch, n_inputs)."""
        for layer in reversed(self.layers):
            grad = layer.backward(grad)
        return grad

    def parts(self) -> Iterator[tuple[str, Parameter | Buffer]]:
        """Yield names like ``"0.weight"`` and what they name: Parameters and Buffers."""
        return parts_of(self.layers)

    def save(self, path: str | Path) -> None:
        """Write parameters and buffers to ``path``, in numpy's npz format."""
        arrays: dict[str, Any] = {name: part.value for name, part in self.parts()}
        with Path(path).open("wb") as file:
            np.savez(file, **arrays)

    def load(self, path: str | Path) -> None:
        """Take over what ``save`` wrote; raise ValueError if it was another kind of network."""
        parts = dict(self.parts())
        with np.load(path) as file:
            kept = dict(file)
        ours, theirs = _kinds({name: part.value for name, part in parts.items()}), _kinds(kept)
        mend = "build the network as it was when it was saved"
        _checks.expect(ours == theirs, f"Sequential.load expects {ours}", theirs, mend)
        for name, part in parts.items():
            part.value[...] = kept[name]

    def __getstate__(self) -> dict[str, Any]:
        """Hand the layers alone to a copy: their arrays are the vectors."""
        return {"layers": self.layers, "_dtype": self._dtype}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Tie the vectors of a copied or unpickled network to its own layers."""
        self.layers, self._dtype = state["layers"], state["_dtype"]
        self._tie()

    def __copy__(self) -> "Sequential":
        """Copy deeply: two networks cannot share a vector."""
        return copy.deepcopy(self)

    def __repr__(self) -> str:
        return f"Sequential({list(self.layers)})"


def mlp(
    widths: Sequence[int], *, rng: Generator, activation: Callable[[], Layer] = ReLU,
    init: Initializer = he_normal, replicates: int | None = None, dtype: DTypeLike = float,
) -> Sequential:
    """Return a multilayer perceptron: Dense layers of these widths, ``activation`` in between.

    ``widths`` are those of the input, of each hidden layer, and of the output: the logits,
    without an activation. ``replicates=40`` makes forty independent networks side by side.
    Raises TypeError or ValueError as Dense and Sequential do, or for fewer than two widths.

    Examples
    --------
    >>> import numpy as np
    >>> mlp([9, 20, 1], rng=np.random.default_rng(8))
    Sequential([Dense(9, 20), ReLU(), Dense(20, 1)])
    >>> mlp([9, 20, 1], replicates=40, rng=np.random.default_rng(8)).parameters.shape
    (40, 221)
    """
    mend = "write [9, 20, 1] for 9 features, 20 hidden units and 1 logit"
    wanted = "mlp expects the widths of input and output at least"
    _checks.expect(len(widths) >= 2, wanted, widths, mend)
    layers: list[Layer] = []
    for n_in, n_out in pairwise(widths):
        layers += [Dense(n_in, n_out, rng=rng, init=init, replicates=replicates), activation()]
    return Sequential(layers[:-1], dtype=dtype)


def _flatten(holders: Sequence[Any], name: str, dtype: DType) -> Array:
    """Move the arrays that ``holders`` hold as ``name`` into one vector, (..., n).

    Each is (..., rows, columns); its holder keeps a view of its own stretch: splitting the last
    axis in two never copies.
    """
    arrays = [getattr(holder, name) for holder in holders]
    rows = [array.reshape(*array.shape[:-2], -1) for array in arrays]
    flat: Array = np.concatenate(rows, axis=-1, dtype=dtype)
    start = 0
    for holder, array, row in zip(holders, arrays, rows, strict=True):
        stop = start + row.shape[-1]
        setattr(holder, name, flat[..., start:stop].reshape(array.shape))
        start = stop
    return flat


def _check_parts(layers: Sequence[Layer]) -> None:
    leads = {name: part.value.shape[:-2] for name, part in parts_of(layers)}
    some = any(isinstance(part, Parameter) for _, part in parts_of(layers))
    _checks.expect(some, "Sequential expects a layer with parameters", list(layers), "add a Dense")
    wanted, mend = "Sequential expects as many replicates in every layer", "pass replicates= to all"
    _checks.expect(len(set(leads.values())) == 1, wanted, leads, mend)


def _kinds(arrays: dict[str, Array]) -> dict[str, str]:
    return {name: f"{array.dtype}{list(array.shape)}" for name, array in arrays.items()}
