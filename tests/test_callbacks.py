"""Callbacks: when to stop, what to remember."""

import numpy as np
import pytest

from committee.callbacks import (
    Checkpoints,
    EarlyStopping,
    Monitor,
    activation_monitor,
    gradient_monitor,
)
from committee.data import line_images
from committee.diagnostics import activation_stats, gradient_norms
from committee.history import History
from committee.layers import Dense
from committee.losses import binary_cross_entropy
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm
from committee.optimizers import Adam
from committee.training import evaluate, fit


def replay(stopping, losses):
    """Show a callback a list of losses, without training; return the network and who stops when.

    The network's parameters are the number of the epoch, its buffers minus that.
    """
    losses = np.array(losses, float)
    replicates = losses.shape[1] if losses.ndim == 2 else None
    rng = np.random.default_rng(8)
    layers = [Dense(1, 1, rng=rng, replicates=replicates), BatchNorm(1, replicates=replicates)]
    network, history = Sequential(layers), History(losses.shape[1:])
    network.parameters[...], network.buffers[...] = 0.0, 0.0
    stopping.begin(network)
    stopped = np.zeros(losses.shape[1:], int)
    for epoch, loss in enumerate(losses, start=1):
        network.parameters[...], network.buffers[...] = epoch, -epoch
        history.record({"val_loss": loss})
        asks = stopping.after_epoch(network, history)
        history.stopped_at[history.active & asks] = epoch
        stopped = history.stopped_at
        if not history.active.any():
            break
    stopping.end(network, history)
    return network, stopped


@pytest.mark.parametrize(
    ("losses", "patience", "stopped", "best"),
    [
        ([0.5, 0.4, 0.6, 0.6, 0.3], 2, 4, 2),
        ([0.5, 0.4, 0.6, 0.3, 0.6], 2, 0, 4),
        ([0.5, 0.6], 1, 2, 1),
        ([0.5, 0.5, 0.5], 2, 3, 1),
        ([0.5, np.nan, 0.4, np.nan, np.nan], 2, 5, 3),
        ([np.nan, np.nan], 2, 2, 0),
    ],
)
def test_early_stopping_waits_for_its_patience_and_restores_the_best(
    losses, patience, stopped, best
):
    stopping = EarlyStopping(patience)
    network, when = replay(stopping, losses)
    assert when == stopped
    assert stopping.best_epoch == best
    assert stopping.best_loss == (losses[best - 1] if best else np.inf)
    assert (network.parameters == best).all()
    assert (network.buffers == -best).all()


def test_what_is_better_by_less_than_min_delta_is_no_better():
    stopping = EarlyStopping(2, min_delta=0.125)
    _, stopped = replay(stopping, [1.0, 0.875, 0.75, 0.625, 0.625])
    assert stopping.best_epoch == 3  # 0.875 is not lower by more than 0.125; 0.75 is
    assert stopped == 5


def test_without_restoring_the_network_stays_where_it_stopped():
    network, _ = replay(EarlyStopping(2, restore_best=False), [0.5, 0.6, 0.7])
    assert (network.parameters == 3).all()
    assert (network.buffers == -3).all()


def test_each_replicate_stops_by_itself_and_gets_its_own_best_back():
    losses = [[0.5, 0.5, 0.5], [0.6, 0.4, 0.4], [0.4, 0.5, 0.3], [0.4, 0.5, 0.2]]
    stopping = EarlyStopping(2)
    network, stopped = replay(stopping, losses)
    assert stopped.tolist() == [0, 4, 0]
    assert stopping.best_epoch.tolist() == [3, 2, 4]
    assert network.parameters[:, 0].tolist() == [3, 2, 4]
    assert network.buffers[:, 0].tolist() == [-3, -2, -4]


def test_a_replicate_that_has_stopped_is_not_judged_again():
    stopping = EarlyStopping(1)
    network, stopped = replay(stopping, [[0.5, 0.5], [0.6, 0.4], [0.1, 0.3]])
    assert stopped.tolist() == [2, 0]
    assert stopping.best_epoch.tolist() == [1, 3]
    assert network.parameters[:, 0].tolist() == [1, 3]


def test_an_early_stopper_can_be_used_twice():
    stopping = EarlyStopping(2)
    replay(stopping, [0.1, 0.2, 0.3])
    network, stopped = replay(stopping, [0.9, 0.8, 0.7])
    assert stopped == 0
    assert (network.parameters == 3).all()


def noisy_fit(callbacks, *, epochs=60, replicates=4):
    rng = np.random.default_rng(8)
    archive = line_images(40, noise=0.3, wrong_labels=0.2, replicates=replicates, rng=rng)
    court = line_images(200, noise=0.3, replicates=replicates, rng=rng)
    network = mlp([9, 30, 1], replicates=replicates, rng=rng)
    history = fit(network, archive, validation=court, loss=binary_cross_entropy, epochs=epochs,
                  optimizer=Adam(0.03), callbacks=callbacks, rng=rng)  # fmt: skip
    return network, court, history


def test_early_stopping_ends_fit_at_the_best_validation_loss():
    network, court, history = noisy_fit([EarlyStopping(10)])
    loss, _ = evaluate(network, court, loss=binary_cross_entropy)
    assert (loss == history.val_loss.min(axis=0)).all()
    assert (history.stopped_at == history.best_epoch + 10).all()
    assert len(history) == history.stopped_at.max() < 60


def test_a_monitor_records_what_it_is_told_to_every_epoch():
    seen = Monitor("first weight", lambda network: network.parameters[:, 0])
    network, _, _ = noisy_fit([seen], epochs=5)
    assert seen.name == "first weight"
    assert seen.values.shape == (5, 4)
    assert (seen.values[-1] == network.parameters[:, 0]).all()
    assert (seen.values[0] != seen.values[-1]).all()


def test_a_monitor_begins_anew_with_each_fit():
    seen = Monitor("norm", lambda network: np.linalg.norm(network.parameters, axis=-1))
    noisy_fit([seen], epochs=3)
    noisy_fit([seen], epochs=2)
    assert seen.values.shape == (2, 4)


def test_gradients_and_activations_can_be_watched_while_training():
    rng = np.random.default_rng(8)
    cases = line_images(20, replicates=4, rng=rng)
    gradients = gradient_monitor(cases, loss=binary_cross_entropy)
    activations = activation_monitor(cases.x)
    network, _, _ = noisy_fit([gradients, activations], epochs=3)
    assert gradients.values.shape == (3, 2, 4)
    assert activations.values.shape == (3, 3, 1, 4)
    now = gradient_norms(network, cases, loss=binary_cross_entropy)
    assert (gradients.values[-1] == now).all()
    assert (activations.values[-1] == np.array(activation_stats(network, cases.x))).all()


def test_watching_does_not_change_the_training():
    def parameters(callbacks):
        return noisy_fit(callbacks, epochs=5)[0].parameters

    cases = line_images(20, rng=np.random.default_rng(8))
    watched = parameters([gradient_monitor(cases, loss=binary_cross_entropy)])
    assert (watched == parameters([])).all()


def test_checkpoints_bring_back_the_network_of_an_epoch(tmp_path):
    seen = Monitor("parameters", lambda network: network.parameters)
    checkpoints = Checkpoints(tmp_path / "new" / "folder", every=2)
    network, _, _ = noisy_fit([seen, checkpoints], epochs=5)
    names = sorted(path.name for path in (tmp_path / "new" / "folder").iterdir())
    assert names == ["epoch-0002.npz", "epoch-0004.npz"]
    network.load(checkpoints.path(2))
    assert (network.parameters == seen.values[1]).all()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: EarlyStopping(-1), ValueError, "EarlyStopping's patience .* 1 or above, got -1"),
        (lambda: EarlyStopping(0), ValueError, "EarlyStopping's patience .* got 0"),
        (lambda: EarlyStopping(2.5), TypeError, "EarlyStopping's patience .* got 2.5"),
        (lambda: EarlyStopping(2, min_delta=-1), ValueError, "min_delta .* 0 or above, got -1"),
        (lambda: Checkpoints("here", every=0), ValueError, "Checkpoints's every .* got 0"),
        (lambda: Monitor("loss", 3), TypeError, "Monitor's function should be callable, got 3"),
    ],
)
def test_senseless_settings_are_refused(make, error, message):
    with pytest.raises(error, match=message):
        make()
