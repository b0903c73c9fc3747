"""Losses: how wrong each case was, and which way to push its logits.

A loss maps logits and targets, both (..., n, k), to (losses, gradient): the loss of every
case, (..., n), and the gradient of their *mean* with respect to the logits, (..., n, k).
Cross-entropies are in nats; they take logits, never probabilities, so nothing is clipped
and nothing overflows: a logit of ±1000 costs 1000 nats or none.
"""

import numpy as np
from numpy.typing import DTypeLike

from committee import _checks
from committee._typing import Array, Loss


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
    _check_shapes("mean_squared_error", logits, targets)
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
    _check_shapes("binary_cross_entropy", logits, targets)
    if logits.shape[-1] != 1:
        raise ValueError(
            f"binary_cross_entropy expects one logit a case, got {logits.shape[-1]}; "
            "let the network end in 1 output, or use softmax_cross_entropy"
        )
    softplus = np.logaddexp(0.0, logits)  # log(1 + e**z), finite for finite z
    losses = softplus - targets * logits
    sigmoid = np.exp(logits - softplus)
    return losses[..., 0], (sigmoid - targets) / logits.shape[-2]


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
    _check_shapes("softmax_cross_entropy", logits, targets)
    if logits.shape[-1] == 1:
        raise ValueError(
            "softmax_cross_entropy expects two or more logits a case, got 1; "
            "let the network end in one output a class, or use binary_cross_entropy"
        )
    ones = np.ones((logits.shape[-1], 1), logits.dtype)  # a product with ones sums fastest
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
    n_classes = max(n_outputs, 2)
    if loss is mean_squared_error:
        raise ValueError(
            f"mean_squared_error expects float targets (..., n, {n_outputs}), got labels; "
            "use a cross-entropy, or make targets of them with y[..., None].astype(float)"
        )
    if y.min() < 0 or y.max() >= n_classes:
        raise ValueError(
            f"labels should be 0 to {n_classes - 1} for {n_outputs} output(s), got {y.min()} to "
            f"{y.max()}; number the classes from 0 or give the network one output a class"
        )
    if n_outputs == 1:
        return y[..., None].astype(dtype)
    return np.equal(y[..., None], np.arange(n_outputs)).astype(dtype)


def _check_shapes(owner: str, logits: Array, targets: Array) -> None:
    if logits.shape != targets.shape:  # numpy would broadcast (n, 1) against (n,) to (n, n)
        raise ValueError(
            f"{owner} expects targets of the logits' shape {logits.shape}, got {targets.shape}; "
            "make them from labels with losses.targets"
        )


def _check_targets(y: Array, n_outputs: int, loss: Loss) -> None:
    mend = "give one target an output, or change the network's last width"
    _checks.shape("targets", y.shape, f"(..., n, {n_outputs})", mend, fits=y.shape[-1] == n_outputs)
    if loss is binary_cross_entropy or loss is softmax_cross_entropy:
        if y.min() < 0 or y.max() > 1:
            raise ValueError(
                f"targets of a cross-entropy should be probabilities, 0 to 1, got {y.min()} to "
                f"{y.max()}; scale them, or use mean_squared_error"
            )
        if loss is softmax_cross_entropy and not np.allclose(y.sum(axis=-1), 1.0):
            raise ValueError(
                "targets of softmax_cross_entropy should sum to 1 in every row, got sums from "
                f"{y.sum(axis=-1).min()} to {y.sum(axis=-1).max()}; divide each row by its sum"
            )
