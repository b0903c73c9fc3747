"""Code: a state as a short string, and back.

A number is its share of the axis in 3,248 steps, less than a fifth of a pixel each, written as two
letters of 57. Curves that several states have in common are kept once. What is drawn on the page
and on paper are the decoded numbers, so that both are the same to the last digit.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from committee_book.explorables.recipe import Array, Recipe, Series, State

FIRST, LETTERS = 35, 57  # from # to [: no quotes, no backslash
STEPS = LETTERS**2 - 1


def encode(shares: Array) -> str:
    """Return numbers from 0 to 1 as letters, two each."""
    steps = np.rint(np.asarray(shares, float) * STEPS).astype(int).ravel()
    letters = np.stack(np.divmod(steps, LETTERS), axis=-1) + FIRST
    return "".join(map(chr, letters.ravel()))


def decode(text: str) -> Array:
    """Return the numbers that ``encode`` wrote, each within half a step."""
    letters = np.array([ord(letter) - FIRST for letter in text], int).reshape(-1, 2)
    shares: Array = (LETTERS * letters[:, 0] + letters[:, 1]) / STEPS
    return shares


def encode_curve(recipe: Recipe, series: Series, numbers: Array) -> str:
    """Return a curve's numbers as letters, each by the axis it belongs to."""
    if series.x:
        return encode(recipe.up.share(numbers))
    pairs = np.asarray(numbers, float).reshape(-1, 2)
    return encode(np.stack([recipe.across.share(pairs[:, 0]), recipe.up.share(pairs[:, 1])], -1))


def pack(recipe: Recipe, states: Iterable[State]) -> dict[str, Any]:
    """Return all states as a page loads them: curves and sentences once, states by number."""
    curves: dict[str, int] = {}
    says: dict[str, int] = {}
    written = []
    for state in states:
        texts = [encode_curve(recipe, *pair)
                 for pair in zip(recipe.series, state.curves, strict=True)]
        numbers = " ".join(str(curves.setdefault(text, len(curves))) for text in texts)
        parts = [str(says.setdefault(state.says, len(says))), *state.parts]
        written.append("|".join([numbers, *parts]))
    return {"curves": list(curves), "says": list(says), "states": written}


def unpack(packed: dict[str, Any], place: int) -> tuple[list[str], State]:
    """Return a state's curves as they are kept, and the state with decoded shares."""
    numbers, kind, *parts = packed["states"][place].split("|")
    texts = [packed["curves"][int(number)] for number in numbers.split()]
    curves = tuple(decode(text) for text in texts)
    return texts, State(curves, packed["says"][int(kind)], tuple(parts))


def place_of(position: Sequence[int], shape: Sequence[int]) -> int:
    """Return the place of a position among all states."""
    place = 0
    for step, size in zip(position, shape, strict=True):
        place = place * size + step
    return place
