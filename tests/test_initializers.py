"""Where the weights start: each recipe keeps what its paper promises."""

import numpy as np
import pytest

from committee import initializers
from committee.initializers import (
    constant,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
    lecun_normal,
    normal,
    orthogonal,
    zeros,
)

VARIANCES = {
    "lecun_normal": 1 / 300,
    "glorot_normal": 2 / 500,
    "glorot_uniform": 2 / 500,
    "he_normal": 2 / 300,
    "he_uniform": 2 / 300,
}


@pytest.mark.parametrize(("name", "variance"), VARIANCES.items())
def test_each_recipe_has_the_variance_of_its_paper(name, variance, rng):
    weights = getattr(initializers, name)(rng, (300, 200))
    assert weights.shape == (300, 200)
    assert weights.var() == pytest.approx(variance, rel=0.03)
    assert weights.mean() == pytest.approx(0, abs=4 * np.sqrt(variance / weights.size))


@pytest.mark.parametrize(("initializer", "bound"), [(glorot_uniform, 0.2), (he_uniform, 0.25)])
def test_uniform_recipes_fill_their_interval(initializer, bound, rng):
    weights = initializer(rng, (50, 96, 54))
    assert np.abs(weights).max() < bound
    assert weights.max() > 0.99 * bound
    assert weights.min() < -0.99 * bound


def test_zeros_and_constants_are_what_they_say(rng):
    assert (zeros(rng, (2, 3)) == np.zeros((2, 3))).all()
    assert (constant(-0.5)(rng, (2, 3)) == np.full((2, 3), -0.5)).all()


def test_normal_has_the_standard_deviation_asked_for(rng):
    weights = normal(0.02)(rng, (200, 200))
    assert weights.std() == pytest.approx(0.02, rel=0.02)
    assert weights.mean() == pytest.approx(0, abs=4e-4)


@pytest.mark.parametrize("shape", [(4, 4), (7, 3), (3, 7), (5, 6, 2), (5, 2, 6)])
def test_an_orthogonal_layer_keeps_lengths_and_right_angles(shape, rng):
    weights = orthogonal(rng, shape)
    assert weights.shape == shape
    tall = weights if shape[-2] >= shape[-1] else weights.mT
    angles = tall.mT @ tall
    assert angles == pytest.approx(np.broadcast_to(np.eye(min(shape[-2:])), angles.shape))


def test_orthogonal_draws_do_not_favour_a_direction(rng):
    corners = orthogonal(rng, (4000, 3, 3))[:, 0, 0]
    assert corners.mean() == pytest.approx(0, abs=4 * np.sqrt(1 / 3 / 4000))


@pytest.mark.parametrize("initializer", [he_normal, glorot_uniform, orthogonal])
def test_replicates_are_drawn_independently_and_a_seed_repeats_them(initializer):
    first, again = (initializer(np.random.default_rng(1), (2, 9, 5)) for _ in range(2))
    assert (first == again).all()
    assert (first[0] != first[1]).all()


def test_he_normal_keeps_the_signal_alive_through_thirty_relu_layers(rng):
    x = rng.standard_normal((200, 256))
    for _ in range(30):
        x = np.maximum(x @ he_normal(rng, (256, 256)), 0)
    assert 0.2 < np.mean(x**2) < 5


def test_lecun_normal_keeps_the_signal_alive_through_thirty_affine_layers(rng):
    x = rng.standard_normal((200, 256))
    for _ in range(30):
        x = x @ lecun_normal(rng, (256, 256))
    assert 0.2 < np.mean(x**2) < 5


def test_glorot_normal_treats_both_directions_alike(rng):
    assert glorot_normal(rng, (400, 100)).var() == pytest.approx(
        glorot_normal(rng, (100, 400)).var(), rel=0.05
    )


@pytest.mark.parametrize("name", [*VARIANCES, "orthogonal"])
@pytest.mark.parametrize("shape", [(3,), (0, 4)])
def test_weights_without_two_fans_are_refused(name, shape, rng):
    with pytest.raises(ValueError, match=rf"{name}'s weights should have shape .*fan_in, fan_out"):
        getattr(initializers, name)(rng, shape)


def test_senseless_settings_are_refused():
    with pytest.raises(ValueError, match="normal's std should be a finite number above 0, got 0"):
        normal(0)
    with pytest.raises(ValueError, match="constant's value should be finite, got nan"):
        constant(float("nan"))
