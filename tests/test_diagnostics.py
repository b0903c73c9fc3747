import numpy as np
import pytest

from committee.activations import LeakyReLU, ReLU, Sigmoid, Tanh
from committee.data import Dataset, line_images
from committee.diagnostics import (
    activation_stats,
    dead_fraction,
    gradient_check,
    gradient_norms,
    layer_factor,
    signal_by_depth,
)
from committee.initializers import glorot_normal, zeros
from committee.layers import Dense, Dropout, Residual
from committee.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm, LayerNorm

CASES = line_images(60, noise=0.2, rng=np.random.default_rng(1))


def rng():
    return np.random.default_rng(0)


def test_gradients_whisper_down_a_deep_sigmoid_network_by_a_factor_a_layer():
    network = mlp([9, *[20] * 10, 1], activation=Sigmoid, init=glorot_normal, replicates=30,
                  rng=rng())
    factor = layer_factor(gradient_norms(network, CASES, loss=binary_cross_entropy))
    assert factor.shape == (30,)
    assert np.median(factor) == pytest.approx(0.22, abs=0.03)


def test_gradient_norms_are_the_lengths_of_what_backward_leaves():
    network = mlp([9, 5, 1], rng=rng())
    _, slope = binary_cross_entropy(network.forward(CASES.x), CASES.y[:, None].astype(float))
    network.backward(slope)
    gradient = network.gradient.copy()
    weights = [network.layers[i].weight.grad.copy() for i in (0, 2)]
    network.gradient[...] = 0
    norms = gradient_norms(network, CASES, loss=binary_cross_entropy)
    np.testing.assert_allclose(norms, [np.linalg.norm(weight) for weight in weights])
    np.testing.assert_allclose(network.gradient, gradient)
    assert norms.min() > 0


def test_a_replicate_is_diagnosed_as_if_it_were_alone():
    many = mlp([9, 5, 4, 1], replicates=3, rng=rng())
    one = mlp([9, 5, 4, 1], rng=rng())
    one.parameters[...] = many.parameters[1]
    for diagnose in (
        lambda network: gradient_norms(network, CASES, loss=binary_cross_entropy),
        lambda network: np.concatenate(activation_stats(network, CASES.x)),
        lambda network: signal_by_depth(network, CASES.x),
        lambda network: dead_fraction(network, CASES.x),
    ):
        np.testing.assert_allclose(diagnose(many)[:, 1], diagnose(one), rtol=1e-12)


LOOKS = {
    "gradient_norms": lambda network: gradient_norms(network, CASES, loss=binary_cross_entropy),
    "gradient_check": lambda network: gradient_check(network, CASES, loss=binary_cross_entropy),
    "activation_stats": lambda network: activation_stats(network, CASES.x),
    "signal_by_depth": lambda network: signal_by_depth(network, CASES.x),
    "dead_fraction": lambda network: dead_fraction(network, CASES.x),
}


def goes_on(look, rate):
    """Return what a network holds that was looked at, and what its next step and draws are."""
    luck = rng()
    inner = [Dense(5, 5, rng=luck), Dropout(rate, rng=luck)]
    network = Sequential([Dense(9, 5, rng=luck), BatchNorm(5), ReLU(), Residual(inner),
                          Dense(5, 1, rng=luck)])
    network.forward(CASES.x, training=True)
    LOOKS.get(look, bool)(network)
    held = network.parameters.copy(), network.buffers.copy()
    network.backward(np.ones_like(network.forward(CASES.x, training=True)))
    return *held, network.gradient, luck.random(3)


@pytest.mark.parametrize("look", LOOKS)
def test_a_network_that_was_looked_at_goes_on_as_if_nobody_had(look):
    rate = 0.0 if look == "gradient_check" else 0.5
    for seen, alone in zip(goes_on(look, rate), goes_on("not at all", rate), strict=True):
        np.testing.assert_array_equal(seen, alone)


def test_the_factor_of_a_layer_is_the_geometric_mean():
    np.testing.assert_allclose(layer_factor(np.array([[8.0, 0.0], [5.0, 0.0], [2.0, 1.0]])), [2, 0])
    assert np.isnan(layer_factor(np.zeros(3)))
    with pytest.raises(ValueError, match="number of layers should be a whole number, 2 or above"):
        layer_factor(np.ones(1))


def test_a_saturated_sigmoid_is_flat_and_a_fresh_one_is_not():
    network = mlp([9, 30, 30, 1], activation=Sigmoid, rng=rng())
    assert activation_stats(network, CASES.x).flat.max() < 0.01
    network.layers[2].weight.value[...] *= 1000
    stats = activation_stats(network, CASES.x)
    assert stats.flat[0] < 0.01
    assert stats.flat[1] > 0.9
    assert stats.std[1] > 0.4


def test_activation_statistics_are_taken_over_cases_and_units():
    network = mlp([2, 3, 1], activation=Tanh, rng=rng())
    x = rng().standard_normal((7, 2))
    answers = np.tanh(x @ network.layers[0].weight.value)
    stats = activation_stats(network, x)
    np.testing.assert_allclose([stats.mean[0], stats.std[0]], [answers.mean(), answers.std()])


def test_a_network_without_activations_has_nothing_to_say_about_them():
    network = mlp([9, 1], replicates=2, rng=rng())
    assert activation_stats(network, CASES.x).mean.shape == (0, 2)
    assert dead_fraction(network, CASES.x).shape == (0, 2)
    assert signal_by_depth(network, CASES.x).shape == (1, 2)


def test_a_signal_keeps_its_size_under_he_and_dies_with_small_weights():
    x = rng().standard_normal((100, 64))
    network = mlp([64] * 21, rng=rng())
    he = signal_by_depth(network, x)
    assert he.shape == (20,)
    assert 0.1 < he[-1] / he[1] < 10
    network.parameters[...] *= 0.1
    assert signal_by_depth(network, x)[-1] < 1e-15


def test_the_signal_may_be_taken_before_the_bend():
    network = mlp([9, 5, 1], rng=rng())
    signals = signal_by_depth(network, CASES.x, after=Dense)
    pre = CASES.x @ network.layers[0].weight.value
    np.testing.assert_allclose(signals[:2], [CASES.x.std(), pre.std()])
    assert len(signals) == 3


def test_a_unit_is_dead_only_if_no_case_wakes_it():
    network = mlp([1, 4, 1], rng=rng())
    hidden = network.layers[0]
    hidden.weight.value[...] = [[1.0, 1.0, 1.0, -1.0]]
    hidden.bias.value[...] = [[0.0, -1.0, -0.5, 0.0]]
    assert dead_fraction(network, np.array([[0.2], [1.0]])) == [0.5]
    assert dead_fraction(network, np.array([[0.2]])) == [0.75]


@pytest.mark.parametrize("kind", [ReLU, LeakyReLU])
def test_silence_is_counted_alike_for_relu_and_leaky_relu(kind):
    network = mlp([9, 6, 6, 1], activation=kind, rng=rng())
    network.layers[2].bias.value[..., :3] = -100
    assert dead_fraction(network, CASES.x)[1] >= 0.5


def test_layers_inside_a_shortcut_are_looked_at_too():
    block = Residual([Dense(9, 9, rng=rng()), Sigmoid(), Dense(9, 9, init=zeros, rng=rng())])
    network = Sequential([block, Dense(9, 1, rng=rng())])
    assert len(gradient_norms(network, CASES, loss=binary_cross_entropy)) == 3
    assert len(activation_stats(network, CASES.x).mean) == 1
    np.testing.assert_array_equal(signal_by_depth(network, CASES.x, after=Residual),
                                  [CASES.x.std()] * 2)


@pytest.mark.parametrize("replicates", [None, 2])
@pytest.mark.parametrize(("loss", "k"), [(binary_cross_entropy, 1), (softmax_cross_entropy, 3)])
def test_backpropagation_agrees_with_measured_slopes(replicates, loss, k):
    width = {"replicates": replicates, "rng": rng()}
    network = Sequential([
        Dense(9, 6, **width), BatchNorm(6, replicates=replicates), Tanh(), Dropout(0.0, rng=rng()),
        Dense(6, 6, **width), LayerNorm(6, replicates=replicates), Sigmoid(), Dense(6, k, **width),
    ])
    error = gradient_check(network, CASES, loss=loss)
    assert error.shape == network.replicates
    assert error.max() < 1e-7


def test_a_wrong_backward_is_found_out():
    class Wrong(Tanh):
        def slope(self):
            slope = super().slope()
            slope *= 1.01
            return slope

    network = mlp([9, 6, 1], activation=Wrong, rng=rng())
    assert gradient_check(network, CASES, loss=binary_cross_entropy) > 1e-4


def test_regression_is_checked_with_its_own_targets():
    data = Dataset(CASES.x, rng().standard_normal((60, 2)))
    network = mlp([9, 4, 2], activation=Tanh, rng=rng())
    assert gradient_check(network, data, loss=mean_squared_error) < 1e-7


def test_a_loss_with_chance_in_it_cannot_be_checked():
    network = Sequential([Dense(9, 4, rng=rng()), Dropout(0.5, rng=rng()), Dense(4, 1, rng=rng())])
    with pytest.raises(ValueError, match="got a network with Dropout"):
        gradient_check(network, CASES, loss=binary_cross_entropy)
    with pytest.raises(ValueError, match="gradient_check's step"):
        gradient_check(network, CASES, loss=binary_cross_entropy, step=0.0)


def test_a_network_that_exploded_is_looked_at_without_a_warning(rng):
    network, cases = mlp([9, 6, 6, 1], rng=rng), line_images(20, rng=rng)
    network.parameters[...] = 1e200
    with np.errstate(all="ignore"):
        assert not np.isfinite(network.forward(cases.x)).all()
    assert not np.isfinite(gradient_norms(network, cases, loss=binary_cross_entropy)).all()
    assert not np.isfinite(signal_by_depth(network, cases.x)).all()
    assert not np.isfinite(activation_stats(network, cases.x).std).all()
    assert dead_fraction(network, cases.x).shape == (2,)
