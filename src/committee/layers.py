"""Layers: forward carries opinions up, backward carries feedback down.

Arrays are (..., batch, features); leading axes are independent networks side by side.
*Prepare, then fill*: a layer meets each new shape of input once, in ``prepare``, which checks
it and lays out the arrays it needs; ``fill`` and ``backward`` then fill those arrays again and
again. So what they return is the layer's own and lasts until its next call: copy it to keep
it. A layer never writes into an array it was given.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.random import Generator

from committee import _checks
from committee._typing import Array, DType, Initializer, Shape, product_for
from committee.initializers import he_normal


@dataclass(eq=False, slots=True)
class Parameter:
    """A trainable array (..., rows, columns) and its gradient, set by every backward pass.

    ``decays``: whether weight decay applies; true for weights, not for biases and scales.
    Inside a network both arrays are views of its flat vectors: write ``value[...] = new``.

    Examples
    --------
    >>> import numpy as np
    >>> Parameter(np.ones((1, 2))).grad
    array([[0., 0.]])
    """

    value: Array
    decays: bool = True
    grad: Array = field(init=False)

    def __post_init__(self) -> None:
        self.grad = np.zeros_like(self.value)


@dataclass(eq=False, slots=True)
class Buffer:
    """An array (..., rows, columns) that training moves but no gradient does.

    Examples
    --------
    >>> import numpy as np
    >>> Buffer(np.zeros((1, 2)))
    Buffer(value=array([[0., 0.]]))
    """

    value: Array


class Layer:
    """A step of the forward pass that knows its own way back.

    A layer of one's own fills its arrays in ``fill`` and ``backward``, and names them in
    ``arrays`` if it needs more than y and dL/dx; whatever Parameter or Buffer it holds, a
    network finds.

    Examples
    --------
    >>> import numpy as np
    >>> class Double(Layer):
    ...     def fill(self, x, *, training):
    ...         return np.add(x, x, out=self._y)
    ...     def backward(self, grad):
    ...         return np.add(grad, grad, out=self._grad_x)
    >>> Double().forward(np.ones((1, 3)))
    array([[2., 2., 2.]])
    """

    _y: Array  # what fill returns
    _grad_x: Array  # what backward returns
    _forget: Callable[[], None] | None = None  # tells the network that its layer was used alone

    def forward(self, x: Array, *, training: bool = False) -> Array:
        """Return y given x; ``training`` switches on noise and batch statistics."""
        _checks.cases(type(self).__name__, x)
        if self._forget:
            self._forget()
        self.prepare(x.shape, x.dtype)
        return self.fill(x, training=training)

    def prepare(self, shape: Shape, dtype: DType) -> Shape:
        """Take up the arrays for inputs of ``shape``, made at the first call; return y's shape."""
        tables: dict[tuple[Shape, str], dict[str, Array]] = vars(self).setdefault("_tables", {})
        met = shape, dtype.char
        if met not in tables:
            arrays = self.arrays(shape, dtype)
            if len(tables) == MOST_SHAPES:
                tables.pop(next(iter(tables)))
            tables[met] = arrays
        vars(self).update(tables[met])
        return self._y.shape

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Check ``shape`` and name the arrays that such inputs need: y and dL/dx, if of x's."""
        return {"_y": np.empty(shape, dtype), "_grad_x": np.empty(shape, dtype)}

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, given an x of the shape last prepared for."""
        raise NotImplementedError

    def backward(self, grad: Array) -> Array:
        """Set the parameters' gradients and return dL/dx, given dL/dy of the last forward."""
        raise NotImplementedError

    def absorb(self, grad: Array) -> None:
        """Set the parameters' gradients as ``backward`` does, where nobody asks for dL/dx."""
        self.backward(grad)

    def parts(self) -> Iterator[tuple[str, Parameter | Buffer]]:
        """Yield name and part of all that training moves, in the order of creation."""
        for name, part in vars(self).items():
            if isinstance(part, Parameter | Buffer):
                yield name, part

    def join(self, forget: Callable[[], None]) -> None:
        """Become part of a network, which asks to ``forget`` when this layer is used alone."""
        wanted, got = "a network expects layers of its own", f"{self} of another"
        _checks.expect(not self._forget, wanted, got, "pass copy.deepcopy(layer)")
        self._forget = forget

    def __getstate__(self) -> dict[str, Any]:
        """Leave working arrays and network behind when copied or pickled."""
        tables = vars(self).get("_tables", {})
        behind = {"_tables", "_forget", "_x"}.union(*tables.values())
        return {name: value for name, value in vars(self).items() if name not in behind}

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


MOST_SHAPES = 8  # that a layer keeps arrays for: inputs of ever new shapes must not fill memory


class Dense(Layer):
    """Affine map ``y = x @ weight + bias``.

    ``weight`` is (..., n_in, n_out), drawn by ``init``; ``bias`` is (..., 1, n_out), zeros.
    ``replicates`` stacks that many independent layers on a leading axis; None has none.

    Raises
    ------
    TypeError, ValueError
        Where widths are no positive integers, ``rng`` is no Generator, or ``init`` returns
        another shape than it is asked for.

    Examples
    --------
    >>> import numpy as np
    >>> judge = Dense(9, 2, rng=np.random.default_rng(8))
    >>> judge.forward(np.zeros((5, 9))).shape
    (5, 2)
    """

    _x: Array  # the input, (..., batch, n_in)
    _weighed: Array  # x @ weight, (..., batch, n_out)
    _ones: Array  # (1, batch)

    def __init__(
        self, n_in: int, n_out: int, *, rng: Generator, init: Initializer = he_normal,
        replicates: int | None = None,
    ) -> None:
        _checks.whole("Dense's n_in", n_in, "it is the number of features of x")
        _checks.whole("Dense's n_out", n_out, "it is the number of units")
        _checks.generator("Dense's rng", rng)
        lead = _checks.leading_axes("Dense", replicates)
        weight, wanted = np.array(init(rng, (*lead, n_in, n_out)), float), (*lead, n_in, n_out)
        mend = "let init return the shape it is asked for"
        _checks.shape("Dense's init", weight.shape, str(wanted), mend, fits=weight.shape == wanted)
        self.weight = Parameter(weight)
        self.bias = Parameter(np.zeros((*lead, 1, n_out)), decays=False)
        self._product = product_for(lead)

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``, (..., batch, n_in)."""
        *lead, n_in, n_out = self.weight.value.shape
        _checks.features("Dense", shape, dtype, (*lead, n_in), self.weight.value.dtype)
        outputs = (*shape[:-1], n_out)
        return {
            "_weighed": np.empty(outputs, dtype),
            "_y": np.empty(outputs, dtype),
            "_grad_x": np.empty(shape, dtype),
            "_ones": np.ones((1, shape[-2]), dtype),
        }

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, (..., batch, n_out)."""
        self._x = x
        self._product(x, self.weight.value, out=self._weighed)
        return np.add(self._weighed, self.bias.value, out=self._y)

    def backward(self, grad: Array) -> Array:
        """Return dL/dx, (..., batch, n_in), given dL/dy, (..., batch, n_out)."""
        self.absorb(grad)
        return self._product(grad, self.weight.value.mT, out=self._grad_x)

    def absorb(self, grad: Array) -> None:
        """Set the gradients of weight and bias."""
        self._product(self._x.mT, grad, out=self.weight.grad)  # outer products, summed
        self._product(self._ones, grad, out=self.bias.grad)  # a row of ones sums over the batch

    def __repr__(self) -> str:
        n_in, n_out = self.weight.value.shape[-2:]
        return f"Dense({n_in}, {n_out})"


class Dropout(Layer):
    """Silence a fraction ``rate`` of units at random; the others speak up by 1 / (1 - rate).

    In training only. 16 random bits a unit decide, so ``rate`` is rounded to 1/65536.
    Source: Srivastava et al. (2014), section 10 ("inverted" scaling), whose p is the fraction
    kept.

    Raises
    ------
    TypeError, ValueError
        Where ``rate`` is not in [0, 1), or ``rng`` is no Generator over 64-bit draws.

    Examples
    --------
    >>> import numpy as np
    >>> dropout = Dropout(0.5, rng=np.random.default_rng(8))
    >>> sorted(set(dropout.forward(np.ones((9, 9)), training=True).ravel().tolist()))
    [0.0, 2.0]
    >>> dropout.forward(np.ones((1, 4)))
    array([[1., 1., 1., 1.]])
    """

    _kept: Array  # who speaks, same shape as x
    _mask: Array  # 0 or 1 / (1 - rate), same shape as x
    _training = False

    def __init__(self, rate: float, *, rng: Generator) -> None:
        _checks.below_one("Dropout's rate", rate, "it is the fraction silenced")
        _checks.generator("Dropout's rng", rng)
        fits = not isinstance(rng.bit_generator, np.random.MT19937)
        wanted, mend = "Dropout's rng should draw 64 bits at a time", "use np.random.default_rng"
        _checks.expect(fits, wanted, "MT19937, which draws 32", mend, error=TypeError)
        self.rate, self.rng = rate, rng
        self._level = min(round(rate * 65536), 65535)

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``; any will do."""
        masks = {"_kept": np.empty(shape, bool), "_mask": np.empty(shape, dtype)}
        return super().arrays(shape, dtype) | masks

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x; x itself when not training."""
        self._training = training
        if not training:
            return x
        draws = self.rng.bit_generator.random_raw(-(-x.size // 4))  # four units share 64 bits
        bits = draws.view(np.uint16)[: x.size].reshape(x.shape)
        np.greater_equal(bits, self._level, out=self._kept)
        np.multiply(self._kept, 65536 / (65536 - self._level), out=self._mask)
        return np.multiply(x, self._mask, out=self._y)

    def backward(self, grad: Array) -> Array:
        """Return dL/dx: feedback reaches only those who spoke."""
        return np.multiply(grad, self._mask, out=self._grad_x) if self._training else grad

    def __repr__(self) -> str:
        return f"Dropout({self.rate})"


class Residual(Layer):
    """What goes in, plus what ``layers`` make of it: ``y = x + f(x)``.

    The gradient passes unhindered beside f. Source: He, Zhang, Ren & Sun (2016), equation 1.

    Raises
    ------
    ValueError
        Where, at the first forward, f(x) is not of x's shape.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.initializers import zeros
    >>> block = Residual([Dense(2, 2, init=zeros, rng=np.random.default_rng(8))])
    >>> block.forward(np.array([[3.0, 4.0]]))
    array([[3., 4.]])
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = row_of_layers("Residual", layers)

    def prepare(self, shape: Shape, dtype: DType) -> Shape:
        """Let the layers inside prepare as well."""
        inside = shape
        for layer in self.layers:
            inside = layer.prepare(inside, dtype)
        mend = "let the last layer inside be as wide as x"
        _checks.shape("what Residual adds to x", inside, str(shape), mend, fits=inside == shape)
        return super().prepare(shape, dtype)

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        z = x
        for layer in self.layers:
            z = layer.fill(z, training=training)
        return np.add(x, z, out=self._y)

    def backward(self, grad: Array) -> Array:
        """Return dL/dx: dL/dy, and what comes back through the layers inside."""
        inside = grad
        for layer in reversed(self.layers):
            inside = layer.backward(inside)
        return np.add(grad, inside, out=self._grad_x)

    def join(self, forget: Callable[[], None]) -> None:
        """Join with all layers inside."""
        super().join(forget)
        for layer in self.layers:
            layer.join(forget)

    def parts(self) -> Iterator[tuple[str, Parameter | Buffer]]:
        """Yield the parts of the layers inside, named as in ``"0.weight"``."""
        return parts_of(self.layers)

    def __repr__(self) -> str:
        return f"Residual({list(self.layers)})"


def row_of_layers(owner: str, layers: Sequence[Layer]) -> tuple[Layer, ...]:
    """Return layers as a tuple; expect at least one, and none of them twice.

    Examples
    --------
    >>> row_of_layers("Residual", [Layer()])
    (Layer(),)
    """
    row = tuple(layers)
    fits = row and all(isinstance(layer, Layer) for layer in row)
    mend = "write it like [Dense(9, 20, rng=rng), ReLU()], every class called"
    _checks.expect(fits, f"{owner} expects a list of layers", list(row), mend, error=TypeError)
    fits, mend = len(set(map(id, row))) == len(row), "pass copy.deepcopy(layer) the second time"
    _checks.expect(fits, f"{owner} expects every layer once", list(row), mend)
    return row


def parts_of(layers: Sequence[Layer]) -> Iterator[tuple[str, Parameter | Buffer]]:
    """Yield every layer's parts, each named after its layer's place, as in ``"0.weight"``.

    Examples
    --------
    >>> import numpy as np
    >>> [name for name, _ in parts_of([Dense(2, 3, rng=np.random.default_rng(8))])]
    ['0.weight', '0.bias']
    """
    for place, layer in enumerate(layers):
        for name, part in layer.parts():
            yield f"{place}.{name}", part
