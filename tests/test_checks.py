"""The sentences of a refusal: what was expected, what came, how to mend it."""

import numpy as np
import pytest

from committee import _checks


@pytest.mark.parametrize(
    ("check", "good", "bad", "wanted"),
    [
        (_checks.positive, [1e-300, 7, np.float32(0.5)], [0, -1, np.inf, np.nan], "above 0"),
        (_checks.non_negative, [0, 1e300], [-1e-300, np.inf, np.nan], "0 or above"),
        (_checks.fraction, [0, 0.5, 1], [-0.01, 1.01, np.nan], "from 0 to 1"),
        (_checks.below_one, [0, 0.999], [-0.01, 1, np.nan], "from 0 to below 1"),
        (_checks.whole, [1, np.int64(7)], [0, -5], "1 or above"),
    ],
)
def test_numbers_within_bounds_pass_and_others_are_named(check, good, bad, wanted):
    for value in good:
        check("n", value, "mend it")
    for value in bad:
        with pytest.raises(ValueError, match=f"^n should be .*{wanted}, got {value}; mend it$"):
            check("n", value, "mend it")
    for value in ("3", None, True):
        with pytest.raises(TypeError, match=f"^n should be .*{wanted}, got {value!r}; mend it$"):
            check("n", value, "mend it")


def test_whole_numbers_may_begin_elsewhere():
    _checks.whole("n", 0, "mend it", at_least=0)
    with pytest.raises(ValueError, match="n should be a whole number, 2 or above, got 1; mend it"):
        _checks.whole("n", 1, "mend it", at_least=2)
    with pytest.raises(TypeError, match=r"got 2\.0; mend it"):
        _checks.whole("n", 2.0, "mend it")


def test_a_generator_is_made_of_the_seed_that_came():
    _checks.generator("rng", np.random.default_rng(8))
    with pytest.raises(TypeError, match=r"rng should be a numpy.random.Generator, got 5; .*\(5\)"):
        _checks.generator("rng", 5)
    with pytest.raises(TypeError, match=r"got None; write np.random.default_rng\(8\)$"):
        _checks.generator("rng", None)


def test_kinds_have_their_article_and_long_values_are_cut():
    with pytest.raises(TypeError, match=r"^n should be an Exception, got 3; mend it$"):
        _checks.kind("n", 3, Exception, "mend it")
    with pytest.raises(TypeError, match=r"^n should be a float, got a list; mend it$"):
        _checks.kind("n", [0.0] * 99, float, "mend it")


def test_arrays_are_looked_at_before_they_are_used():
    _checks.floats("x", np.ones((1, 2), np.float32))
    _checks.integers("y", np.array([1]))
    with pytest.raises(TypeError, match=r"y should hold integers, got float64; .*y.astype\(int\)"):
        _checks.integers("y", np.ones(3))
    with pytest.raises(TypeError, match=r"y should be a numpy array of integers, got \[1\]"):
        _checks.integers("y", [1])
    with pytest.raises(ValueError, match=r"x should hold at least one case, got shape \(0, 3\)"):
        _checks.floats("x", np.ones((0, 3)))
    x = np.array([[0.0, 1.0], [np.inf, np.nan]])
    with pytest.raises(ValueError, match=r"x .* got inf at \[1, 0\] and 2 such entries in all"):
        _checks.floats("x", x)


@pytest.mark.parametrize(("replicates", "axes"), [(None, ()), (1, (1,)), (40, (40,))])
def test_replicates_add_an_axis(replicates, axes):
    assert _checks.leading_axes("Dense", replicates) == axes
