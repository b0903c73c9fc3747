"""The training loop: what it does, when it gives up, and what it tells the terminal."""

import io
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee import training
from committee.activations import Tanh
from committee.data import Dataset, line_images
from committee.history import CURVES
from committee.initializers import normal
from committee.layers import Dense, Dropout
from committee.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from committee.metrics import accuracy
from committee.network import Sequential, mlp
from committee.normalization import BatchNorm
from committee.optimizers import SGD, Adam
from committee.schedules import step_decay
from committee.training import SLICE, Callback, DivergedError, evaluate, fit, train_epoch


def lines(n, *, replicates=None, seed=8, wrong=0.0):
    rng = np.random.default_rng(seed)
    return line_images(n, noise=0.3, wrong_labels=wrong, replicates=replicates, rng=rng)


def trained(network, train, *, rng, **settings):
    """Fit with customary settings where none are given."""
    customary = {"loss": binary_cross_entropy, "optimizer": Adam(0.01), "epochs": 3}
    return fit(network, train, **(customary | settings), rng=rng)


class Script(Callback):
    """Stop the replicates that a list names epoch by epoch; keep a diary."""

    def __init__(self, *asks):
        self.asks, self.diary, self.parameters = list(asks), [], []

    def begin(self, network):
        self.diary.append("begin")

    def after_epoch(self, network, history):
        self.diary.append(len(history))
        self.parameters.append(network.parameters.copy())
        return self.asks.pop(0) if self.asks else None

    def end(self, network, history):
        self.diary.append("end")


def test_a_network_learns_to_tell_vertical_from_horizontal_lines(rng):
    network = mlp([9, 20, 1], rng=rng)
    history = trained(network, lines(300), validation=lines(300, seed=9), epochs=60,
                      batch_size=32, rng=rng)  # fmt: skip
    assert history.train_loss[-1] < history.train_loss[0] / 2
    assert history.val_accuracy[-1] > 0.9


def test_an_epoch_by_hand():
    network, optimizer = mlp([1, 1], rng=np.random.default_rng(8)), SGD(0.1)
    network.parameters[...] = 0.0
    optimizer.begin(network.parameters, network.gradient, network.decays)
    x, y = np.array([[1.0], [2.0], [3.0]]), np.array([[1.0], [1.0], [0.0]])
    order = np.array([2, 0, 1])
    losses = train_epoch(network, x, y, order, 2, loss=mean_squared_error, optimizer=optimizer)
    # first batch: predictions 0, targets 0 and 1: the gradient of w and b is -1; both become 0.1
    assert losses == pytest.approx([0.0, 1.0, (0.1 * 2 + 0.1 - 1) ** 2])
    assert network.parameters == pytest.approx([0.1 + 0.1 * 2 * 0.7 * 2, 0.1 + 0.1 * 2 * 0.7])


def test_clipping_bounds_each_step_of_an_epoch(rng):
    network = mlp([9, 1], rng=rng)
    before = network.parameters.copy()
    trained(network, lines(10), optimizer=SGD(1.0), epochs=1, clip_norm=0.01, rng=rng)
    assert np.linalg.norm(network.parameters - before) == pytest.approx(0.01)


def test_curves_are_measured_on_whole_sets_after_each_epoch(rng):
    network, train, validation = mlp([9, 5, 1], rng=rng), lines(50), lines(40, seed=9)
    history = trained(network, train, validation=validation, batch_size=8, rng=rng)
    for name, data in (("train", train), ("val", validation)):
        loss, share = evaluate(network, data, loss=binary_cross_entropy)
        assert getattr(history, f"{name}_loss")[-1] == loss
        assert getattr(history, f"{name}_accuracy")[-1] == share
    assert all(getattr(history, name).shape == (3,) for name in CURVES)


def test_without_validation_its_curves_stay_empty(rng):
    history = trained(mlp([9, 1], rng=rng), lines(10), rng=rng)
    assert history.val_loss.shape == history.val_accuracy.shape == (0,)


def test_evaluate_is_the_mean_over_cases_with_dropout_off(rng):
    network = Sequential([Dense(9, 50, rng=rng), Dropout(0.5, rng=rng), Dense(50, 1, rng=rng)])
    data = lines(2 * SLICE + 7)
    logits = network.forward(data.x)
    losses, _ = binary_cross_entropy(logits, data.y[:, None].astype(float))
    loss, share = evaluate(network, data, loss=binary_cross_entropy)
    assert loss == pytest.approx(losses.mean())
    assert share == accuracy(logits, data.y)


def test_cases_shared_by_all_replicates_are_evaluated_for_each(rng):
    network, data = mlp([9, 5, 1], rng=rng, replicates=3), lines(SLICE + 7)
    loss, share = evaluate(network, data, loss=binary_cross_entropy)
    own = Dataset(np.stack([data.x] * 3), np.stack([data.y] * 3))
    assert (loss == evaluate(network, own, loss=binary_cross_entropy)[0]).all()
    assert loss.shape == share.shape == (3,)
    assert len(set(loss)) == 3


def test_regression_has_a_loss_and_no_accuracy(rng):
    x = rng.standard_normal((100, 2))
    data = Dataset(x, x @ np.array([[1.0, 0.5], [-2.0, 0.0]]) + 3)
    network = mlp([2, 2], rng=rng)
    history = trained(network, data, loss=mean_squared_error, optimizer=SGD(0.3), epochs=100,
                      rng=rng)  # fmt: skip
    assert history.train_loss[-1] < 1e-6
    assert history.train_accuracy.shape == (0,)
    _, share = evaluate(network, data, loss=mean_squared_error)
    assert np.isnan(share)


def test_every_replicate_of_a_regression_has_a_loss_of_its_own(rng):
    network = mlp([2, 1], replicates=3, rng=rng)
    data = Dataset(rng.standard_normal((5, 2)), np.ones((5, 1)))
    loss, share = evaluate(network, data, loss=mean_squared_error)
    error = network.forward(data.x) - 1
    np.testing.assert_allclose(loss, np.square(error).mean(axis=(1, 2)))
    assert np.isnan(share).tolist() == [True] * 3


def test_several_classes_are_learnt_with_softmax(rng):
    centres = np.array([[3.0, 0.0], [-3.0, 3.0], [-3.0, -3.0]])
    y = rng.integers(3, size=150)
    data = Dataset(centres[y] + rng.standard_normal((150, 2)), y)
    for replicates in (None, 2):
        network = mlp([2, 3], replicates=replicates, rng=rng)
        history = trained(network, data, loss=softmax_cross_entropy, epochs=100,
                          optimizer=Adam(0.1), rng=rng)  # fmt: skip
        assert (history.train_accuracy[-1] > 0.95).all()


def test_every_replicate_sees_its_cases_in_an_order_of_its_own(rng):
    network, data = mlp([9, 1], rng=rng, replicates=2), lines(50)
    network.parameters[1] = network.parameters[0]
    trained(network, data, batch_size=5, rng=rng)
    assert (network.parameters[0] != network.parameters[1]).any()


def test_the_same_seed_trains_the_same_network(rng):
    runs = []
    for _ in range(2):
        rng = np.random.default_rng(8)
        network = mlp([9, 5, 1], rng=rng)
        runs.append((trained(network, lines(50), batch_size=7, rng=rng), network.parameters))
    assert (runs[0][0].train_loss == runs[1][0].train_loss).all()
    assert (runs[0][1] == runs[1][1]).all()


class Dealt:
    """A generator of orders that were drawn beforehand, for one replicate or for all."""

    def __init__(self, orders):
        self.orders = iter(orders)

    def __call__(self, n, replicates, *, rng):
        return next(self.orders)


@given(replicates=st.integers(1, 4), n=st.integers(2, 30), batch=st.integers(2, 30),
       dtype=st.sampled_from([np.float32, np.float64]), seed=st.integers(0, 100))  # fmt: skip
def test_a_stacked_fit_equals_its_single_fits_bit_for_bit(replicates, n, batch, dtype, seed):
    rng, batch = np.random.default_rng(seed), min(n - n % 2, batch - batch % 2)
    n -= n % 2  # so that no batch holds a single case
    train, court = (
        Dataset(
            rng.standard_normal((replicates, size, 9)).astype(dtype),
            rng.integers(2, size=(replicates, size)),
        )
        for size in (n, SLICE + 5)
    )
    orders = [training.shuffled(n, (replicates,), rng=rng) for _ in range(3)]

    def build(replicates):
        layers = [Dense(9, 5, rng=rng, replicates=replicates), Tanh(),
                  BatchNorm(5, replicates=replicates),
                  Dense(5, 1, rng=rng, replicates=replicates)]  # fmt: skip
        return Sequential(layers, dtype=dtype)

    def run(network, train, court, orders, asks):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(training, "shuffled", Dealt(orders))
            return trained(network, train, validation=court, batch_size=batch, rng=rng,
                           callbacks=[Script(None, asks)], clip_norm=1.0)  # fmt: skip

    stack, stops = build(replicates), np.arange(replicates) % 2 == 1
    start = stack.parameters.copy()
    history = run(stack, train, court, orders, stops)
    for i in range(replicates):
        single = build(None)
        single.parameters[...] = start[i]
        alone = run(single, Dataset(train.x[i], train.y[i]), Dataset(court.x[i], court.y[i]),
                    [order[i] for order in orders], stops[i])  # fmt: skip
        for name in CURVES:
            curve = getattr(alone, name)
            assert (curve == getattr(history, name)[: len(curve), i]).all()
        assert alone.stopped_at == history.stopped_at[i]
        assert (single.parameters == stack.parameters[i]).all()
        assert (single.buffers == stack.buffers[i]).all()


def test_the_learning_rate_in_force_at_each_epochs_first_step_is_recorded(rng):
    rates = step_decay(0.1, factor=0.5, every=3)
    history = trained(mlp([9, 1], rng=rng), lines(10), optimizer=SGD(rates), batch_size=5,
                      epochs=4, rng=rng)  # fmt: skip
    assert history.learning_rate.tolist() == [0.1, 0.1, 0.05, 0.025]


def test_replicates_may_learn_at_different_rates(rng):
    rates = np.array([[0.1], [0.01]])
    network = mlp([9, 1], rng=rng, replicates=2)
    history = trained(network, lines(10), optimizer=SGD(rates), rng=rng)
    assert history.learning_rate.tolist() == [[0.1, 0.01]] * 3


def test_callbacks_are_met_before_asked_after_each_epoch_and_seen_off(rng):
    script = Script()
    trained(mlp([9, 1], rng=rng), lines(10), callbacks=[script], rng=rng)
    assert script.diary == ["begin", 1, 2, 3, "end"]


def test_a_callback_overrides_what_it_needs_and_no_more(rng):
    class Nothing(Callback):
        pass

    history = trained(mlp([9, 1], rng=rng), lines(10), callbacks=[Nothing()], rng=rng)
    assert len(history) == 3


def test_a_replicate_that_is_asked_to_stop_no_longer_moves(rng):
    network = mlp([9, 5, 1], rng=rng, replicates=3)
    script = Script(np.array([False, True, False]), np.array([True, True, False]))
    history = trained(network, lines(20), callbacks=[script], epochs=4, batch_size=5, rng=rng)
    assert history.stopped_at.tolist() == [2, 1, 0]
    for replicate, epoch in ((0, 2), (1, 1)):
        for kept in script.parameters[epoch:]:
            assert (kept[replicate] == script.parameters[epoch - 1][replicate]).all()
        assert len(set(history.train_loss[epoch - 1 :, replicate])) == 1
    assert (script.parameters[2][2] != script.parameters[1][2]).any()
    assert (network.parameters[2] == script.parameters[-1][2]).all()


def test_running_averages_of_a_stopped_replicate_stay_as_well(rng):
    layers = [Dense(9, 4, rng=rng, replicates=2), BatchNorm(4, replicates=2),
              Dense(4, 1, rng=rng, replicates=2)]  # fmt: skip
    network, kept = Sequential(layers), []

    class Keep(Callback):
        def after_epoch(self, network, history):
            kept.append(network.buffers.copy())
            return np.array([True, False])

    trained(network, lines(20), callbacks=[Keep()], rng=rng)
    assert (kept[2][0] == kept[0][0]).all()
    assert (kept[2][1] != kept[0][1]).all()


def test_training_ends_when_every_replicate_has_stopped(rng):
    script = Script(None, np.array([True, True]))
    network = mlp([9, 1], rng=rng, replicates=2)
    history = trained(network, lines(10), callbacks=[script], epochs=9, rng=rng)
    assert len(history) == 2
    assert script.diary == ["begin", 1, 2, "end"]


def test_a_plain_network_can_be_stopped_too(rng):
    history = trained(mlp([9, 1], rng=rng), lines(10), callbacks=[Script(None, True)], rng=rng)
    assert (len(history), int(history.stopped_at)) == (2, 2)


def test_a_replicate_that_diverges_goes_back_to_its_last_finite_epoch(rng):
    network, script = mlp([9, 5, 1], rng=rng, replicates=3), Script()
    rates = np.array([[0.1], [1e200], [0.01]])
    history = trained(network, lines(20), optimizer=SGD(lambda step: rates if step > 7 else 0.1),
                      epochs=4, batch_size=5, callbacks=[script], rng=rng)  # fmt: skip
    assert history.diverged_at.tolist() == [0, 3, 0]
    assert history.active.tolist() == [True, False, True]
    assert np.isfinite(history.train_loss).all()
    assert (history.train_loss[1:, 1] == history.train_loss[1, 1]).all()
    assert (network.parameters[1] == script.parameters[1][1]).all()
    moved = (script.parameters[3] != script.parameters[1]).any(axis=-1)
    assert moved.tolist() == [True, False, True]


def test_diverging_in_the_first_epoch_leaves_the_beginning(rng):
    network = mlp([9, 5, 1], rng=rng, replicates=2)
    start = network.parameters.copy()
    rates = np.array([[1e300], [0.01]])
    history = trained(network, lines(20), optimizer=SGD(rates), batch_size=5, rng=rng)
    assert history.diverged_at.tolist() == [1, 0]
    assert (network.parameters[0] == start[0]).all()
    before = mlp([9, 5, 1], rng=rng)
    before.parameters[...] = start[0]
    loss, _ = evaluate(before, lines(20), loss=binary_cross_entropy)
    assert (history.train_loss[:, 0] == loss).all()


def test_a_last_step_that_spoils_the_parameters_counts_as_divergence(rng):
    network = mlp([9, 5, 1], rng=rng)
    start = network.parameters.copy()
    with pytest.raises(DivergedError) as caught:
        trained(network, lines(10), optimizer=SGD(1e308), rng=rng)
    assert (caught.value.epoch, caught.value.step) == (1, 1)
    assert (network.parameters == start).all()


def test_a_loss_that_is_finite_in_training_and_not_over_the_whole_set_counts_as_well(rng):
    network = mlp([9, 5, 5, 1], rng=rng, init=normal(1.0))
    with pytest.raises(DivergedError) as caught:
        trained(network, lines(10), optimizer=SGD(1e160), epochs=1, rng=rng)
    assert caught.value.epoch == 1
    assert np.isfinite(caught.value.history.train_loss).all()


def test_one_case_whose_loss_is_not_finite_is_enough(rng):
    def loss(logits, targets):
        losses, grad = binary_cross_entropy(logits, targets)
        if len(logits) == 5:  # a batch, not the whole set
            losses[3] = np.inf
        return losses, grad

    with pytest.raises(DivergedError, match=r"epoch 1, step 1; ") as caught:
        trained(mlp([9, 1], rng=rng), lines(10), loss=loss, batch_size=5, epochs=1, rng=rng)
    assert np.isfinite(caught.value.history.train_loss).all()


def test_one_parameter_that_is_not_finite_is_enough(rng):
    network, fine = mlp([9, 5, 1], replicates=2, rng=rng), np.zeros((2, 10))
    network.layers[0].bias.value[1, 0, 3] = -np.inf  # a ReLU hides it from the loss
    assert training._finite(network, fine, fine[:, 0]).tolist() == [True, False]


def test_when_every_replicate_has_diverged_fit_says_when(rng):
    network = mlp([9, 5, 1], rng=rng, replicates=2)
    slow, fast = np.array([[0.1], [0.1]]), np.array([[1e200], [1e200]])

    def rates(step):  # replicate 0 diverges in epoch 2, 1 in epoch 3, at step 10 of 4 each
        return np.where([[step >= 5], [step >= 9]], fast, slow)

    with pytest.raises(DivergedError, match=r"not beyond epoch 3, step 1[12]; a smaller") as caught:
        trained(network, lines(20), optimizer=SGD(rates), batch_size=5, epochs=9, rng=rng)
    assert caught.value.history.diverged_at.tolist() == [2, 3]
    assert len(caught.value.history) == caught.value.epoch == 3
    assert np.isfinite(network.parameters).all()


def test_the_step_of_divergence_is_counted_over_all_epochs():
    losses = np.array([[0.1, 0.2, np.nan, 0.1, 0.1], [0.1, 0.1, 0.1, 0.1, 0.1], [np.inf] * 5])
    step = training._first_bad_step
    assert step(losses, 2, np.array([True, False, False])) == 2
    assert step(losses, 2, np.array([False, True, False])) == 3
    assert step(losses, 2, np.array([True, False, True])) == 2
    assert step(losses, 1, np.array([False, False, True])) == 1


def test_divergence_and_stopping_together_raise_nothing(rng):
    network = mlp([9, 5, 1], rng=rng, replicates=2)
    rates = np.array([[1e300], [0.01]])
    stop = np.array([False, True])
    history = trained(network, lines(20), optimizer=SGD(rates), callbacks=[Script(stop)],
                      batch_size=5, rng=rng)  # fmt: skip
    assert len(history) == 1
    assert history.stopped_at.tolist() == [0, 1]


def test_larger_l2_means_smaller_weights(rng):
    sizes = []
    for l2 in (0.0, 0.01, 0.1):
        network = mlp([9, 20, 1], rng=np.random.default_rng(8))
        optimizer = SGD(0.5, momentum=0.9, l2=l2)
        trained(network, lines(100, wrong=0.2), optimizer=optimizer, epochs=100, rng=rng)
        sizes.append((network.decays * network.parameters**2).sum())
    assert sizes[0] > 2 * sizes[1] > 4 * sizes[2]


def test_an_untidy_last_batch_is_smaller(rng):
    seen = []

    def loss(logits, targets):
        seen.append(len(logits))
        return binary_cross_entropy(logits, targets)

    trained(mlp([9, 1], rng=rng), lines(10), loss=loss, batch_size=4, epochs=1, rng=rng)
    assert seen == [4, 4, 2, 10]


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Let a quarter of a second pass at every look at the clock."""
    ticks = iter(np.arange(1000, 1100, 0.25))
    monkeypatch.setattr(training, "monotonic", lambda: next(ticks))


def test_long_work_shows_a_bar_on_a_terminal_and_wipes_it_away(rng, clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert len(trained(mlp([9, 1], rng=rng), lines(10), epochs=6, rng=rng)) == 6
    assert sys.stderr.getvalue().replace("\x1b[K", "|") == (
        "\r[===============               ] epoch 3 of 6, 1 s left|"
        "\r[==============================] epoch 6 of 6, 0 s left|\r|"
    )


def test_the_bar_is_wiped_away_when_training_ends_early(rng, clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    stop = Script(None, None, None, True)
    trained(mlp([9, 1], rng=rng), lines(10), epochs=6, callbacks=[stop], rng=rng)
    assert sys.stderr.getvalue().endswith("\r\x1b[K")
    assert sys.stderr.getvalue().count("epoch") == 1


@pytest.mark.parametrize(("stream", "epochs"), [(Terminal(), 2), (io.StringIO(), 50)])
def test_short_work_and_files_show_nothing(stream, epochs, rng, clock, monkeypatch):
    monkeypatch.setattr(sys, "stderr", stream)
    trained(mlp([9, 1], rng=rng), lines(10), epochs=epochs, rng=rng)
    assert stream.getvalue() == ""
