"""Feedback: how deep, which activation, which first weights → the gradient in each layer."""

from collections.abc import Callable
from typing import Any

import numpy as np

from committee import (
    ReLU,
    Sigmoid,
    Tanh,
    binary_cross_entropy,
    glorot_normal,
    gradient_norms,
    he_normal,
    layer_factor,
    line_images,
    mlp,
)
from committee.initializers import normal
from committee_book.explorables.recipe import Axis, Control, Recipe, Series, State, spread

DEPTHS = tuple(range(1, 21))
LAYERS = tuple(float(layer) for layer in range(1, DEPTHS[-1] + 2))  # and the judge's
REPLICATES = 20
LOW, HIGH = 1e-20, 1e10


def compute(depth: int, activation: Callable[[], Any], init: Any) -> State:
    """Return the gradient norms before the first step, over twenty networks."""
    rng = np.random.default_rng(5)
    archive = line_images(30, noise=0.2, replicates=REPLICATES, rng=rng)
    network = mlp([9, *[20] * depth, 1], activation=activation, init=init, replicates=REPLICATES,
                  rng=rng)
    norms = gradient_norms(network, archive, loss=binary_cross_entropy)
    middle, band = spread(np.maximum(norms, LOW))
    factor = np.median(layer_factor(norms))
    return State((band, middle), "The gradient of the top layer has the length {0}, that of the "
                 "lowest {1}; the median network multiplies it by {2} a layer on its way down.",
                 (written(middle[-1]), written(middle[0]), f"{factor:.2f}"))


def written(value: float) -> str:
    """Return a length as a sentence says it, a very small or large one as a power of ten."""
    if 1e-3 <= value < 1e4:
        return f"{value:.2g}" if value < 100 else f"{value:.0f}"
    return f"10{raised(round(float(np.log10(value))))}"


def raised(exponent: int) -> str:
    """Return a number in raised digits."""
    return str(exponent).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


RECIPE = Recipe(
    name="feedback",
    controls=(
        Control("Hidden layers", DEPTHS, tuple(f"{n} layer{'s' * (n > 1)}" for n in DEPTHS)),
        Control("Activation", (Sigmoid, Tanh, ReLU), ("sigmoid", "tanh", "ReLU"), choice=True),
        Control("First weights", (normal(0.1), glorot_normal, he_normal, normal(1.0)),
                ("std 0.1", "Glorot", "He", "std 1"), choice=True),
    ),
    start=(9, 0, 1),
    across=Axis("layer, from the lowest", 1, LAYERS[-1], (1, 5, 10, 15, 20)),
    up=Axis("length of the gradient", LOW, HIGH, (1e-20, 1e-10, 1.0, 1e10), log=True),
    series=(Series("band", "train", LAYERS), Series("line", "train", LAYERS)),
    compute=compute,
    multiples=tuple((19, kind, init) for kind in range(3) for init in (0, 1, 3)),
)
