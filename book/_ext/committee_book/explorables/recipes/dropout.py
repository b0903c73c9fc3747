"""Dropout: how many clerks stay at home, how many there are, wrong rulings → learning curves."""

from functools import cache

import numpy as np

from committee import Dense, Dropout, ReLU, Sequential
from committee_book.explorables.recipe import Control, Recipe, State
from committee_book.explorables.recipes import _curves as curves

RATES = tuple(step / 10 for step in range(10))
CLERKS = (4, 8, 16, 32, 50)
WRONG = (0.0, 0.1, 0.2, 0.3)


@cache
def trained(rate: float, clerks: int) -> dict[float, State]:
    """Train judges some of whose clerks stay at home, others at every step."""

    def build(judges: int, rng: np.random.Generator) -> Sequential:
        below, above = (Dense(*widths, replicates=judges, rng=rng)
                        for widths in ((9, clerks), (clerks, 1)))
        return Sequential([below, ReLU(), Dropout(rate, rng=rng), above], dtype=np.float32)

    return curves.trained(build, 80, WRONG)


def compute(rate: float, clerks: int, wrong: float) -> State:
    """Return how such judges learn."""
    return trained(rate, clerks)[wrong]


RECIPE = Recipe(
    name="dropout",
    controls=(
        Control("Dropout rate", RATES, tuple(f"{100 * rate:.0f} % stay at home" for rate in RATES),
                tuple(f"{100 * rate:.0f} % at home" for rate in RATES)),
        Control("Clerks", CLERKS, tuple(f"{n} clerks" for n in CLERKS)),
        Control("Wrong rulings", WRONG, tuple(f"{100 * share:.0f} % wrong" for share in WRONG)),
    ),
    start=(0, 3, 2),
    across=curves.ACROSS,
    up=curves.UP,
    series=curves.SERIES,
    compute=compute,
    multiples=tuple((rate, clerks, 2) for clerks in (1, 4) for rate in (0, 5, 8)),
)
