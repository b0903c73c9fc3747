"""Diagnostics: what passes through a network, up and down, and whether anything is stuck.

Each answer has one row a layer, from the input up, and then the replicates: (layers,
...replicates). Layers inside a Residual count too. Looking changes nothing that training goes on
from: what must train to be seen trains in a copy, so that no buffer and no Dropout's generator
moves.
"""

import copy
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from committee import _checks
from committee._typing import Array, Loss
from committee.activations import Activation, LeakyReLU, ReLU
from committee.data import Dataset
from committee.layers import Dense, Dropout, Layer, Residual
from committee.losses import targets
from committee.network import Sequential

QUIETLY = np.errstate(over="ignore", invalid="ignore")  # inf and NaN are answers here


@QUIETLY
def gradient_norms(network: Sequential, data: Dataset, *, loss: Loss) -> Array:
    """Return the length of the loss's gradient in each Dense layer's weights.

    One forward and one backward pass over all of ``data``, as in training. Look at the norms
    themselves, not only at ratios: a network whose layers are all too small has good ratios.
    ``layer_factor`` makes the ratio of first to last a factor a layer. The gradient itself is left
    in ``network.gradient``.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.activations import Sigmoid
    >>> from committee.data import line_images
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> rng = np.random.default_rng(8)
    >>> whispering = mlp([9, *[20] * 10, 1], activation=Sigmoid, rng=rng)
    >>> norms = gradient_norms(whispering, line_images(99, rng=rng), loss=binary_cross_entropy)
    >>> norms.shape, bool(norms[0] / norms[-1] < 1e-3)
    ((11,), True)
    """
    copied = copy.deepcopy(network)
    _backward(copied, data, loss)
    network.gradient[...] = copied.gradient
    grads = [layer.weight.grad for layer in _within(network.layers, Dense)]
    return np.array([np.sqrt(np.square(grad).sum(axis=(-2, -1))) for grad in grads])


def layer_factor(norms: Array) -> Array:
    """Return by what factor a gradient grows or shrinks a layer on its way down, (...,).

    The geometric mean over layers of ``norms``, (layers, ...): below 1 it vanishes, above 1 it
    explodes. NaN where no gradient arrives at all.

    Examples
    --------
    >>> import numpy as np
    >>> layer_factor(np.array([0.01, 0.1, 1.0]))
    np.float64(0.1)
    """
    _checks.whole("layer_factor's number of layers", len(norms), "look at two or more", at_least=2)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor: Array = (norms[0] / norms[-1]) ** (1 / (len(norms) - 1))
    return factor


class ActivationStats(NamedTuple):
    """What each activation layer says: see ``activation_stats``.

    Examples
    --------
    >>> ActivationStats(mean=0.5, std=0.1, flat=0.0).mean
    0.5
    """

    mean: Array  # over cases and units, (layers, ...replicates)
    std: Array  # the standard deviation, likewise
    flat: Array  # the share of answers where the slope is below 0.01, likewise


@QUIETLY
def activation_stats(network: Sequential, x: Array) -> ActivationStats:
    """Return mean, standard deviation and flat share of every activation layer's answers.

    x is (..., n, features); dropout is off. Through an answer on a flat part of the activation
    (a saturated sigmoid, a silent ReLU) next to no feedback passes.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.network import mlp
    >>> rng = np.random.default_rng(8)
    >>> stats = activation_stats(mlp([9, 500, 1], rng=rng), rng.standard_normal((200, 9)))
    >>> stats.flat.round(1)
    array([0.5])
    """
    network.forward(x)
    rows = [
        (layer._y.mean(axis=(-2, -1)), layer._y.std(axis=(-2, -1)),
         (np.abs(layer.slope()) < 0.01).mean(axis=(-2, -1)))
        for layer in _within(network.layers, Activation)
    ]
    mean, std, flat = np.array(rows).reshape(-1, 3, *network.replicates).swapaxes(0, 1)
    return ActivationStats(mean, std, flat)


@QUIETLY
def signal_by_depth(
    network: Sequential, x: Array, *, after: type[Layer] = Activation
) -> Array:
    """Return the standard deviation of what is passed on, the input's first, then layer by layer.

    ``after`` is the kind of layer whose output is looked at: activations, or Dense for the
    pre-activations. x is (..., n, features); dropout is off.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.initializers import normal
    >>> from committee.network import mlp
    >>> rng = np.random.default_rng(8)
    >>> faint = mlp([64] * 20, init=normal(0.01), rng=rng)
    >>> bool(signal_by_depth(faint, rng.standard_normal((100, 64)))[-1] < 1e-15)
    True
    """
    network.forward(x)
    outputs = [layer._y for layer in _within(network.layers, after)]
    everyone = np.broadcast_to(x, (*network.replicates, *x.shape[-2:]))
    return np.array([signal.std(axis=(-2, -1)) for signal in (everyone, *outputs)])


@QUIETLY
def dead_fraction(network: Sequential, x: Array) -> Array:
    """Return the share of units in each ReLU layer that no case wakes.

    A unit is silent if its pre-activation is 0 or below for every case of x, (..., n,
    features): dead as far as these cases tell. Units of a LeakyReLU are counted by the same
    rule, though they still learn.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.network import mlp
    >>> network = mlp([9, 20, 1], rng=np.random.default_rng(8))
    >>> network.layers[0].bias.value[..., :5] = -100.0
    >>> bool(dead_fraction(network, np.ones((4, 9)))[0] >= 0.25)
    True
    """
    network.forward(x)
    layers = [*_within(network.layers, (ReLU, LeakyReLU))]
    shares = [(layer._y <= 0).all(axis=-2).mean(axis=-1) for layer in layers]
    return np.array(shares).reshape(-1, *network.replicates)


def gradient_check(
    network: Sequential, data: Dataset, *, loss: Loss, step: float = 1e-5
) -> Array:
    """Return how far backpropagation is from measured slopes, (...replicates): 0 is exact.

    Every parameter is moved ``step`` up and down and the mean loss taken in both places; the
    answer is the norm of the gradients' difference over the sum of their norms. Some
    1e-8 is sound in float64. Near a kink of ReLU the measured slope is the wrong one.

    Raises ValueError where Dropout would make every loss another.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.activations import Tanh
    >>> from committee.data import line_images
    >>> from committee.losses import binary_cross_entropy
    >>> from committee.network import mlp
    >>> rng = np.random.default_rng(8)
    >>> network = mlp([9, 4, 1], activation=Tanh, rng=rng)
    >>> cases = line_images(20, noise=0.3, rng=rng)
    >>> bool(gradient_check(network, cases, loss=binary_cross_entropy) < 1e-7)
    True
    """
    _checks.positive("gradient_check's step", step, "1e-5 suits float64")
    chance = any(layer.rate for layer in _within(network.layers, Dropout))
    _checks.expect(not chance, "gradient_check expects a loss without chance",
                   "a network with Dropout", "check it with Dropout(0.0, rng=rng) instead")
    network = copy.deepcopy(network)
    _backward(network, data, loss)
    found, measured = network.gradient.copy(), np.empty_like(network.gradient)
    for i in range(network.parameters.shape[-1]):
        parameter = network.parameters[..., i]
        kept = parameter.copy()
        parameter += step
        above = _mean_loss(network, data, loss)
        parameter -= 2 * step
        below = _mean_loss(network, data, loss)
        parameter[...] = kept
        measured[..., i] = (above - below) / (2 * step)
    error: Array = np.linalg.norm(measured - found, axis=-1)
    error /= np.linalg.norm(measured, axis=-1) + np.linalg.norm(found, axis=-1)
    return error


def _within(layers: Sequence[Layer], kind: type[Layer] | tuple[type[Layer], ...]) -> Iterator[Any]:
    """Yield the layers of a kind from the input up, those inside a Residual too."""
    for layer in layers:
        if isinstance(layer, Residual):
            yield from _within(layer.layers, kind)
        if isinstance(layer, kind):
            yield layer


def _losses(network: Sequential, data: Dataset, loss: Loss) -> tuple[Array, Array]:
    """Return losses and gradient at the logits, after a forward pass in training."""
    logits = network.forward(data.x, training=True)
    wanted = targets(data.y, logits.shape[-1], loss=loss, dtype=network.dtype)
    return loss(logits, np.broadcast_to(wanted, logits.shape))


def _backward(network: Sequential, data: Dataset, loss: Loss) -> None:
    _, grad = _losses(network, data, loss)
    network.backward(grad)


def _mean_loss(network: Sequential, data: Dataset, loss: Loss) -> Array:
    losses, _ = _losses(network, data, loss)
    mean: Array = losses.mean(axis=-1)
    return mean
