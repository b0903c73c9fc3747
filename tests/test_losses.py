"""Losses by hand, at the extremes, and against their own slopes."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.losses import (
    binary_cross_entropy,
    mean_squared_error,
    softmax_cross_entropy,
    targets,
)

LOSSES = [mean_squared_error, binary_cross_entropy, softmax_cross_entropy]


def example(loss, lead, n, seed):
    """Return logits and targets that suit the loss."""
    rng = np.random.default_rng(seed)
    k = 1 if loss is binary_cross_entropy else 3
    logits, y = 2 * rng.standard_normal((*lead, n, k)), rng.random((*lead, n, k))
    return logits, y / y.sum(axis=-1, keepdims=True) if loss is softmax_cross_entropy else y


def test_mean_squared_error_by_hand():
    losses, gradient = mean_squared_error(np.array([[1.0, 2.0], [0.0, 4.0]]), np.ones((2, 2)))
    assert losses == pytest.approx([0.5, 5.0])
    assert gradient == pytest.approx(np.array([[0.0, 0.5], [-0.5, 1.5]]))


def test_binary_cross_entropy_by_hand():
    logits = np.log(np.array([[3.0], [1.0], [1 / 3]]))  # probabilities 3/4, 1/2, 1/4
    losses, gradient = binary_cross_entropy(logits, np.array([[1.0], [0.0], [0.5]]))
    assert losses == pytest.approx([np.log(4 / 3), np.log(2), -np.log(3 / 16) / 2])
    assert gradient == pytest.approx(np.array([[-1 / 4], [1 / 2], [-1 / 4]]) / 3)


def test_softmax_cross_entropy_by_hand():
    logits = np.log(np.array([[1.0, 2.0, 5.0]]))
    losses, gradient = softmax_cross_entropy(logits, np.array([[0.0, 1.0, 0.0]]))
    assert losses == pytest.approx([np.log(4)])
    assert gradient == pytest.approx(np.array([[1 / 8, 2 / 8 - 1, 5 / 8]]))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_logits_of_a_thousand_cost_a_thousand_nats_or_none(dtype):
    sure = np.array([[1000.0], [1000.0], [-1000.0], [-1000.0]], dtype)
    y = np.array([[1.0], [0.0], [1.0], [0.0]], dtype)
    losses, gradient = binary_cross_entropy(sure, y)
    assert losses.tolist() == [0, 1000, 1000, 0]
    assert (4 * gradient).ravel().tolist() == [0, 1, -1, 0]
    losses, gradient = softmax_cross_entropy(np.hstack([sure, -sure]), np.hstack([y, 1 - y]))
    assert losses.tolist() == [0, 2000, 2000, 0]
    assert (4 * gradient[:, 0]).tolist() == [0, 1, -1, 0]


@pytest.mark.parametrize("loss", LOSSES)
@given(lead=st.sampled_from([(), (1,), (3,)]), n=st.integers(1, 4), seed=st.integers(0, 2))
def test_the_gradient_is_the_slope_of_the_mean_loss(loss, lead, n, seed, slopes):
    logits, y = example(loss, lead, n, seed)
    _, gradient = loss(logits, y)
    expected = slopes(lambda: loss(logits, y)[0].mean(axis=-1).sum(), logits)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_loss_keeps_the_dtype_and_its_arguments(loss, dtype):
    logits, y = (array.astype(dtype) for array in example(loss, (2,), 3, 0))
    kept = logits.copy(), y.copy()
    losses, gradient = loss(logits, y)
    assert losses.dtype == gradient.dtype == dtype
    assert losses.shape == (2, 3)
    assert (logits == kept[0]).all()
    assert (y == kept[1]).all()


@pytest.mark.parametrize("loss", LOSSES)
def test_replicates_are_scored_as_if_each_were_alone(loss):
    logits, y = example(loss, (3,), 5, 0)
    stacked = loss(logits, y)
    for i in range(3):
        single = loss(logits[i], y[i])
        assert all((a[i] == b).all() for a, b in zip(stacked, single, strict=True))


def test_cross_entropy_pays_more_for_a_sure_error_than_for_doubt():
    losses, _ = binary_cross_entropy(np.array([[-4.0], [0.0], [4.0]]), np.ones((3, 1)))
    assert (np.diff(losses) < 0).all()


def test_two_logits_and_their_difference_cost_the_same(rng):
    logits, y = rng.standard_normal((6, 2)), np.eye(2)[[0, 1, 1, 0, 1, 0]]
    pair, _ = softmax_cross_entropy(logits, y)
    single, _ = binary_cross_entropy(logits[:, 1:] - logits[:, :1], y[:, 1:])
    assert pair == pytest.approx(single)


@pytest.mark.parametrize("loss", LOSSES)
def test_labels_of_another_shape_are_not_broadcast(loss):
    message = rf"{loss.__name__} expects targets of .* \(3, 1\), got \(3,\)"
    with pytest.raises(ValueError, match=message):
        loss(np.zeros((3, 1)), np.zeros(3))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("shapes", [((1, 1), (3, 1)), ((3, 1), (1, 1)), ((3, 2), (3, 1))])
def test_one_row_or_column_is_not_stretched_over_many(loss, shapes):
    logits, labels = map(np.zeros, shapes)
    with pytest.raises(ValueError, match=r"expects targets of .*, got "):
        loss(logits, labels)


def test_each_cross_entropy_names_the_other_where_outputs_do_not_fit():
    with pytest.raises(ValueError, match=r"one logit a case, got 2; .* softmax_cross"):
        binary_cross_entropy(np.zeros((3, 2)), np.zeros((3, 2)))
    with pytest.raises(ValueError, match=r"expects two logits a case, got 1; .* binary_cross"):
        softmax_cross_entropy(np.zeros((3, 1)), np.zeros((3, 1)))


def test_labels_become_a_column_or_one_hot_rows():
    labels = np.array([[0, 1], [1, 1]])
    for dtype in (np.float32, np.float64):
        column = targets(labels, 1, loss=binary_cross_entropy, dtype=dtype)
        assert column.tolist() == [[[0], [1]], [[1], [1]]]
        rows = targets(labels, 3, loss=softmax_cross_entropy, dtype=dtype)
        assert rows.tolist() == [[[1, 0, 0], [0, 1, 0]], [[0, 1, 0], [0, 1, 0]]]
        assert column.dtype == rows.dtype == dtype
    assert targets(labels, 1, loss=binary_cross_entropy).dtype == np.float64


@pytest.mark.parametrize("loss", LOSSES)
def test_float_targets_pass_through(loss):
    y = np.array([[0.25], [0.5]])
    if loss is softmax_cross_entropy:
        y = np.hstack([y, 1 - y])
    assert (targets(y, y.shape[-1], loss=loss) == y).all()
    single = targets(y.astype(np.float32), y.shape[-1], loss=loss, dtype=np.float32)
    assert single.dtype == targets(y, y.shape[-1], loss=loss, dtype=np.float32).dtype == np.float32
    assert (single == y).all()


def test_float_targets_may_differ_by_replicate():
    y = np.array([[[0.25, 0.75], [0.5, 0.5], [1.0, 0.0]], [[0.0, 1.0], [0.1, 0.9], [0.4, 0.6]]])
    assert (targets(y, 2, loss=softmax_cross_entropy) == y).all()
    with pytest.raises(ValueError, match=r"shape \(..., n, 3\), got \(2, 3, 2\)"):
        targets(y, 3, loss=softmax_cross_entropy)
    y[1, 2, 1] -= 0.5
    with pytest.raises(ValueError, match=r"sum to 1 in every row, got sums from 0.5"):
        targets(y, 2, loss=softmax_cross_entropy)


def test_regression_has_targets_of_any_size():
    y = np.array([[-7.0, 3.0]])
    assert (targets(y, 2, loss=mean_squared_error) == y).all()


def test_probabilities_of_zero_and_one_are_fine():
    y = np.array([[0.0], [1.0]])
    assert (targets(y, 1, loss=binary_cross_entropy) == y).all()


@pytest.mark.parametrize(
    ("y", "n_outputs", "loss", "message"),
    [
        ([0, 2], 1, binary_cross_entropy, r"labels should be 0 to 1 for 1 output.*, got 0 to 2"),
        ([-1, 0], 1, binary_cross_entropy, r"labels should be 0 to 1 .* got -1 to 0"),
        ([0, 3], 3, softmax_cross_entropy, r"labels should be 0 to 2 for 3 output.* got 0 to 3"),
        ([0, 1], 1, mean_squared_error, r"mean_squared_error expects float targets \(..., n, 1\)"),
        ([[0.5, 0.5]], 3, mean_squared_error, r"shape \(..., n, 3\), got \(1, 2\)"),
        ([[0.5], [1.5]], 1, binary_cross_entropy, "probabilities, 0 to 1, got 0.5 to 1.5"),
        ([[0.5], [-0.5]], 1, binary_cross_entropy, "probabilities, 0 to 1, got -0.5 to 0.5"),
        ([[0.5, 0.7]], 2, softmax_cross_entropy, "sum to 1 in every row, got sums from 1.2"),
        ([[-0.5, 1.5]], 2, softmax_cross_entropy, "probabilities, 0 to 1, got -0.5 to 1.5"),
    ],
)
def test_targets_that_a_loss_cannot_use_are_refused(y, n_outputs, loss, message):
    with pytest.raises(ValueError, match=message):
        targets(np.array(y), n_outputs, loss=loss)
