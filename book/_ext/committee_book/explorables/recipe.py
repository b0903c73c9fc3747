"""Recipe: what an explorable lets its reader set, and what ``committee`` then computes.

A recipe has a few controls, each with a handful of values. Every combination is a *state*: some
curves in one pair of axes, and a sentence. States are computed while the book is built, each
from random numbers of its own, so that any one of them can be computed again by itself.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Position = tuple[int, ...]  # the place of each control among its values


@dataclass(frozen=True)
class Control:
    """Something to set: a slider, or, with ``choice``, a few words to choose from.

    ``texts`` says each value in words and units, ``brief`` as shortly as a small figure needs.
    """

    label: str
    values: tuple[Any, ...]
    texts: tuple[str, ...]
    brief: tuple[str, ...] = ()
    choice: bool = False

    def __post_init__(self) -> None:
        if not self.brief:
            object.__setattr__(self, "brief", self.texts)
        if not len(self.values) == len(self.texts) == len(self.brief) >= 2:
            raise ValueError(f"the control {self.label!r} should have a text for each of its "
                             f"{len(self.values)} values, two or more, got {self.texts}")


@dataclass(frozen=True)
class Axis:
    """An axis that stays as it is in all states; ``log`` where equal steps are equal factors."""

    label: str
    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool = False

    def share(self, values: Array | Sequence[float]) -> Array:
        """Return how far along the axis values lie, 0 at its low end; beyond an end, at it."""
        low, high, x = self.low, self.high, np.asarray(values, float)
        if self.log:
            low, high, x = math.log10(low), math.log10(high), np.log10(np.maximum(x, 1e-300))
        return np.clip((x - low) / (high - low), 0.0, 1.0)


@dataclass(frozen=True)
class Series:
    """One curve of the drawing, the same in all states but for its numbers.

    ``kind``: line, band (the lower edge, then the upper one), area (a closed line), dots, squares
    or rings. ``x`` are the places along the axis where its numbers belong, from the first on;
    without them, its numbers are pairs x, y. A ``label`` stands where a line ends, ``radius`` is
    that of a mark, in points.
    """

    kind: str
    role: str
    x: tuple[float, ...] = ()
    label: str = ""
    width: float = 1.6
    radius: float = 3.4


@dataclass(frozen=True)
class State:
    """What a combination of values gives: each series' numbers, and a sentence with its parts."""

    curves: tuple[Array, ...]
    says: str
    parts: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """The sentence, whole."""
        return fill(self.says, self.parts)


def fill(says: str, parts: Sequence[str]) -> str:
    """Return a sentence with ``{0}``, ``{1}`` … replaced by its parts."""
    for place, text in enumerate(parts):
        says = says.replace(f"{{{place}}}", text)
    return says


@dataclass(frozen=True)
class Recipe:
    """An explorable: its controls, its axes, its curves, and how a state is computed."""

    name: str
    controls: tuple[Control, ...]
    start: Position
    across: Axis
    up: Axis
    series: tuple[Series, ...]
    compute: Callable[..., State]  # from one value a control to the state
    multiples: tuple[Position, ...]  # the states that paper shows
    columns: int = 3
    square: bool = False
    facts: Mapping[str, Callable[[], float]] = field(default_factory=dict)  # answers to checks

    @property
    def shape(self) -> Position:
        """How many values each control has."""
        return tuple(len(control.values) for control in self.controls)

    def positions(self) -> Iterator[Position]:
        """Yield every state's position, the last control changing fastest."""
        return itertools.product(*map(range, self.shape))

    def state(self, position: Position) -> State:
        """Compute one state."""
        pairs = zip(self.controls, position, strict=True)
        return self.compute(*[control.values[place] for control, place in pairs])

    def title(self, position: Position) -> str:
        """Return what a small figure of a state is called."""
        pairs = zip(self.controls, position, strict=True)
        return ", ".join(control.brief[place] for control, place in pairs)


def spread(values: Array) -> tuple[Array, Array]:
    """Return the median over replicates, (n,), and a band round it, (2 n,), of (n, replicates)."""
    low, middle, high = np.quantile(values, [0.05, 0.5, 0.95], axis=-1)
    return middle, np.concatenate([low, high])
