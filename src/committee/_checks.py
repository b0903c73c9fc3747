"""Input checks: each raises one sentence saying what was expected, what came, how to mend it.

A name may carry its owner, ``"SGD's learning_rate"``; ``mend`` ends the sentence.
Something of the wrong kind is a TypeError, of the right kind but out of range a ValueError.
"""

import math
from collections.abc import Callable
from numbers import Integral, Real

import numpy as np
from numpy.random import Generator
from numpy.typing import DTypeLike

from committee._typing import Array, DType, Shape


def expect(
    holds: object, wanted: str, got: object, mend: str, *,
    error: type[Exception] = ValueError,
) -> None:
    """Say what was ``wanted`` (a clause with its verb), what came, and how to mend it."""
    if not holds:
        raise error(f"{wanted}, got {got}; {mend}")


def positive(name: str, value: float, mend: str) -> None:
    """Expect a finite number above 0."""
    _number(name, value, lambda v: 0 < v < math.inf, "a finite number above 0", mend)


def non_negative(name: str, value: float, mend: str) -> None:
    """Expect a finite number, 0 or above."""
    _number(name, value, lambda v: 0 <= v < math.inf, "a finite number, 0 or above", mend)


def fraction(name: str, value: float, mend: str) -> None:
    """Expect a number from 0 to 1, both included."""
    _number(name, value, lambda v: 0 <= v <= 1, "a fraction from 0 to 1", mend)


def below_one(name: str, value: float, mend: str) -> None:
    """Expect a number from 0, included, to 1, excluded."""
    _number(name, value, lambda v: 0 <= v < 1, "a fraction from 0 to below 1", mend)


def _number(
    name: str, value: float, holds: Callable[[float], bool], wanted: str, mend: str
) -> None:
    kind(name, value, Real, mend, wanted)
    expect(holds(value), f"{name} should be {wanted}", value, mend)


def whole(name: str, value: int, mend: str, *, at_least: int = 1) -> None:
    """Expect an integer, ``at_least`` or above."""
    wanted = f"a whole number, {at_least} or above"
    kind(name, value, Integral, mend, wanted)
    expect(value >= at_least, f"{name} should be {wanted}", value, mend)


def kind(name: str, value: object, kind: type, mend: str, wanted: str = "") -> None:
    """Expect an object of a ``kind``; True and False are no numbers."""
    fits = isinstance(value, kind) and not isinstance(value, bool)
    article = "an" if kind.__name__[0] in "AEIO" else "a"
    wanted = wanted or f"{article} {kind.__name__}"
    expect(fits, f"{name} should be {wanted}", brief(value), mend, error=TypeError)


def generator(name: str, rng: object) -> None:
    """Expect a source of random numbers that the caller has seeded."""
    seed = rng if isinstance(rng, Integral) else 8
    mend = f"write np.random.default_rng({seed})"
    kind(name, rng, Generator, mend, "a numpy.random.Generator")


def float_type(name: str, dtype: DTypeLike) -> None:
    """Expect the type of a float, such as ``np.float32``."""
    fits = np.dtype(dtype).kind == "f"
    expect(fits, f"{name} should be a float", dtype, "try np.float32", error=TypeError)


def floats(name: str, array: object) -> None:
    """Expect a non-empty array of finite floats; name the first entry that is not."""
    finite(name, _array(name, array, "floats", np.floating, "float"))


def integers(name: str, array: object) -> None:
    """Expect a non-empty array of integers."""
    _array(name, array, "integers", np.integer, "int")


def _array(name: str, array: object, wanted: str, of: type, cast: str) -> Array:
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{name} should be a numpy array of {wanted}, got {brief(array)}; "
            f"write np.array({name}, dtype={cast})"
        )
    mend = f"convert it with {name}.astype({cast}) if that is what its numbers mean"
    fits = np.issubdtype(array.dtype, of)
    expect(fits, f"{name} should hold {wanted}", array.dtype, mend, error=TypeError)
    mend = "look at the step that selected the cases"
    expect(array.size, f"{name} should hold at least one case", f"shape {array.shape}", mend)
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
    expect(fits, f"{name} should have shape {wanted}", got, mend)


def brief(value: object) -> str:
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
    fits = len(shape) >= 2 and shape == (*lead, shape[-2], n)
    text = "".join(f"{size}, " for size in lead) + f"batch, {n}"
    expect(fits, f"{owner} expects x of shape ({text})", shape, _mend(shape, n))
    expect(dtype == held, f"{owner} expects x of {held}", dtype, f"write x.astype(np.{held})",
           error=TypeError)  # fmt: skip


def _mend(shape: Shape, n: int) -> str:
    if shape == (n,):
        return "give one row a case, x[None]"
    if len(shape) > 2 and math.prod(shape[1:]) == n:
        return f"flatten the images with x.reshape({shape[0]}, {n})"
    return "leading axes are its replicates, the last axis its features"
