"""The illnesses of the case files, at committee scale, with everything watched."""

import warnings

import numpy as np
import pytest

from committee import (
    SGD,
    Adam,
    BatchNorm,
    Dataset,
    Dense,
    DivergedError,
    Dropout,
    ReLU,
    Sequential,
    Sigmoid,
    binary_cross_entropy,
    fit,
    line_images,
    mean_squared_error,
    mlp,
)
from committee.clinic import Curve, Curves, diagnose_each
from committee.clinic.cases import Case
from committee.clinic.causes import rank
from committee.clinic.guard import ALARMS, ClinicGuard, ClinicWarning
from committee.clinic.remedies import BY_DIAGNOSIS
from committee.clinic.sets import neighbour_agreement, shared_cases
from committee.clinic.watch import watch
from committee.history import History
from committee.initializers import glorot_normal, normal

R = 20
NAN = float("nan")


def lines(n, rng, wrong=0.0):
    return line_images(n, noise=0.3, wrong_labels=wrong, replicates=R, rng=rng)


def plain(rng, sizes=(9, 20, 1), **more):
    return mlp(list(sizes), replicates=R, rng=rng, **more)


def train(rng, network, optimizer, *, cases=None, court=None, epochs=40, batch=32,
          loss=binary_cross_entropy, clip=None):
    """Train under the guard's eyes; return the diagnosis of every replicate."""
    cases = lines(300, rng) if cases is None else cases
    court = lines(300, rng) if court is None else court
    guard = ClinicGuard(train=cases, validation=court)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ClinicWarning)
        try:
            history = fit(
                network, cases, validation=court, loss=loss, optimizer=optimizer, epochs=epochs,
                batch_size=batch, callbacks=[guard], clip_norm=clip, rng=rng)  # fmt: skip
        except DivergedError as error:
            history = error.history
    return diagnose_each(history, monitors=guard.channels)


class AlwaysOn(Dropout):
    """Dropout that nobody turns off."""

    def fill(self, x, *, training=False):
        return super().fill(x, training=True)


def stacked(rng, between, width=20):
    return Sequential([
        Dense(9, width, replicates=R, rng=rng), *between,
        Dense(width, 1, replicates=R, rng=rng)])  # fmt: skip


def dead_units(rng):
    network = plain(rng, (9, 20, 20, 1))
    network.layers[0].bias.value[...] = -6.0
    return train(rng, network, SGD(0.1))


def summed_loss(rng):
    def total(logits, targets):
        losses, gradient = binary_cross_entropy(logits, targets)
        return losses, gradient * logits.shape[-2]

    return train(rng, plain(rng), SGD(0.5), loss=total)


def shuffled_labels(rng):
    cases = lines(200, rng)
    cases = Dataset(cases.x, rng.permuted(cases.y, axis=-1))
    return train(rng, plain(rng, (9, 50, 1)), Adam(0.01), cases=cases, epochs=100)


def leak(rng):
    cases = lines(100, rng, wrong=0.2)
    court = Dataset(cases.x[..., :60, :], cases.y[..., :60])
    return train(rng, plain(rng, (9, 50, 1)), Adam(0.01), cases=cases, court=court, epochs=150)


def evaluation_mode(rng):
    return train(rng, stacked(rng, [ReLU(), AlwaysOn(0.5, rng=rng)], 50), Adam(0.01))


def rate_too_high(rng):
    return train(rng, plain(rng), SGD(100.0))


def rate_too_low(rng):
    return train(rng, plain(rng), SGD(0.0001))


def batch_statistics(rng):
    return train(rng, stacked(rng, [BatchNorm(20, replicates=R), ReLU()]), Adam(0.05), batch=2,
                 epochs=25, cases=lines(120, rng))


def saturated(rng):
    network = Sequential([
        Dense(9, 20, replicates=R, rng=rng), ReLU(),
        Dense(20, 1, init=normal(3.0), replicates=R, rng=rng), Sigmoid()])  # fmt: skip
    network.layers[2].bias.value[...] = -30.0
    sets = (Dataset(d.x, d.y[..., None].astype(float)) for d in (lines(300, rng), lines(300, rng)))
    cases, court = sets
    return train(rng, network, SGD(0.1), cases=cases, court=court, loss=mean_squared_error)


def all_clipped(rng):
    return train(rng, plain(rng), SGD(0.1), clip=0.001)


def unscaled_inputs(rng):
    sets = (Dataset(d.x * [1, 1, 1, 1000, 1, 1, 1, 1, 1], d.y)
            for d in (lines(300, rng), lines(300, rng)))  # fmt: skip
    cases, court = sets
    return train(rng, plain(rng), Adam(0.01), cases=cases, court=court)


def vanishing(rng):
    network = plain(rng, (9, *[20] * 10, 1), activation=Sigmoid, init=glorot_normal)
    return train(rng, network, Adam(0.01))


def exploding(rng):
    network = plain(rng, (9, *[20] * 10, 1), init=normal(2 * np.sqrt(2 / 20)))
    return train(rng, network, SGD(0.05))


def memorising(rng):
    return train(rng, plain(rng, (9, 50, 1)), Adam(0.01), cases=lines(100, rng, wrong=0.2),
                 epochs=300, batch=None)


ILLNESSES = [
    dead_units, summed_loss, shuffled_labels, leak, evaluation_mode, rate_too_high, rate_too_low,
    batch_statistics, saturated, all_clipped, unscaled_inputs, vanishing, exploding, memorising,
]  # fmt: skip
HEALTHY = {
    "adam": lambda rng: train(rng, plain(rng), Adam(0.01)),
    "momentum": lambda rng: train(rng, plain(rng), SGD(0.1, momentum=0.9)),
    "batch norm": lambda rng: train(
        rng, stacked(rng, [BatchNorm(20, replicates=R), ReLU()]), Adam(0.01)),
    "dropout": lambda rng: train(rng, stacked(rng, [ReLU(), Dropout(0.3, rng=rng)]), Adam(0.01)),
}  # fmt: skip


@pytest.mark.parametrize("illness", ILLNESSES, ids=lambda illness: illness.__name__)
def test_the_true_cause_of_an_illness_comes_first(illness, rng):
    answers = illness(rng)
    assert np.mean([answer.causes[0] == illness.__name__ for answer in answers]) >= 0.8


@pytest.mark.parametrize("run", HEALTHY.values(), ids=HEALTHY.keys())
def test_a_healthy_run_raises_no_alarm(run, rng):
    answers = run(rng)
    assert np.mean([answer.diagnosis in ALARMS for answer in answers]) <= 0.05
    assert all(answer.causes[0] in ("healthy", "stopped_early", "small_validation")
               for answer in answers if answer.diagnosis not in ALARMS)


def test_the_guard_warns_once_of_each_finding_with_the_first_fix(rng):
    guard, cases = ClinicGuard(every=5, after=10), lines(100, rng, wrong=0.2)
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


def test_monitors_of_a_history_reach_the_ranking():
    history = History((2,), train_loss=np.full((30, 2), 0.6931))
    dead = np.stack([np.ones(30), np.zeros(30)], axis=-1)
    causes = [answer.causes[0] for answer in diagnose_each(history,
                                                           monitors={"dead_fraction": dead})]
    assert causes == ["dead_units", "rate_too_low"]
