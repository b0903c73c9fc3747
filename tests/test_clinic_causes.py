"""What ranks the causes of a finding: the signs, the guard that watches, the sets."""

import numpy as np
import pytest

from committee import (
    Adam,
    BatchNorm,
    Dataset,
    Dense,
    Dropout,
    ReLU,
    Sequential,
    binary_cross_entropy,
    fit,
    line_images,
    mlp,
)
from committee.clinic import Curve, Curves, diagnose, diagnose_each
from committee.clinic.cases import Case
from committee.clinic.causes import rank
from committee.clinic.guard import ClinicGuard, ClinicWarning
from committee.clinic.remedies import BY_DIAGNOSIS
from committee.clinic.sets import neighbour_agreement, shared_cases
from committee.clinic.watch import watch
from committee.history import History

R = 20
NAN = float("nan")


def lines(n, rng, wrong=0.0):
    return line_images(n, noise=0.3, wrong_labels=wrong, replicates=R, rng=rng)


def plain(rng, sizes=(9, 20, 1), **more):
    return mlp(list(sizes), replicates=R, rng=rng, **more)


def stacked(rng, between, width=20):
    return Sequential([
        Dense(9, width, replicates=R, rng=rng), *between,
        Dense(width, 1, replicates=R, rng=rng)])  # fmt: skip


def test_the_guard_warns_once_of_each_finding_with_the_first_fix(rng):
    guard, cases = ClinicGuard(every=25, after=50), lines(100, rng, wrong=0.2)
    with pytest.warns(ClinicWarning, match="overfitting.*try first") as said:
        fit(plain(rng, (9, 50, 1)), cases, validation=lines(200, rng), loss=binary_cross_entropy,
            optimizer=Adam(0.01), epochs=300, callbacks=[guard], rng=rng)
    assert len(said) == 1
    assert [finding.diagnosis for finding in guard.findings] == ["overfitting"]


def test_the_guard_is_silent_where_all_is_well_and_starts_afresh(rng):
    guard = ClinicGuard()
    assert guard.channels == {}
    for _ in range(2):
        fit(plain(rng), lines(300, rng), loss=binary_cross_entropy, optimizer=Adam(0.01),
            epochs=25, batch_size=32, callbacks=[guard], rng=rng)
        assert len(guard.channels["update_ratio"]) == 25
    assert guard.findings == []


def test_watching_changes_neither_parameters_nor_buffers_nor_chance(rng):
    def trained(callbacks):
        rng = np.random.default_rng(8)
        network = stacked(rng, [BatchNorm(20, replicates=R), ReLU(), Dropout(0.2, rng=rng)])
        fit(network, lines(60, rng), loss=binary_cross_entropy, optimizer=Adam(0.01), epochs=5,
            batch_size=16, callbacks=callbacks, rng=rng)
        return network

    alone, watched = trained([]), trained([ClinicGuard()])
    np.testing.assert_array_equal(alone.parameters, watched.parameters)
    np.testing.assert_array_equal(alone.buffers, watched.buffers)


def test_a_network_without_activations_or_weights_in_front_can_be_watched(rng):
    linear = Sequential([Dense(9, 1, rng=rng)])
    linear.forward(np.ones((2, 9)))
    assert "activation_std" not in watch(linear, None)
    assert "input_scale" not in watch(linear, None)  # two cases say nothing
    normed = Sequential([BatchNorm(9), ReLU()])
    normed.forward(np.ones((4, 9)))
    assert "output_pull" not in watch(normed, None)
    guard = ClinicGuard(train=line_images(20, noise=0.3, rng=rng))
    guard.begin(normed)
    assert "initial_growth" in guard._given
    guard = ClinicGuard(train=line_images(20, noise=0.3, rng=rng))
    guard.begin(linear)
    assert "initial_growth" not in guard._given
    assert "shared_cases" not in guard._given


def test_shared_cases_and_neighbours_are_counted_per_replicate():
    x = np.arange(12.0).reshape(2, 6, 1)
    both = Dataset(x, np.array([[0, 0, 0, 1, 1, 1]] * 2))
    half = Dataset(np.where(np.arange(6)[:, None] < 3, x, -5.0), both.y)
    np.testing.assert_array_equal(shared_cases(both, half), [0.5, 0.5])
    assert neighbour_agreement(both).shape == (2,)
    assert np.isnan(neighbour_agreement(Dataset(x, x))).all()


def case(train=(1.0, 0.8, 0.6, 0.5), val=None, lost=None, **monitors):
    curve = Curve(np.arange(len(train)) + 1.0, np.array(train), lost_at=lost)
    return Case(Curves(curve, None if val is None else Curve.of(val),
                       monitors={name: Curve.of(y) for name, y in monitors.items()}))


def first(found, diagnosis):
    return rank(found, diagnosis)[0][0]


@pytest.mark.parametrize(("found", "diagnosis", "cause"), [
    (case((0.7,), lost=2.0), "diverged", "bad_numbers"),
    (case((0.7, 0.6, 0.5), lost=4.0), "diverged", "bad_numbers"),
    (case((0.7, 0.9, 5.0), lost=4.0), "diverged", "rate_too_high"),
    (case(gradient_norm=[1.0, 1, 1, 1, 900]), "unstable", "exploding"),
    (case(gradient_norm=[1.0, 1, 1, NAN]), "diverged", "exploding"),
    (case(clipped_fraction=[1.0, 1.0]), "plateau", "all_clipped"),
    (case(input_scale=[1e-4, 1e-4]), "plateau", "unscaled_inputs"),
    (case(mode_gap=[0.9, 0.9]), "overfitting", "batch_statistics"),
    (case(update_ratio=[0.02, 0.02]), "plateau", "rate_too_low"),
    (case(val=[1, 0.8, 0.6, 0.5]), "good_fit", "healthy"),
    (case((1.0, 0.1, 0.02, 0.01), val=[1, 0.1, 0.02, 0.01]), "good_fit", "healthy"),
])  # fmt: skip
def test_each_sign_moves_its_cause_up(found, diagnosis, cause):
    assert first(found, diagnosis) == cause or cause in rank(found, diagnosis)[0][:2]


def test_a_channel_without_values_is_no_sign():
    empty = Case(Curves(monitors={"dead_fraction": Curve.of([NAN])}))
    assert rank(empty, "plateau")[0][0] == BY_DIAGNOSIS["plateau"][0][0]


def test_validation_that_scatters_alone_is_small_or_badly_normalised(rng):
    val = 0.5 * np.exp(0.4 * rng.standard_normal(40))
    ranked, evidence = rank(case(np.full(40, 0.5), val=val), "unstable")
    assert "batch_statistics" in ranked[:3]
    assert any("validation scatters" in said for said in evidence)


def test_a_metric_that_falls_with_the_loss_is_no_over_confidence():
    val = [1.0, 0.5, 0.6, 0.8, 1.0]
    falling, holding = ([0.5, 0.9, 0.8, 0.7, 0.6], [0.5, 0.9, 0.9, 0.9, 0.9])
    for metric, top in ((falling, False), (holding, True)):
        found = Case(Curves(Curve.of([1, 0.5, 0.3, 0.2, 0.1]), Curve.of(val), Curve.of(metric)))
        assert (first(found, "overfitting") == "over_confident") == top


def test_what_a_monitor_saw_is_named_even_where_the_curve_settles_nothing():
    short, dead = Curve.of([0.9, 0.8]), {"dead_fraction": Curve.of([0.9, 0.9])}
    seen, unseen = diagnose(Curves(short, monitors=dead)), diagnose(Curves(short))
    assert seen.diagnosis == unseen.diagnosis == "inconclusive"
    assert (seen.causes[0], unseen.causes[0]) == ("dead_units", "no_validation")


def test_monitors_of_a_history_reach_the_ranking():
    history = History((2,), train_loss=np.full((30, 2), 0.6931))
    dead = np.stack([np.ones(30), np.zeros(30)], axis=-1)
    causes = [answer.causes[0] for answer in diagnose_each(history,
                                                           monitors={"dead_fraction": dead})]
    assert causes == ["dead_units", "rate_too_low"]
