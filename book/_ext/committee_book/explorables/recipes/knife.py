"""Knife: the direction of the weights, the bias, a gate → which corners a neuron gets right."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from committee import Neuron, logic_gate
from committee_book.explorables.recipe import Array, Axis, Control, Recipe, Series, State

ANGLES = tuple(range(0, 360, 15))
BIASES = tuple(step / 4 for step in range(-7, 8))
LOW, HIGH = -0.5, 1.5
SQUARE = np.array([[LOW, LOW], [HIGH, LOW], [HIGH, HIGH], [LOW, HIGH]])
COUNTS = ("none", "one", "two", "three", "all")


def compute(angle: float, bias: float, gate: Callable[[Any, Any], Any]) -> State:
    """Return where a neuron with weights of length one says yes, and which corners that suits."""
    turn = np.radians(angle)
    neuron = Neuron(np.array([np.cos(turn), np.sin(turn)]).round(12), bias=bias)
    corners = logic_gate(gate)
    right = neuron(corners.x) == corners.y
    yes = corners.y == 1
    curves = (beyond(neuron), along(neuron), corners.x[yes], corners.x[~yes], corners.x[~right])
    w = [f"{value:.2f}".replace("-", "\N{MINUS SIGN}") for value in neuron.weight]
    says = "With the weights {0} and {1} she is right about {2} of the four corners."
    if right.all():
        says = "With the weights {0} and {1} she is right about all four corners."
        return State(curves, says, tuple(w))
    return State(curves, says, (*w, COUNTS[int(right.sum())]))


def beyond(neuron: Neuron) -> Array:
    """Return the part of the square where she says yes: its corners, and where the cut crosses."""
    found = []
    for here, there, z, z_there in edges(neuron):
        if z > 0:
            found.append(here)
        if (z > 0) != (z_there > 0):
            found.append(here + z / (z - z_there) * (there - here))
    return np.array(found).reshape(-1, 2)


def along(neuron: Neuron) -> Array:
    """Return the two ends of the cut in the square; none where it passes beside it."""
    found = [here + z / (z - z_there) * (there - here)
             for here, there, z, z_there in edges(neuron) if (z > 0) != (z_there > 0)]
    return np.array(found).reshape(-1, 2)


def edges(neuron: Neuron) -> Iterator[tuple[Array, Array, float, float]]:
    """Yield the square's edges: both ends, and the neuron's vote at each."""
    votes = neuron.vote(SQUARE)
    return zip(SQUARE, np.roll(SQUARE, -1, axis=0), votes, np.roll(votes, -1), strict=True)


def directions() -> int:
    """Count the directions in which some bias gets all four corners of AND right."""
    return sum(any(not len(compute(angle, bias, np.logical_and).curves[-1]) for bias in BIASES)
               for angle in ANGLES)


def signed(value: float) -> str:
    """Return a number with the minus sign of the text."""
    return f"{value:g}".replace("-", "\N{MINUS SIGN}")


RECIPE = Recipe(
    name="knife",
    controls=(
        Control("Direction of the weights", ANGLES, tuple(f"{a}°" for a in ANGLES)),
        Control("Bias", BIASES, tuple(map(signed, BIASES)),
                tuple(f"bias {signed(b)}" for b in BIASES)),
        Control("Gate", (np.logical_and, np.logical_or, np.logical_xor), ("AND", "OR", "XOR"),
                choice=True),
    ),
    start=(0, 5, 0),
    across=Axis("first input", LOW, HIGH, (0, 1)),
    up=Axis("second input", LOW, HIGH, (0, 1)),
    series=(Series("area", "train"), Series("line", "ink"), Series("dots", "train"),
            Series("squares", "validation"), Series("rings", "caution", radius=7.0)),
    compute=compute,
    multiples=((3, 3, 0), (3, 5, 1), (3, 5, 2), (3, 7, 2), (15, 11, 2), (9, 7, 2)),
    square=True,
    facts={"directions": directions},
)
