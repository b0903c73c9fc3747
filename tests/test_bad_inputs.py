"""Bad input gets one clear sentence before any computation: what was expected, came, mends it."""

import numpy as np
import pytest

from committee.callbacks import EarlyStopping
from committee.data import Dataset, line_images
from committee.layers import Dense, Dropout
from committee.losses import binary_cross_entropy, mean_squared_error, softmax_cross_entropy
from committee.network import Sequential, mlp
from committee.optimizers import SGD, Adam, AdamW
from committee.training import Callback, DivergedError, evaluate, fit

GOOD = np.array([[0.0, 0.5], [1.0, 0.5], [0.5, 0.0]])
LABELS = np.array([0, 1, 1])


def rng():
    return np.random.default_rng(8)


def trained(x=GOOD, y=LABELS, *, widths=(2, 1), replicates=None, dtype=float, **settings):
    """Fit a small network to x and y, with customary settings where none are given."""
    customary = {"loss": binary_cross_entropy, "optimizer": SGD(0.1), "epochs": 2, "rng": rng()}
    network = mlp(list(widths), replicates=replicates, dtype=dtype, rng=rng())
    return fit(network, Dataset(x, y), **(customary | settings))


def with_entry(value):
    x = GOOD.copy()
    x[1, 0] = value
    return x


RAGGED = [[0.0, 0.5], [1.0]]
STACK = np.stack([GOOD] * 3)
softmax = {"widths": (2, 3), "loss": softmax_cross_entropy}

CASES = {
    # what a case looks like
    "1-D x": (lambda: trained(GOOD[:, 0]), ValueError, r"x should have shape \(n, features\)"),
    "images": (lambda: trained(np.zeros((3, 3, 3))), ValueError, r"flatten .* x.reshape\(3, -1\)"),
    "no cases": (lambda: trained(GOOD[:0], LABELS[:0]), ValueError, "at least one case"),
    "ragged": (lambda: trained(RAGGED), TypeError, r"should be a numpy array of floats, got \[\["),
    "strings": (lambda: trained(GOOD.astype(str)), TypeError, "x should hold floats, got <U"),
    "objects": (lambda: trained(GOOD.astype(object)), TypeError, "should hold floats, got object"),
    "whole numbers": (lambda: trained(GOOD.astype(int)), TypeError, "should hold floats, got int"),
    "NaN": (lambda: trained(with_entry(np.nan)), ValueError, r"finite, got nan at \[1, 0\]"),
    "infinity": (lambda: trained(with_entry(-np.inf)), ValueError, r"finite, got -inf at \[1, 0\]"),
    "overflow": (lambda: trained(with_entry(1e200)), ValueError, "not overflow, got 1e.200; scale"),
    "float32 overflow": (
        lambda: trained(with_entry(1e30).astype(np.float32), dtype=np.float32),
        ValueError, "whose squares do not overflow, got 1e.30; scale the features",
    ),
    "another dtype": (
        lambda: trained(GOOD.astype(np.float32)), TypeError,
        r"fit's train should hold x of the network's float64, got float32; write Dataset\(x.astype",
    ),
    "a finer dtype": (
        lambda: trained(GOOD, dtype=np.float32), TypeError,
        "fit's train should hold x of the network's float32, got float64",
    ),
    "wrong width": (lambda: trained(widths=(3, 1)), ValueError, r"Dense expects x of .*\(1, 2\)"),
    # labels
    "too few labels": (lambda: trained(y=LABELS[:2]), ValueError, r"y should have shape \(3,\)"),
    "a column of labels": (lambda: trained(y=LABELS[:, None]), ValueError, r"got \(3, 1\)"),
    "label 2 of 2": (lambda: trained(y=LABELS + 1), ValueError, "should be 0 to 1 .*, got 1 to 2"),
    "label 3 of 3": (
        lambda: trained(y=LABELS + 2, **softmax), ValueError, "should be 0 to 2 .*, got 2 to 3"
    ),
    "label -1": (lambda: trained(y=LABELS - 1), ValueError, "smallest label .* got -1"),
    "labels of 0.5": (lambda: trained(y=LABELS / 2), TypeError, "should hold integers, got float"),
    "labels for regression": (
        lambda: trained(loss=mean_squared_error), ValueError, "expects float targets"
    ),
    "targets of another width": (
        lambda: trained(y=GOOD, loss=mean_squared_error), ValueError, r"\(..., n, 1\), got \(3, 2\)"
    ),
    "probability 1.5": (
        lambda: trained(y=np.full((3, 1), 1.5)), ValueError, "probabilities, 0 to 1, got 1.5 to 1.5"
    ),
    "one output for softmax": (
        lambda: trained(loss=softmax_cross_entropy), ValueError, "two logits a case, got 1"
    ),
    "three outputs for one logit": (
        lambda: trained(widths=(2, 3)), ValueError, "one logit a case, got 3"
    ),
    # sets that do not match
    "a bare array": (
        lambda: fit(mlp([2, 1], rng=rng()), GOOD, loss=binary_cross_entropy, optimizer=SGD(0.1),
                    epochs=1, rng=rng()),
        TypeError, r"fit's train should be a Dataset, got .*; write Dataset\(x, y\)",
    ),
    "other replicates": (
        lambda: trained(STACK, np.stack([LABELS] * 3), replicates=4), ValueError,
        r"network's replicates, got \(3,\) for \(4,\); pass the same replicates=",
    ),
    "replicates for a plain network": (
        lambda: trained(STACK, np.stack([LABELS] * 3)), ValueError, r"got \(3,\) for \(\)"
    ),
    "validation of another width": (
        lambda: trained(validation=Dataset(GOOD[:, :1], LABELS)), ValueError, r"got \(1, 1\)"
    ),
    "validation that is none": (
        lambda: trained(validation=GOOD), TypeError, "fit's validation should be a Dataset"
    ),
    "a test set of another width": (
        lambda: evaluate(mlp([3, 1], rng=rng()), Dataset(GOOD, LABELS), loss=binary_cross_entropy),
        ValueError, r"Dense expects x of shape \(batch, 3\), got",
    ),
    "a test set that is none": (
        lambda: evaluate(mlp([2, 1], rng=rng()), GOOD, loss=binary_cross_entropy), TypeError,
        "evaluate's data should be a Dataset",
    ),
    "wrong width at predict": (
        lambda: mlp([2, 1], rng=rng()).forward(np.ones((4, 3))), ValueError,
        r"Dense expects x of shape \(batch, 2\), got \(4, 3\); .* the last axis its features",
    ),
    # settings
    "rate 0": (lambda: SGD(0), ValueError, "SGD's learning_rate .* above 0, got 0"),
    "rate -1": (lambda: Adam(-1.0), ValueError, "Adam's learning_rate .* above 0, got -1.0"),
    "rate NaN": (lambda: Adam(np.nan), ValueError, "Adam's learning_rate .* above 0, got nan"),
    "momentum 1.5": (lambda: SGD(0.1, momentum=1.5), ValueError, "below 1, got 1.5; 0.9 is"),
    "decay -1": (lambda: AdamW(0.1, weight_decay=-1), ValueError, "0 or above, got -1"),
    "dropout of all": (lambda: Dropout(1.0, rng=rng()), ValueError, "rate .* got 1.0"),
    "dropout of -0.1": (lambda: Dropout(-0.1, rng=rng()), ValueError, "rate .* got -0.1"),
    "patience -1": (lambda: EarlyStopping(-1), ValueError, "patience .* 1 or above, got -1"),
    "batch size 0": (lambda: trained(batch_size=0), ValueError, "batch_size .* got 0; None takes"),
    "batch size -5": (lambda: trained(batch_size=-5), ValueError, "batch_size .* got -5"),
    "batch size 2.5": (lambda: trained(batch_size=2.5), TypeError, "batch_size .* got 2.5"),
    "batch size over n": (lambda: trained(batch_size=4), ValueError, "batch_size .* got 4; None"),
    "no epochs": (lambda: trained(epochs=0), ValueError, "fit's epochs .* 1 or above, got 0"),
    "True epochs": (lambda: trained(epochs=True), TypeError, "fit's epochs .* got True"),
    "clip norm 0": (lambda: trained(clip_norm=0), ValueError, "fit's clip_norm .* above 0, got 0"),
    "a seed for rng": (lambda: trained(rng=8), TypeError, r"fit's rng .* got 8; write .*rng\(8\)"),
    "no rng": (
        lambda: fit(mlp([2, 1], rng=rng()), Dataset(GOOD, LABELS), loss=binary_cross_entropy,
                    optimizer=SGD(0.1), epochs=1),
        TypeError, "missing 1 required keyword-only argument: 'rng'",
    ),
    "data without rng": (lambda: line_images(3), TypeError, "keyword-only argument: 'rng'"),
    "a class of optimizer": (
        lambda: trained(optimizer=Adam), TypeError, "fit's optimizer should be an Optimizer, got <"
    ),
    "the name of a loss": (
        lambda: trained(loss="mse"), TypeError, "fit's loss should be a function, got 'mse'; pass"
    ),
    "a class of callback": (
        lambda: trained(callbacks=[EarlyStopping]), TypeError, "objects, got .*; call the class"
    ),
    "a layer for a network": (
        lambda: fit(mlp([2, 1], rng=rng()).layers[0], Dataset(GOOD, LABELS), rng=rng(), epochs=1,
                    loss=binary_cross_entropy, optimizer=SGD(0.1)),
        TypeError, "fit's network should be a Sequential, got Dense",
    ),
    "early stopping without validation": (
        lambda: trained(callbacks=[EarlyStopping(3)]), ValueError,
        "EarlyStopping expects fit to have a validation set, got None; pass validation=",
    ),
    "replicates that differ": (
        lambda: Sequential([Dense(2, 2, replicates=n, rng=rng()) for n in (2, 3)]), ValueError,
        r"as many replicates in every layer, got .*'0.weight': \(2,\).*'1.weight': \(3,\)",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("call", "error", "message"), CASES.values(), ids=CASES)
def test_bad_input_gets_one_clear_sentence(call, error, message):
    with pytest.raises(error, match=message) as caught:
        call()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert len(sentence) < 300
    if "required keyword" not in sentence:
        assert "got" in sentence
        assert "; " in sentence  # how to mend it


def test_a_refused_fit_has_computed_nothing():
    class Watch(Callback):
        begun = False

        def begin(self, network):
            self.begun = True

    network, watch = mlp([2, 1], rng=rng()), Watch()
    start = network.parameters.copy()
    for bad in ({"epochs": 0}, {"batch_size": 4}, {"validation": GOOD}, {"clip_norm": -1}):
        settings = {"loss": binary_cross_entropy, "optimizer": SGD(0.1), "epochs": 1} | bad
        with pytest.raises((TypeError, ValueError)):
            fit(network, Dataset(GOOD, LABELS), callbacks=[watch], **settings, rng=rng())
    assert not watch.begun
    assert (network.parameters == start).all()


def test_when_all_replicates_diverge_the_error_carries_epoch_step_and_history():
    with pytest.raises(DivergedError, match=r"beyond epoch 1, step [123]; a smaller") as caught:
        trained(100 * GOOD, replicates=2, optimizer=SGD(1e308), batch_size=1)
    assert caught.value.epoch == 1
    assert 1 <= caught.value.step <= 3
    assert caught.value.history.diverged_at.tolist() == [1, 1]
