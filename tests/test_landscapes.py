import numpy as np
import pytest

from committee.data import Dataset
from committee.landscapes import (
    RAVINE_START,
    LeastSquares,
    Quadratic,
    descend,
    ravine,
    saddle,
    steps_to,
)
from committee.optimizers import SGD, Adam

DATA = Dataset(np.random.default_rng(0).standard_normal((50, 2)),
               np.random.default_rng(1).standard_normal((50, 1)))


@pytest.mark.parametrize("land", [ravine(30.0, turned=20), saddle(), LeastSquares(DATA)])
def test_the_gradient_is_the_slope_of_the_loss(land):
    w, h = np.random.default_rng(0).standard_normal((4, 2)), 1e-5
    numeric = [(land.loss(w + h * e) - land.loss(w - h * e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(land.gradient(w), np.stack(numeric, axis=-1), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("turned", [0.0, 30.0, 45.0])
def test_turning_a_ravine_leaves_its_curvatures(turned):
    np.testing.assert_allclose(np.linalg.eigvalsh(ravine(1000.0, turned=turned).matrix), [1, 1000])


def test_a_ravine_turned_by_a_right_angle_runs_along_the_other_axis():
    np.testing.assert_allclose(ravine(9.0, turned=90).matrix, np.diag([1.0, 9.0]), atol=1e-12)


def test_a_saddle_lets_go_of_whoever_is_not_exactly_on_its_ridge():
    path = descend(saddle(), SGD(0.1), start=[[1.0, 0.0], [1.0, 1e-6]], steps=100)
    assert np.abs(path[-1, 0]).max() < 1e-6
    assert np.abs(path[-1, 1, 1]) > 1


def test_plain_descent_on_a_ravine_shrinks_each_axis_by_its_own_factor():
    path = descend(ravine(10.0), SGD(0.01), start=(1.0, 1.0), steps=7)
    np.testing.assert_allclose(path[:, 0], 0.8 ** np.arange(8))
    np.testing.assert_allclose(path[:, 1], 0.98 ** np.arange(8))


def test_hikers_side_by_side_have_rates_of_their_own_and_none_disturbs_another():
    rates = np.array([[0.001], [0.01], [100.0]])
    start = np.tile(RAVINE_START, (3, 1))
    paths = descend(ravine(10.0), SGD(rates), start=start, steps=400)
    alone = descend(ravine(10.0), SGD(0.01), start=RAVINE_START, steps=400)
    np.testing.assert_array_equal(paths[:, 1], alone)
    assert not np.isfinite(paths[-1, 2]).any()
    assert not np.isfinite(ravine(10.0).loss(paths[-1, 2]))


def test_in_a_long_ravine_momentum_and_adam_arrive_where_plain_descent_still_walks():
    land, rates = ravine(1000.0), np.geomspace(1e-5, 1.0, 41)[:, None]
    start = np.tile(RAVINE_START, (41, 1))

    def best(optimizer):
        steps = steps_to(land.loss(descend(land, optimizer, start=start, steps=400)), 1e-4)
        return steps[steps >= 0].min() if (steps >= 0).any() else None

    assert best(SGD(rates)) is None
    assert best(SGD(rates, momentum=0.9)) < 200
    assert best(Adam(rates)) < 200


def test_the_start_stays_as_it_was_given():
    start = np.ones(2)
    descend(saddle(), SGD(0.1), start=start, steps=3)
    np.testing.assert_array_equal(start, 1)


def test_a_batch_slopes_as_all_cases_do_on_average():
    rng, w = np.random.default_rng(0), np.array([0.3, -0.2])
    noisy = LeastSquares(DATA, batch_size=5, rng=rng)
    slopes = np.array([noisy.gradient(w) for _ in range(4000)])
    np.testing.assert_allclose(slopes.mean(axis=0), LeastSquares(DATA).gradient(w), atol=0.05)
    assert slopes.std(axis=0).min() > 0.2


def test_least_squares_ends_where_numpy_says():
    path = descend(LeastSquares(DATA), SGD(0.2), start=(0.0, 0.0), steps=200)
    expected = np.linalg.lstsq(DATA.x, DATA.y[:, 0])[0]
    np.testing.assert_allclose(path[-1], expected, rtol=1e-9)


def test_below_for_good_means_no_return():
    losses = np.array([[3.0, 0.1, 3.0, np.nan], [0.1, 0.1, 0.1, 0.1], [3.0, 0.1, 0.1, 0.1],
                       [0.1, 0.1, 0.1, np.nan]])
    np.testing.assert_array_equal(steps_to(losses, 1.0), [3, 0, 1, -1])


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Quadratic(np.array([[1.0, 2.0], [0.0, 1.0]])), "symmetric"),
        (lambda: Quadratic(np.ones((2, 3))), r"\(n_weights, n_weights\)"),
        (lambda: Quadratic(np.eye(2, dtype=int)), "should hold floats"),
        (lambda: ravine(0.0), "ravine's condition"),
        (lambda: LeastSquares(Dataset(np.zeros((3, 2)), np.zeros(3, int))), "one float target"),
        (lambda: LeastSquares(DATA, batch_size=0), "batch_size"),
        (lambda: LeastSquares(DATA, batch_size=5), "rng should be a numpy.random.Generator"),
        (lambda: descend(saddle(), SGD(0.1), start=(1.0, 1.0), steps=0), "descend's steps"),
        (lambda: descend(saddle(), SGD(0.1), start=(np.nan, 1.0), steps=1), "start should be fini"),
        (lambda: steps_to(np.ones(3), 0.0), "threshold"),
    ],
)
def test_what_no_landscape_can_be_is_named(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()
