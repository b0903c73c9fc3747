"""Normalization: one scale across the batch, or across the units."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.normalization import BatchNorm, LayerNorm

both = pytest.mark.parametrize("make", [BatchNorm, LayerNorm])
replicates = st.none() | st.integers(1, 3)


def lead(replicates):
    return () if replicates is None else (replicates,)


def unsettled(layer, rng):
    """Move a layer's scales and shifts away from where they begin."""
    layer.gamma.value += 0.5 * rng.standard_normal(layer.gamma.value.shape)
    layer.beta.value += rng.standard_normal(layer.beta.value.shape)
    return layer


def test_batch_norm_standardizes_each_feature_over_the_batch(rng):
    y = BatchNorm(3).forward(5 + 2 * rng.standard_normal((50, 3)), training=True)
    assert y.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-12)
    assert y.std(axis=0) == pytest.approx([1, 1, 1], abs=1e-5)


def test_layer_norm_standardizes_each_case_over_its_features(rng):
    y = LayerNorm(50).forward(5 + 2 * rng.standard_normal((3, 50)))
    assert y.mean(axis=1) == pytest.approx([0, 0, 0], abs=1e-12)
    assert y.std(axis=1) == pytest.approx([1, 1, 1], abs=1e-5)


@both
def test_gamma_and_beta_choose_scale_and_centre_again(make, rng):
    layer, x = make(4), rng.standard_normal((6, 4))
    plain = layer.forward(x, training=True).copy()
    layer.gamma.value[...], layer.beta.value[...] = 3.0, -1.0
    assert layer.forward(x, training=True) == pytest.approx(3 * plain - 1)


@both
def test_epsilon_stands_under_the_root(make):
    layer = make(2, epsilon=3.0)
    x = np.array([[1.0, -1.0], [-1.0, 1.0]])  # variance 1 both ways
    assert layer.forward(x, training=True) == pytest.approx(x / 2)


@both
@given(sizes=st.tuples(st.integers(2, 5), st.integers(2, 4)), replicates=replicates,
       seed=st.integers(0, 2))  # fmt: skip
def test_backward_is_the_slope(make, sizes, replicates, seed, check_backward):
    rng, (batch, n) = np.random.default_rng(seed), sizes
    layer = unsettled(make(n, replicates=replicates, epsilon=1e-2), rng)
    check_backward(layer, rng.standard_normal((*lead(replicates), batch, n)), seed=seed)


@both
def test_absorb_sets_the_same_gradients_as_backward(make, rng):
    layer, grad = make(3), rng.standard_normal((5, 3))
    layer.forward(rng.standard_normal((5, 3)), training=True)
    layer.backward(grad)
    kept = layer.gamma.grad.copy(), layer.beta.grad.copy()
    layer.absorb(grad)
    assert (layer.gamma.grad == kept[0]).all()
    assert (layer.beta.grad == kept[1]).all()


@both
def test_scales_and_shifts_do_not_decay(make):
    assert {name: part.decays for name, part in make(3).parts() if hasattr(part, "grad")} == {
        "gamma": False,
        "beta": False,
    }


@both
def test_the_gradient_moves_neither_mean_nor_spread(make, rng):
    layer, (x, grad) = make(5, epsilon=1e-12), rng.standard_normal((2, 5, 5))
    y = layer.forward(x, training=True)
    grad_x = layer.backward(grad)
    axis = 0 if make is BatchNorm else 1
    assert grad_x.sum(axis=axis) == pytest.approx(np.zeros(5), abs=1e-12)
    assert (grad_x * y).sum(axis=axis) == pytest.approx(np.zeros(5), abs=1e-9)


@both
@pytest.mark.parametrize("training", [True, False])
def test_arguments_stay_as_they_are(make, training, rng):
    layer, (x, grad) = make(4), rng.standard_normal((2, 3, 4))
    kept = x.copy(), grad.copy()
    layer.forward(x, training=True)
    layer.backward(grad)
    layer.forward(x, training=training)
    assert (x == kept[0]).all()
    assert (grad == kept[1]).all()


@both
def test_a_stack_is_normalized_as_if_each_replicate_were_alone(make, rng):
    stack, x, grad = make(4, replicates=3), *rng.standard_normal((2, 3, 6, 4))
    y, grad_x = stack.forward(x, training=True).copy(), stack.backward(grad).copy()
    for i in range(3):
        single = make(4)
        assert (single.forward(x[i], training=True) == y[i]).all()
        assert (single.backward(grad[i]) == grad_x[i]).all()
        assert (single.gamma.grad == stack.gamma.grad[i]).all()
        assert all((a.value == b.value[i]).all() for (_, a), (_, b) in
                   zip(single.parts(), stack.parts(), strict=True))  # fmt: skip


def test_running_averages_follow_the_batch_by_the_update_rate():
    norm, x = BatchNorm(1, update_rate=0.25), np.array([[1.0], [3.0], [5.0]])
    norm.forward(x, training=True)
    assert norm.mean.value == pytest.approx(0.25 * 3)
    assert norm.variance.value == pytest.approx(0.75 * 1 + 0.25 * 4)  # unbiased: 8 / 2
    norm.forward(x)
    assert norm.mean.value == pytest.approx(0.75)
    norm.forward(x, training=True)
    assert norm.mean.value == pytest.approx(0.75 * 0.75 + 0.25 * 3)


def test_outside_training_running_averages_stand_in_for_the_batch():
    norm = BatchNorm(2, epsilon=1.0)
    norm.mean.value[...], norm.variance.value[...] = [[1.0, 2.0]], [[3.0, 8.0]]
    assert norm.forward(np.array([[3.0, 5.0]])).tolist() == [[1.0, 1.0]]


def test_running_averages_are_buffers_that_move_no_gradient():
    names = [name for name, part in BatchNorm(2).parts() if not hasattr(part, "grad")]
    assert names == ["mean", "variance"]
    assert not [name for name, part in LayerNorm(2).parts() if not hasattr(part, "grad")]


def test_layer_norm_knows_no_training(rng):
    norm, x = LayerNorm(4), rng.standard_normal((3, 4))
    assert (norm.forward(x, training=True).copy() == norm.forward(x)).all()


def test_batch_norm_goes_back_only_after_a_pass_in_training(rng):
    norm, x = BatchNorm(3), rng.standard_normal((4, 3))
    with pytest.raises(RuntimeError, match=r"BatchNorm expects backward after"):
        norm.backward(x)
    norm.forward(x, training=True)
    norm.backward(x)
    norm.forward(x)
    with pytest.raises(RuntimeError, match=r"BatchNorm expects backward after .* training=True"):
        norm.backward(x)


def test_batch_norm_cannot_train_on_a_single_case():
    norm = BatchNorm(3)
    norm.forward(np.ones((1, 3)))
    with pytest.raises(ValueError, match="BatchNorm expects two or more cases in training"):
        norm.forward(np.ones((1, 3)), training=True)


@both
@pytest.mark.parametrize("clone", [copy.deepcopy, lambda layer: pickle.loads(pickle.dumps(layer))])
def test_a_copy_carries_averages_and_no_working_arrays(make, clone, rng):
    layer, x = unsettled(make(3, replicates=2), rng), rng.standard_normal((2, 50, 3))
    layer.forward(x, training=True)
    twin = clone(layer)
    assert len(pickle.dumps(twin)) < 2000
    assert (twin.forward(x) == layer.forward(x)).all()


@both
def test_float32_stays_float32(make, rng):
    layer = make(3)
    for _, part in layer.parts():
        part.value = part.value.astype(np.float32)
        if hasattr(part, "grad"):
            part.grad = part.grad.astype(np.float32)
    x = rng.standard_normal((4, 3)).astype(np.float32)
    assert layer.forward(x, training=True).dtype == layer.backward(x).dtype == np.float32
    assert all(part.value.dtype == np.float32 for _, part in layer.parts())
    kept = [array for array in vars(layer).values() if isinstance(array, np.ndarray)]
    assert all(array.dtype == np.float32 for array in kept)


@both
@pytest.mark.parametrize(
    ("settings", "error", "message"),
    [
        ({"n_features": 0}, ValueError, "n_features .* 1 or above, got 0"),
        ({"epsilon": 0.0}, ValueError, "epsilon .* above 0, got 0.0"),
        ({"replicates": 2.5}, TypeError, "replicates .* whole number, 1 or above, got 2.5"),
    ],
)
def test_senseless_settings_are_refused(make, settings, error, message):
    with pytest.raises(error, match=f"{make.__name__}'s {message}"):
        make(**({"n_features": 3} | settings))


@pytest.mark.parametrize("rate", [-0.1, 1.1])
def test_an_update_rate_is_a_fraction(rate):
    with pytest.raises(ValueError, match=f"BatchNorm's update_rate .* 0 to 1, got {rate}"):
        BatchNorm(3, update_rate=rate)


@both
def test_inputs_of_another_width_are_refused(make):
    name = make.__name__
    with pytest.raises(ValueError, match=rf"{name} expects x of shape \(batch, 3\), got \(5, 4\)"):
        make(3).forward(np.ones((5, 4)))
    with pytest.raises(TypeError, match=f"{name} expects x of float64, got float32"):
        make(3).forward(np.ones((5, 3), np.float32))


@both
def test_they_introduce_themselves(make):
    assert repr(make(7)) == f"{make.__name__}(7)"
