"""Canyon: learning rate, condition number, optimizer → the path down a narrow valley."""

from collections.abc import Callable
from typing import Any

import numpy as np

from committee import SGD, Adam, RMSprop, descend, ravine
from committee.landscapes import RAVINE_START, steps_to
from committee_book.explorables.recipe import Array, Axis, Control, Recipe, Series, State

STEPS = 60
RATES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 0.9, 1.1)
CONDITIONS = (1, 3, 10, 30, 100)
OUT = "She is thrown out: after sixty steps she stands higher than she began."
NEAR = 0.001  # of the height at the start: there she has arrived
LEVELS = (0.1, 0.3, 0.6, 1.0)  # how far the valley's floor is from its end, on each contour
LONG, WIDE = 1.1, 0.6  # the picture reaches so far along the valley and across
EDGES = np.array([LONG, WIDE])


def compute(rate: float, condition: float, optimizer: Callable[[float], Any]) -> State:
    """Walk sixty steps from the book's start, and say what became of it."""
    valley = ravine(float(condition))
    path = descend(valley, optimizer(rate), start=RAVINE_START, steps=STEPS)
    drawn = path[:, ::-1]  # the valley lies across the page
    seen = drawn[:outside(drawn)]
    rings = [contour(condition, level) for level in LEVELS]
    return State((*rings, cut(drawn, len(seen)), seen, np.zeros((1, 2))),
                 *sentence(valley.loss(path)))


def sentence(height: Array) -> tuple[str, tuple[str, ...]]:
    """Return how the walk ended."""
    share = height / height[0]
    arrived = int(steps_to(share, NEAR))
    if not np.isfinite(share[-1]) or share[-1] > 1:
        return OUT, ()
    if arrived > 0:
        return "She has arrived after {0} steps.", (str(arrived),)
    return ("After sixty steps she is still {0} of the height of her start above the bottom.",
            (percent(float(share[-1])),))


def limit() -> float:
    """Return the largest rate with which plain descent comes down at a condition number of 30."""
    return max(rate for rate in RATES if compute(rate, 30, SGD).says != OUT)


def percent(share: float) -> str:
    """Return a share as a sentence says it."""
    return f"{100 * share:.2g}\N{NO-BREAK SPACE}%"


def outside(path: Array) -> int:
    """Return how many points there are before the path leaves the picture for the first time."""
    out = ~(np.abs(path) <= EDGES).all(axis=-1)
    return int(out.argmax()) if out.any() else len(path)


def cut(path: Array, inside: int) -> Array:
    """Return the path up to the edge of the picture."""
    if inside == len(path):
        return path
    last, gone = path[inside - 1], path[inside]
    with np.errstate(all="ignore"):
        reach = (np.sign(gone - last) * EDGES - last) / (gone - last)
    share = float(np.nanmin(np.where(np.isfinite(reach), reach, np.nan)))
    return np.concatenate([path[:inside], [last + share * (gone - last)]])


def contour(condition: float, level: float) -> Array:
    """Return a line of equal height, an ellipse."""
    angle = np.linspace(0, 2 * np.pi, 37)
    return np.stack([level * np.cos(angle), level / np.sqrt(condition) * np.sin(angle)], axis=-1)


RECIPE = Recipe(
    name="canyon",
    controls=(
        Control("Learning rate", RATES, tuple(f"{rate:g}" for rate in RATES),
                tuple(f"rate {rate:g}" for rate in RATES)),
        Control("Condition number", CONDITIONS,
                tuple("1, a round bowl" if c == 1 else f"{c}" for c in CONDITIONS),
                tuple(f"condition {c}" for c in CONDITIONS)),
        Control("Optimizer",
                (SGD, lambda rate: SGD(rate, momentum=0.9), RMSprop, Adam),
                ("plain descent", "momentum", "RMSprop", "Adam"), choice=True),
    ),
    start=(3, 3, 0),
    across=Axis("weight along the valley", -LONG, LONG, (-1, -0.5, 0, 0.5, 1)),
    up=Axis("weight across the valley", -WIDE, WIDE, (-0.5, 0, 0.5)),
    series=(*[Series("area", "ink") for _ in LEVELS],
            Series("line", "train", width=1.0),
            Series("dots", "train", radius=2.0), Series("rings", "good", radius=6.0)),
    compute=compute,
    multiples=((3, 3, 0), (4, 3, 0), (5, 3, 0), (4, 3, 1), (5, 3, 2), (5, 3, 3)),
    facts={"limit": limit},
)
