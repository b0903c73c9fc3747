"""Losses: how wrong each case was, and which way to push its logits.

A loss maps logits and targets, both (..., n, k), to (losses, gradient): the loss of every
case, (..., n), and the gradient of their *mean* with respect to the logits, (..., n, k).
Cross-entropies are in nats; they take logits, never probabilities, so nothing is clipped
and nothing overflows: a logit of ±1000 costs 1000 nats or none.
"""

from functools import cache

import numpy as np
from numpy.typing import DTypeLike

from committee import _checks
from committee._typing import Array, DType, Loss


def mean_squared_error(logits: Array, targets: Array) -> tuple[Array, Array]:
    """Return each case's mean squared error over its k outputs, and the gradient.

    No factor 1/2: the loss is ``mean((z - y)**2)``, its gradient ``2 (z - y) / (n k)``, as in
    torch. Raises ValueError where the shapes differ.

    Examples
    --------
    >>> import numpy as np
    >>> mean_squared_error(np.array([[3.0], [1.0]]), np.array([[1.0], [1.0]]))
    (array([4., 0.]), array([[2.],
           [0.]]))
    """
    if logits.shape != targets.shape:
        _refuse("mean_squared_error", logits, targets)
    error = logits - targets
    losses = np.square(error).mean(axis=-1)
    error *= 2 / (error.shape[-2] * error.shape[-1])
    return losses, error


def binary_cross_entropy(logits: Array, targets: Array) -> tuple[Array, Array]:
    """Return each case's cross-entropy in nats, given one logit, and the gradient.

    ``logits`` and ``targets`` are (..., n, 1); a target is the probability of class 1, so 0
    or 1 where the label is certain. The loss is ``log(1 + e**z) - y z``, its gradient
    ``(sigmoid(z) - y) / n``. Raises ValueError where the shapes differ or k is not 1.

    Examples
    --------
    >>> import numpy as np
    >>> losses, gradient = binary_cross_entropy(np.array([[0.0], [-1000.0]]), np.ones((2, 1)))
    >>> losses.tolist()
    [0.6931471805599453, 1000.0]
    >>> gradient
    array([[-0.25],
           [-0.5 ]])
    """
    shape = logits.shape
    if shape != targets.shape or shape[-1] != 1:
        _refuse("binary_cross_entropy", logits, targets, "one logit", "softmax_cross_entropy")
    softplus = np.logaddexp(0.0, logits)  # log(1 + e**z), finite for finite z
    losses = softplus - targets * logits
    sigmoid = np.exp(logits - softplus)
    return losses[..., 0], (sigmoid - targets) / shape[-2]


def softmax_cross_entropy(logits: Array, targets: Array) -> tuple[Array, Array]:
    """Return each case's cross-entropy in nats, given k logits, and the gradient.

    A row of ``targets``, (..., n, k), is a distribution over the k classes; one-hot where the
    label is certain. The loss is ``log(sum(e**z)) - sum(y z)``, its gradient
    ``(softmax(z) - y) / n``. Raises ValueError where the shapes differ or k is 1.

    Examples
    --------
    >>> import numpy as np
    >>> losses, gradient = softmax_cross_entropy(np.zeros((1, 4)), np.eye(4)[:1])
    >>> losses.round(3), gradient
    (array([1.386]), array([[-0.75,  0.25,  0.25,  0.25]]))
    """
    if logits.shape != targets.shape or logits.shape[-1] == 1:
        _refuse("softmax_cross_entropy", logits, targets, "two logits", "binary_cross_entropy")
    ones = _ones(logits.shape[-1], logits.dtype)  # a product with ones sums fastest
    shifted = logits - logits.max(axis=-1, keepdims=True)  # e**z can no longer overflow
    gradient = np.exp(shifted)
    total = gradient @ ones
    losses = np.log(total) - (shifted * targets) @ ones
    gradient /= total  # the softmax
    gradient -= targets
    gradient /= logits.shape[-2]
    return losses[..., 0], gradient


def targets(y: Array, n_outputs: int, *, loss: Loss, dtype: DTypeLike = float) -> Array:
    """Return labels, (..., n), as what ``loss`` compares ``n_outputs`` logits with, (..., n, k).

    One output: the label itself, 0 or 1. Several: a row with a single 1 (one-hot). What is
    (..., n, k) and floats already, for regression or as probabilities, passes through.

    Raises
    ------
    ValueError
        Where labels are no classes of this network, or targets have another width, are no
        probabilities for a cross-entropy, or are labels for the mean squared error.

    Examples
    --------
    >>> import numpy as np
    >>> targets(np.array([2, 0]), 3, loss=softmax_cross_entropy)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    if np.issubdtype(y.dtype, np.floating):
        _check_targets(y, n_outputs, loss)
        return y.astype(dtype, copy=False)
    wanted = f"mean_squared_error expects float targets (..., n, {n_outputs})"
    mend = "use a cross-entropy, or make targets of them with y[..., None].astype(float)"
    _checks.expect(loss is not mean_squared_error, wanted, "labels", mend)
    low, high, most = y.min(), y.max(), max(n_outputs, 2) - 1
    wanted = f"labels should be 0 to {most} for {n_outputs} output(s)"
    mend = "number the classes from 0, or give the network one output a class"
    _checks.expect(low >= 0 and high <= most, wanted, f"{low} to {high}", mend)
    if n_outputs == 1:
        return y[..., None].astype(dtype)
    return np.equal(y[..., None], np.arange(n_outputs)).astype(dtype)


@cache
def _ones(k: int, dtype: DType) -> Array:
    return np.ones((k, 1), dtype)


def _refuse(owner: str, logits: Array, targets: Array, count: str = "", other: str = "") -> None:
    same = logits.shape == targets.shape  # else numpy would broadcast (n, 1) and (n,) to (n, n)
    wanted = f"{owner} expects targets of the logits' shape {logits.shape}"
    _checks.expect(same, wanted, targets.shape, "make them from labels with losses.targets")
    wanted, mend = f"{owner} expects {count} a case", f"change the last width, or use {other}"
    _checks.expect(False, wanted, logits.shape[-1], mend)


def _check_targets(y: Array, n_outputs: int, loss: Loss) -> None:
    mend = "give one target an output, or change the network's last width"
    _checks.shape("targets", y.shape, f"(..., n, {n_outputs})", mend, fits=y.shape[-1] == n_outputs)
    low, high, sums = y.min(), y.max(), y.sum(axis=-1)
    if loss is binary_cross_entropy or loss is softmax_cross_entropy:
        wanted, mend = "targets of a cross-entropy should be probabilities, 0 to 1", "scale them"
        _checks.expect(low >= 0 and high <= 1, wanted, f"{low} to {high}", mend)
    if loss is softmax_cross_entropy:
        wanted = "targets of softmax_cross_entropy should sum to 1 in every row"
        got, mend = f"sums from {sums.min()} to {sums.max()}", "divide each row by its sum"
        _checks.expect(np.allclose(sums, 1.0), wanted, got, mend)
