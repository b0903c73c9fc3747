"""Activations: known values, slopes, and what each is loved for."""

import copy
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.activations import (
    GELU,
    Activation,
    FastGELU,
    Gated,
    LeakyReLU,
    ReLU,
    Sigmoid,
    SiLU,
    Tanh,
)

PHI_1 = (1 + math.erf(math.sqrt(0.5))) / 2  # the share of a normal population below 1
KNOWN = {  # at -1, 0 and 1
    Sigmoid: [1 / (1 + math.e), 0.5, 1 / (1 + 1 / math.e)],
    Tanh: [-math.tanh(1), 0.0, math.tanh(1)],
    ReLU: [0.0, 0.0, 1.0],
    LeakyReLU: [-0.01, 0.0, 1.0],
    GELU: [PHI_1 - 1, 0.0, PHI_1],
    FastGELU: [-0.15880800939172324, 0.0, 0.8411919906082768],
    SiLU: [-1 / (1 + math.e), 0.0, 1 / (1 + 1 / math.e)],
}
every_activation = pytest.mark.parametrize("make", KNOWN)


@every_activation
def test_known_values(make):
    assert make().forward(np.array([[-1.0, 0.0, 1.0]]))[0] == pytest.approx(KNOWN[make], rel=1e-14)


@every_activation
@given(
    shape=st.sampled_from([(1, 1), (3, 4), (2, 3, 1), (2, 1, 5)]), seed=st.integers(0, 2)
)
def test_backward_is_the_slope(make, shape, seed, check_backward):
    rng = np.random.default_rng(seed)
    x = 2 * rng.standard_normal(shape)
    check_backward(make(), x + 0.01 * np.sign(x), seed=seed)  # away from kinks


@every_activation
def test_backward_may_be_asked_twice(make, rng):
    layer, grad = make(), rng.standard_normal((3, 4))
    layer.forward(rng.standard_normal((3, 4)))
    first = layer.backward(grad).copy()
    assert (layer.backward(grad) == first).all()


@every_activation
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_numbers_of_a_thousand_neither_overflow_nor_change_the_dtype(make, dtype):
    layer, x = make(), np.array([[-1000.0, 1000.0]], dtype)
    with np.errstate(all="raise", under="ignore"):
        y, slope = layer.forward(x).copy(), layer.backward(np.ones_like(x))
    low = {Tanh: -1, LeakyReLU: -10}.get(make, 0)
    high = {Sigmoid: 1, Tanh: 1}.get(make, 1000)
    assert y.ravel() == pytest.approx([low, high])
    ends = [0.01 if make is LeakyReLU else 0, 0 if make in (Sigmoid, Tanh) else 1]
    assert slope.ravel() == pytest.approx(ends)
    assert y.dtype == slope.dtype == dtype


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_sigmoid_keeps_its_digits_near_0_and_is_1_beyond_40(dtype):
    x = np.array([[-80.0, -40.0, -3.0, 3.0, 39.9, 40.1, 80.0]], dtype)
    exact = np.array([1 / (1 + math.exp(-number)) for number in x[0].tolist()], dtype)
    apart = np.abs(Sigmoid().forward(x)[0] / exact - 1)
    assert apart.max() < 4 * np.finfo(dtype).eps


@every_activation
def test_arguments_stay_as_they_are(make, rng):
    layer, (x, grad) = make(), rng.standard_normal((2, 3, 4))
    kept = x.copy(), grad.copy()
    layer.forward(x)
    layer.backward(grad)
    assert (x == kept[0]).all()
    assert (grad == kept[1]).all()


@every_activation
def test_a_stack_is_bent_as_if_each_replicate_were_alone(make, rng):
    layer, (x, grad) = make(), rng.standard_normal((2, 3, 4, 5))
    y, grad_x = layer.forward(x).copy(), layer.backward(grad).copy()
    for i in range(3):
        assert (layer.forward(x[i]) == y[i]).all()
        assert (layer.backward(grad[i]) == grad_x[i]).all()


@every_activation
def test_a_copy_is_of_its_own(make, rng):
    layer, x = make(), rng.standard_normal((3, 4))
    y = layer.forward(x)
    twin = copy.deepcopy(layer)
    assert (twin.forward(x) == y).all()
    assert twin.forward(x) is not y


def test_the_kinks_take_the_lower_slope():
    zero, one = np.zeros((1, 1)), np.ones((1, 1))
    for layer, slope in ((ReLU(), 0), (LeakyReLU(0.2), 0.2)):
        layer.forward(zero)
        assert layer.backward(one) == slope


def test_gelu_stays_exact_far_out_on_the_left():
    y = GELU().forward(np.array([[-10.0]]))
    assert y[0, 0] == pytest.approx(-10 * 7.619853024160527e-24, rel=1e-12)


def test_fast_gelu_stays_within_a_two_thousandth_of_the_exact_one():
    x = np.linspace(-6, 6, 2001)[None]
    apart = np.abs(GELU().forward(x) - FastGELU().forward(x)).max()
    assert 1e-4 < apart < 5e-4


def test_a_leak_of_zero_is_relu(rng):
    x = rng.standard_normal((3, 4))
    assert (LeakyReLU(0).forward(x) == ReLU().forward(x)).all()


def test_only_a_leak_is_worth_mentioning():
    assert repr([ReLU(), LeakyReLU(), SiLU()]) == "[ReLU(), LeakyReLU(0.01), SiLU()]"


@pytest.mark.parametrize("leak", [-0.1, 1.0, float("nan")])
def test_a_leak_outside_its_range_is_refused(leak):
    with pytest.raises(ValueError, match=f"LeakyReLU's leak .* below 1, got {leak}"):
        LeakyReLU(leak)


def test_bare_kinds_have_no_curve():
    for nothing in (Activation().slope, Gated().gate_slope, lambda: Gated().open(np.ones((1, 1)))):
        with pytest.raises(NotImplementedError):
            nothing()
