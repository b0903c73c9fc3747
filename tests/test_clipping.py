"""Clipping: no single step too long."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.clipping import clip_by_global_norm, clip_by_value


def test_clipping_by_value_cuts_each_component():
    gradient = np.array([[-3.0, 0.5], [2.0, -0.1]])
    clip_by_value(gradient, 1.0)
    assert gradient.tolist() == [[-1.0, 0.5], [1.0, -0.1]]


def test_clipping_by_norm_scales_long_gradients_and_spares_short_ones():
    gradient = np.array([[3.0, 4.0], [0.3, 0.4]])
    norms = clip_by_global_norm(gradient, 1.0)
    assert norms == pytest.approx([5.0, 0.5])
    assert gradient == pytest.approx(np.array([[0.6, 0.8], [0.3, 0.4]]))


@given(seed=st.integers(0, 10), n=st.integers(1, 20), max_norm=st.floats(1e-3, 1e3))
def test_clipping_by_norm_keeps_the_direction_and_bounds_the_length(seed, n, max_norm):
    gradient = 10 * np.random.default_rng(seed).standard_normal((3, n))
    before = gradient.copy()
    norms = clip_by_global_norm(gradient, max_norm)
    after = np.linalg.norm(gradient, axis=-1)
    assert norms == pytest.approx(np.linalg.norm(before, axis=-1))
    assert after == pytest.approx(np.minimum(norms, max_norm))
    assert gradient / after[:, None] == pytest.approx(before / norms[:, None])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_an_exploding_gradient_keeps_its_direction_too(dtype):
    huge = np.sqrt(np.finfo(dtype).max) * 10
    gradient = np.array([3 * huge, 4 * huge], dtype)
    norm = clip_by_global_norm(gradient, 1.0)
    assert norm == pytest.approx(5 * huge, rel=1e-6)
    assert gradient == pytest.approx([0.6, 0.8], rel=1e-6)
    assert gradient.dtype == norm.dtype == dtype


def test_a_gradient_of_zero_stays_zero():
    gradient = np.zeros(4)
    assert clip_by_global_norm(gradient, 1.0) == 0
    assert (gradient == 0).all()


def test_a_gradient_that_is_not_finite_becomes_nan_for_its_replicate_alone():
    gradient = np.array([[np.inf, 1.0], [3.0, 4.0]])
    with np.errstate(invalid="ignore"):
        clip_by_global_norm(gradient, 1.0)
    assert np.isnan(gradient[0]).any()
    assert gradient[1] == pytest.approx([0.6, 0.8])


@pytest.mark.parametrize("clip", [clip_by_value, clip_by_global_norm])
@pytest.mark.parametrize("limit", [0, -1, np.nan, np.inf])
def test_a_limit_that_is_no_limit_is_refused(clip, limit):
    with pytest.raises(ValueError, match=rf"{clip.__name__}'s max_.* above 0, got {limit}"):
        clip(np.ones(2), limit)
