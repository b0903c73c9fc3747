import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.scaling import (
    CHINCHILLA,
    REPLICATION,
    compute_optimal,
    fit_power_law,
    optimizer_memory,
    training_flops,
)

SIZES = np.geomspace(50, 6400, 8)


@given(st.floats(0.5, 50), st.floats(0.1, 1.5), st.floats(0.0, 1.0))
def test_a_power_law_without_noise_is_found_again(coefficient, exponent, floor):
    law = fit_power_law(SIZES, floor + coefficient * SIZES**-exponent)
    np.testing.assert_allclose(law(SIZES), floor + coefficient * SIZES**-exponent, rtol=1e-6)


def test_a_fit_that_ignores_the_floor_finds_too_small_an_exponent():
    y = 0.0651 + 1.6 * SIZES**-0.68
    assert fit_power_law(SIZES, y).exponent == pytest.approx(0.68, rel=1e-6)
    assert fit_power_law(SIZES, y, floor=0.0651).exponent == pytest.approx(0.68, rel=1e-6)
    bent = fit_power_law(SIZES, y, floor=0.0)
    assert bent.exponent < 0.35
    assert bent.r_squared < 0.97


def test_the_standard_errors_are_those_of_repeated_measurements():
    rng, truth = np.random.default_rng(0), 0.06 + 2 * SIZES**-0.7
    laws = [fit_power_law(SIZES, truth * np.exp(0.03 * rng.standard_normal(8))) for _ in range(150)]
    for name, value in (("exponent", 0.7), ("floor", 0.06), ("coefficient", 2.0)):
        found = np.array([getattr(law, name) for law in laws])
        claimed = np.median([getattr(law, f"{name}_error") for law in laws])
        assert abs(np.median(found) - value) < 0.3 * found.std()
        assert claimed == pytest.approx(found.std(), rel=0.3)


def test_a_known_floor_makes_the_exponent_surer():
    noise = np.exp(0.03 * np.random.default_rng(0).standard_normal(8))
    y = (0.06 + 2 * SIZES**-0.7) * noise
    known, unknown = fit_power_law(SIZES, y, floor=0.06), fit_power_law(SIZES, y)
    assert known.exponent_error < unknown.exponent_error
    assert (known.floor, known.floor_error) == (0.06, 0.0)


def test_where_the_points_show_no_floor_none_is_invented():
    y = 2 * SIZES**-0.5 * np.array([1, 1, 1, 1, 1, 1, 0.98, 0.95])  # bends down, not up
    assert fit_power_law(SIZES, y).floor == 0.0


@pytest.mark.parametrize(
    ("n", "y", "floor", "message"),
    [
        (SIZES[:3], np.ones(3), None, "number of points should be a whole number, 4 or above"),
        (SIZES[:2], np.ones(2), 0.0, "number of points should be a whole number, 3 or above"),
        (SIZES, np.ones(7), None, "give one mean a size"),
        (SIZES, np.ones((8, 1)), None, "give one mean a size"),
        (SIZES - 50, np.ones(8), None, "smallest n should be a finite number above 0"),
        (SIZES, SIZES**-0.5, 0.1, "above its floor, 0.1, got 0.0125"),
        (SIZES, SIZES**-0.5 - 0.1, None, "above its floor, 0.0"),
        (SIZES, SIZES**-0.5, -1.0, "above its floor, -1.0"),
        (SIZES, np.full(8, np.inf), None, "finite"),
    ],
)
def test_points_that_no_power_law_could_pass_are_refused(n, y, floor, message):
    with pytest.raises(ValueError, match=message):
        fit_power_law(n, y, floor=floor)


def test_the_optimum_spends_the_budget_and_no_other_split_is_better():
    best = compute_optimal(1e21)
    assert training_flops(best.n_parameters, best.n_tokens) == pytest.approx(1e21)
    for factor in (0.9, 1.1):
        n, d = best.n_parameters * factor, best.n_tokens / factor
        assert REPLICATION.loss(n, d) > best.loss


def test_the_replication_asks_for_some_twenty_tokens_a_parameter_and_the_printed_fit_does_not():
    replicated, printed = compute_optimal(5.76e23), compute_optimal(5.76e23, CHINCHILLA)
    assert 15 < replicated.n_tokens / replicated.n_parameters < 25
    assert printed.n_tokens / printed.n_parameters > 60


def test_no_size_and_no_data_bring_the_loss_below_its_floor():
    assert CHINCHILLA.loss(1e30, 1e30) == pytest.approx(1.69, abs=1e-5)


def test_training_gpt3_took_three_times_ten_to_the_twenty_third_operations():
    assert training_flops(175e9, 300e9) == pytest.approx(3.15e23)


def test_memory_of_a_model_of_seven_billion_parameters():
    mixed = optimizer_memory(7e9, memories=2, weight_bytes=2, master_copy=True)
    assert mixed.total == 112e9
    assert mixed.memories == 56e9
    assert mixed.master + mixed.memories == 84e9
    assert optimizer_memory(7e9, memories=0).total == 56e9
    assert optimizer_memory(1, memories=2, weight_bytes=8, memory_bytes=8).total == 32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: compute_optimal(0), "compute_optimal's flops"),
        (lambda: training_flops(-1, 1), "n_parameters"),
        (lambda: training_flops(1, math.nan), "n_tokens"),
        (lambda: optimizer_memory(0, memories=1), "n_parameters"),
        (lambda: optimizer_memory(1, memories=-1), "memories should be a whole number, 0 or above"),
    ],
)
def test_sizes_that_cannot_be_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
