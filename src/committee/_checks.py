"""Input checks: each raises one sentence saying what was expected, what came, how to mend it.

A name may carry its owner, ``"SGD's learning_rate"``; ``mend`` ends the sentence.
Something of the wrong kind is a TypeError, of the right kind but out of range a ValueError.
"""

import math
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np
from numpy.random import Generator

from committee._typing import Array, DType, Shape


def positive(name: str, value: object, mend: str) -> None:
    """Expect a finite number above 0."""
    _number(name, value, lambda v: 0 < v < math.inf, "a finite number above 0", mend)


def non_negative(name: str, value: object, mend: str) -> None:
    """Expect a finite number, 0 or above."""
    _number(name, value, lambda v: 0 <= v < math.inf, "a finite number, 0 or above", mend)


def fraction(name: str, value: object, mend: str) -> None:
    """Expect a number from 0 to 1, both included."""
    _number(name, value, lambda v: 0 <= v <= 1, "a fraction from 0 to 1", mend)


def below_one(name: str, value: object, mend: str) -> None:
    """Expect a number from 0, included, to 1, excluded."""
    _number(name, value, lambda v: 0 <= v < 1, "a fraction from 0 to below 1", mend)


def _number(
    name: str, value: object, holds: Callable[[float], bool], wanted: str, mend: str
) -> None:
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} should be {wanted}, got {_brief(value)}; {mend}")
    if not holds(float(value)):
        raise ValueError(f"{name} should be {wanted}, got {value}; {mend}")


def whole(name: str, value: object, mend: str, *, at_least: int = 1) -> None:
    """Expect an integer, ``at_least`` or above."""
    wanted = f"a whole number, {at_least} or above"
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} should be {wanted}, got {_brief(value)}; {mend}")
    if value < at_least:
        raise ValueError(f"{name} should be {wanted}, got {value}; {mend}")


def generator(name: str, rng: object) -> None:
    """Expect a source of random numbers that the caller has seeded."""
    if not isinstance(rng, Generator):
        seed = rng if isinstance(rng, Integral) else 8
        raise TypeError(
            f"{name} should be a numpy.random.Generator, got {_brief(rng)}; "
            f"write np.random.default_rng({seed})"
        )


def floats(name: str, array: object) -> None:
    """Expect a non-empty array of finite floats; name the first entry that is not."""
    finite(name, _array(name, array, "floats", np.floating, "float"))


def integers(name: str, array: object) -> None:
    """Expect a non-empty array of integers."""
    _array(name, array, "integers", np.integer, "int")


def _array(name: str, array: object, wanted: str, kind: type, cast: str) -> Array:
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{name} should be a numpy array of {wanted}, got {_brief(array)}; "
            f"write np.array({name}, dtype={cast})"
        )
    if not np.issubdtype(array.dtype, kind):
        raise TypeError(
            f"{name} should hold {wanted}, got {array.dtype}; "
            f"convert it with {name}.astype({cast}) if that is what its numbers mean"
        )
    if array.size == 0:
        raise ValueError(
            f"{name} should hold at least one case, got shape {array.shape}; "
            "look at the step that selected the cases"
        )
    return array


def finite(name: str, array: Array) -> None:
    """Expect no NaN and no infinity; name the first of them."""
    wrong = ~np.isfinite(array)
    if wrong.any():
        where = tuple(int(i) for i in np.argwhere(wrong)[0])
        raise ValueError(
            f"{name} should be finite, got {array[where]} at {list(where)} and {wrong.sum()} "
            f"such entries in all; drop those cases or fill them in"
        )


def shape(name: str, got: Shape, wanted: str, mend: str, *, fits: bool) -> None:
    """Expect a shape that ``fits``; ``wanted`` writes it out, as in ``"(..., n, features)"``."""
    if not fits:
        raise ValueError(f"{name} should have shape {wanted}, got {got}; {mend}")


def _brief(value: object) -> str:
    """Return what a message shows of a value that may be large."""
    text = repr(value)
    return text if len(text) <= 40 else f"a {type(value).__name__}"


def leading_axes(owner: str, replicates: int | None) -> Shape:
    """Expect a number of replicates, or None; return the axes that they add."""
    if replicates is None:
        return ()
    whole(f"{owner}'s replicates", replicates, "None makes a single one")
    return (replicates,)


def cases(owner: str, x: object) -> None:
    """Expect an array of floats, (..., batch, features), that holds at least one case."""
    _array(f"{owner}'s x", x, "floats", np.floating, "float")


def features(owner: str, shape: Shape, dtype: DType, wanted: Shape, held: DType) -> None:
    """Expect x of the replicates and features, ``wanted``, and the dtype that are held."""
    *lead, n = wanted
    if len(shape) < 2 or shape != (*lead, shape[-2], n):
        text = "".join(f"{size}, " for size in lead) + f"batch, {n}"
        raise ValueError(f"{owner} expects x of shape ({text}), got {shape}; {_mend(shape, n)}")
    if dtype != held:
        raise TypeError(f"{owner} expects x of {held}, got {dtype}; write x.astype(np.{held})")


def _mend(shape: Shape, n: int) -> str:
    if shape == (n,):
        return "give one row a case, x[None]"
    if len(shape) > 2 and math.prod(shape[1:]) == n:
        return f"flatten the images with x.reshape({shape[0]}, {n})"
    return "leading axes are its replicates, the last axis its features"
