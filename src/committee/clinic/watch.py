"""The watch: what is read off a network after an epoch, to tell one cause from another.

A network is known by what it holds (layers, parameters, gradient, buffers), so that nothing of
the numerics is imported here. Nothing is changed but the layers' scratch arrays.
"""

from typing import TYPE_CHECKING, Any

import numpy as np

from committee._typing import Array
from committee.clinic.sets import neighbour_agreement, shared_cases

if TYPE_CHECKING:
    from committee.data import Dataset
    from committee.network import Sequential

BOUNDED = frozenset({"Sigmoid", "Tanh"})
FLAT_SLOPE = 0.01  # of a sigmoid, whose largest is 1/4
TINY = 1e-12
ROUNDING = 1e-6  # products are rounded by the size of their matrices
SLICE = 256  # cases


def watch(network: "Sequential", before: Array | None) -> dict[str, Array]:
    """Return what ranks the causes, after an epoch: each (...replicates).

    ``before`` are the parameters a step or an epoch earlier.

    Examples
    --------
    >>> from committee.network import mlp
    >>> network = mlp([9, 20, 1], rng=np.random.default_rng(8))
    >>> _ = network.forward(np.ones((4, 9)))
    >>> seen = watch(network, network.parameters)
    >>> float(seen["update_ratio"]), float(seen["input_scale"])
    (0.0, 1.0)
    """
    parameters = network.parameters
    moved = _norm(parameters - (parameters if before is None else before))
    seen = {"gradient_norm": _norm(network.gradient),
            "update_ratio": moved / np.maximum(_norm(parameters), TINY)}
    weighed = [layer for layer in _layers(network) if hasattr(layer, "weight")]
    if weighed:
        seen["gradient_norm_first"] = _norm(_flat(weighed[0].weight.grad))
        seen["gradient_norm_last"] = _norm(_flat(weighed[-1].weight.grad))
        seen["output_pull"] = _norm(_flat(weighed[-1].bias.grad))
    return seen | _activations(network, moved) | _inputs(network, moved)


def _layers(holder: Any) -> list[Any]:  # noqa: ANN401  (a network, or a layer of layers)
    """Return the layers from the input up, those inside of others too."""
    return [part for layer in holder.layers
            for part in (_layers(layer) if hasattr(layer, "layers") else [layer])]


def look_at_sets(
    network: "Sequential", train: "Dataset | None", validation: "Dataset | None"
) -> dict[str, Array]:
    """Return what the sets give away before training, each (...replicates).

    Examples
    --------
    >>> from committee.data import line_images
    >>> from committee.network import mlp
    >>> rng = np.random.default_rng(8)
    >>> cases = line_images(60, noise=0.1, rng=rng)
    >>> seen = look_at_sets(mlp([9, 20, 1], rng=rng), cases, cases)
    >>> float(seen["shared_cases"]), bool(seen["neighbour_agreement"] > 0.5)
    (1.0, True)
    """
    lead = network.replicates
    if train is None:
        return {}
    seen = {"neighbour_agreement": np.broadcast_to(neighbour_agreement(train), lead)}
    network.forward(train.x[..., :SLICE, :])
    grown = [layer._y.std(axis=(-2, -1)) for layer in _layers(network) if hasattr(layer, "slope")]
    if grown:
        size = np.sqrt(np.square(train.x).mean(axis=(-2, -1)))
        seen["initial_growth"] = np.broadcast_to(grown[-1] / np.maximum(size, TINY), lead)
    if validation is not None:
        seen["shared_cases"] = np.broadcast_to(shared_cases(train, validation), lead)
    return seen


def _inputs(network: "Sequential", like: Array) -> dict[str, Array]:
    """Return how large the inputs are, and whether answers depend on chance or on company."""
    x = getattr(network.layers[0], "_x", None)
    if x is None or x.shape[-2] < 4:
        return {}
    x = x.copy()
    scale = np.sqrt(np.square(x).mean(axis=-2)).max(axis=-1)
    seen = {"input_scale": np.broadcast_to(scale, like.shape)}
    alone = network.forward(x[..., : x.shape[-2] // 2, :]).copy()
    answers = network.forward(x).copy()
    spread = answers.std(axis=(-2, -1)) + ROUNDING * np.abs(answers).max(axis=(-2, -1)) + TINY
    seen["evaluation_noise"] = _rms(answers[..., : alone.shape[-2], :] - alone) / spread
    by_chance = any(hasattr(layer, "rate") for layer in _layers(network))
    if network.buffers.size and not by_chance:  # who draws while training must not be asked twice
        kept = network.buffers.copy()
        training = network.forward(x, training=True).copy()
        network.buffers[...] = kept
        seen["mode_gap"] = _rms(training - answers) / spread
        network.forward(x)
    return seen


def _rms(difference: Array) -> Array:
    mean: Any = np.sqrt(np.square(difference).mean(axis=(-2, -1)))
    return np.asarray(mean)


def _activations(network: "Sequential", like: Array) -> dict[str, Array]:
    """Return the shares of dead and of saturated units, of the layer that has most of them."""
    dead, saturated, spread = [np.zeros_like(like)], [np.zeros_like(like)], []
    for layer in _layers(network):
        if not hasattr(layer, "slope") or not hasattr(layer, "_y"):
            continue
        slope = np.abs(layer.slope())
        spread.append(layer._y.std(axis=(-2, -1)))
        if type(layer).__name__ in BOUNDED:
            saturated.append((slope < FLAT_SLOPE).mean(axis=(-2, -1)))
        else:
            dead.append((slope == 0).all(axis=-2).mean(axis=-1))
    found = {"dead_fraction": np.max(dead, axis=0), "saturated_fraction": np.max(saturated, axis=0)}
    return found | ({"activation_std": spread[-1]} if spread else {})


def _flat(array: Array) -> Array:
    return array.reshape(*array.shape[:-2], -1)


def _norm(rows: Array) -> Array:
    norm: Any = np.sqrt(np.square(rows).sum(axis=-1))
    return np.asarray(norm)
