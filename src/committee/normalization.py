r"""Normalization: opinions put on one scale, across the batch or across the units.

Both standardize, then let each unit choose its scale and centre again:

.. math:: y = \gamma \, \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta
"""

import numpy as np

from committee import _checks
from committee._typing import Array, DType, Product, Shape, product_for
from committee.layers import Buffer, Layer, Parameter


class Normalization(Layer):
    """What both share: gamma and beta, (..., 1, n_features), and the epsilon in the root.

    Examples
    --------
    >>> BatchNorm(20), LayerNorm(20)
    (BatchNorm(20), LayerNorm(20))
    """

    _mean: Array  # (..., 1, n_features) over the batch, (..., batch, 1) over the features
    _variance: Array  # likewise
    _scale: Array  # 1 / sqrt(variance + epsilon), likewise
    _normal: Array  # the standardized input, same shape as x
    _average: Array  # 1 / n, so that a product with it takes the mean
    _ones: Array  # (1, batch)
    _product: Product

    def __init__(
        self, n_features: int, *, epsilon: float = 1e-5, replicates: int | None = None
    ) -> None:
        owner = type(self).__name__
        _checks.whole(f"{owner}'s n_features", n_features, "it is the width of the layer below")
        _checks.positive(f"{owner}'s epsilon", epsilon, "1e-5 is customary")
        lead = _checks.leading_axes(owner, replicates)
        self.gamma = Parameter(np.ones((*lead, 1, n_features)), decays=False)
        self.beta = Parameter(np.zeros((*lead, 1, n_features)), decays=False)
        self.epsilon, self._product = epsilon, product_for(lead)

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``, (..., batch, n_features)."""
        *lead, _, n = self.gamma.value.shape
        _checks.features(type(self).__name__, shape, dtype, (*lead, n), self.gamma.value.dtype)
        more = {"_normal": np.empty(shape, dtype), "_ones": np.ones((1, shape[-2]), dtype)}
        return super().arrays(shape, dtype) | more

    def _standardize(self, deviation: Array, variance: Array) -> Array:
        """Fill ``_normal`` and return y."""
        np.add(variance, self.epsilon, out=self._scale)
        np.sqrt(self._scale, out=self._scale)
        np.divide(1.0, self._scale, out=self._scale)
        normal = np.multiply(deviation, self._scale, out=self._normal)
        y = np.multiply(normal, self.gamma.value, out=self._y)
        return np.add(y, self.beta.value, out=y)

    def absorb(self, grad: Array) -> None:
        """Set the gradients of gamma and beta."""
        weighed = np.multiply(grad, self._normal, out=self._grad_x)
        self._product(self._ones, weighed, out=self.gamma.grad)
        self._product(self._ones, grad, out=self.beta.grad)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.gamma.value.shape[-1]})"


class BatchNorm(Normalization):
    """Standardize each feature over the batch in training, by running averages otherwise.

    In training, mean and (biased) variance are the batch's, and the running averages follow:
    ``r += update_rate * (batch's - r)``, of the mean and of the *unbiased* variance, as in
    torch. ``update_rate`` is torch's momentum and one minus Keras's. Both averages are
    buffers: saved and restored with the network, moved by no gradient.
    Source: Ioffe & Szegedy (2015), Algorithms 1 and 2.

    Raises
    ------
    TypeError, ValueError
        Where ``update_rate`` is not in [0, 1], or epsilon not above 0; in training, where a
        batch holds a single case.
    RuntimeError
        From backward, where the last forward was not in training.

    Examples
    --------
    >>> import numpy as np
    >>> norm = BatchNorm(1)
    >>> norm.forward(np.array([[1.0], [3.0]]), training=True).round(3)
    array([[-1.],
           [ 1.]])
    >>> norm.mean.value, norm.variance.value  # a tenth of the way from 0 and 1
    (array([[0.2]]), array([[1.1]]))
    """

    _training = False

    def __init__(
        self, n_features: int, *, update_rate: float = 0.1, epsilon: float = 1e-5,
        replicates: int | None = None,
    ) -> None:
        super().__init__(n_features, epsilon=epsilon, replicates=replicates)
        _checks.fraction("BatchNorm's update_rate", update_rate, "0.1 is customary")
        self.mean = Buffer(np.zeros_like(self.beta.value))
        self.variance = Buffer(np.ones_like(self.beta.value))
        self.update_rate = update_rate

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``, (..., batch, n_features)."""
        row = (*shape[:-2], 1, shape[-1])
        rows = {name: np.empty(row, dtype) for name in ("_mean", "_variance", "_scale")}
        average = np.full((1, shape[-2]), 1 / shape[-2], dtype)
        return super().arrays(shape, dtype) | rows | {"_average": average}

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x; in training, move the running averages."""
        self._training = training
        if not training:
            deviation = np.subtract(x, self.mean.value, out=self._normal)
            return self._standardize(deviation, self.variance.value)
        n = x.shape[-2]
        _checks.expect(n > 1, "BatchNorm expects two or more cases in training", "a batch of 1",
                       "choose a batch_size that leaves no single case over")  # fmt: skip
        mean = self._product(self._average, x, out=self._mean)
        deviation = np.subtract(x, mean, out=self._normal)
        square = np.multiply(deviation, deviation, out=self._y)
        variance = self._product(self._average, square, out=self._variance)
        self.mean.value += self.update_rate * (mean - self.mean.value)
        unbiased = variance * (n / (n - 1))
        self.variance.value += self.update_rate * (unbiased - self.variance.value)
        return self._standardize(deviation, variance)

    def backward(self, grad: Array) -> Array:
        """Return dL/dx: the part of dL/dy that moves neither the batch's mean nor variance."""
        _checks.expect(self._training, "BatchNorm expects backward after a forward in training",
                       "one after an inference pass", "call forward(x, training=True) first",
                       error=RuntimeError)  # fmt: skip
        self.absorb(grad)
        n = grad.shape[-2]
        grad_x: Array = np.multiply(self._normal, self.gamma.grad / n, out=self._grad_x)
        np.subtract(grad, grad_x, out=grad_x)
        np.subtract(grad_x, self.beta.grad / n, out=grad_x)
        np.multiply(grad_x, self.gamma.value * self._scale, out=grad_x)
        return grad_x


class LayerNorm(Normalization):
    """Standardize each case over its features, by the biased variance; training or not.

    Source: Ba, Kiros & Hinton (2016), equations 3 and 4.

    Examples
    --------
    >>> import numpy as np
    >>> LayerNorm(2).forward(np.array([[1.0, 3.0], [10.0, 30.0]])).round(3)
    array([[-1.,  1.],
           [-1.,  1.]])
    """

    _work: Array  # same shape as x

    def arrays(self, shape: Shape, dtype: DType) -> dict[str, Array]:
        """Name the arrays for inputs of ``shape``, (..., batch, n_features)."""
        column, n = (*shape[:-1], 1), shape[-1]
        columns = {name: np.empty(column, dtype) for name in ("_mean", "_variance", "_scale")}
        average = np.full((n, 1), 1 / n, dtype)
        work = {"_average": average, "_work": np.empty(shape, dtype)}
        return super().arrays(shape, dtype) | columns | work

    def fill(self, x: Array, *, training: bool) -> Array:
        """Return y, same shape as x."""
        mean = self._product(x, self._average, out=self._mean)
        deviation = np.subtract(x, mean, out=self._normal)
        square = np.multiply(deviation, deviation, out=self._y)
        variance = self._product(square, self._average, out=self._variance)
        return self._standardize(deviation, variance)

    def backward(self, grad: Array) -> Array:
        """Return dL/dx: the part of dL/dy that moves neither the case's mean nor variance."""
        self.absorb(grad)
        scaled = np.multiply(grad, self.gamma.value, out=self._grad_x)
        along = np.multiply(scaled, self._normal, out=self._work)
        mean = self._product(scaled, self._average, out=self._mean)
        slope = self._product(along, self._average, out=self._variance)
        np.multiply(self._normal, slope, out=along)
        scaled -= mean
        scaled -= along
        scaled *= self._scale
        return scaled
