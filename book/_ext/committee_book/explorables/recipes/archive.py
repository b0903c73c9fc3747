"""Archive: wrong rulings, cases, clerks → whether she learns the law or the rulings."""

from functools import cache

import numpy as np

from committee import mlp
from committee_book.explorables.recipe import Control, Recipe, State
from committee_book.explorables.recipes import _curves as curves

WRONG = (0.0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
CASES = (20, 40, 80, 120, 200)
CLERKS = (2, 4, 8, 16, 32, 50)


@cache
def trained(cases: int, clerks: int) -> dict[float, State]:
    """Train judges, each on an archive of her own, and follow them in court."""
    return curves.trained(
        lambda judges, rng: mlp([9, clerks, 1], replicates=judges, dtype=np.float32, rng=rng),
        cases, WRONG)


def compute(wrong: float, cases: int, clerks: int) -> State:
    """Return how judges of such archives learn."""
    return trained(cases, clerks)[wrong]


RECIPE = Recipe(
    name="archive",
    controls=(
        Control("Wrong rulings", WRONG, tuple(f"{100 * share:.0f} % wrong" for share in WRONG)),
        Control("Cases in the archive", CASES, tuple(f"{n} cases" for n in CASES)),
        Control("Clerks", CLERKS, tuple(f"{n} clerks" for n in CLERKS)),
    ),
    start=(4, 2, 4),
    across=curves.ACROSS,
    up=curves.UP,
    series=curves.SERIES,
    compute=compute,
    multiples=(
        (0, 2, 4), (4, 2, 4), (6, 2, 4),
        (4, 0, 4), (4, 3, 4), (4, 4, 4),
        (4, 2, 0), (4, 2, 2), (4, 2, 5),
    ),
)  # fmt: skip
