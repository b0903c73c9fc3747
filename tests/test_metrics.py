import numpy as np
import pytest

from committee.metrics import (
    accuracy,
    calibration,
    confusion_matrix,
    f1,
    precision,
    probabilities,
    recall,
    verdicts,
)


def test_one_logit_says_one_above_zero_and_zero_at_or_below():
    np.testing.assert_array_equal(verdicts(np.array([[1e-9], [0.0], [-3.0]])), [1, 0, 0])


def test_of_several_logits_the_largest_rules_and_the_first_if_tied():
    np.testing.assert_array_equal(verdicts(np.array([[0.0, 2.0, 1.0], [5.0, 5.0, 0.0]])), [1, 0])


def test_accuracy_is_the_share_of_right_verdicts_in_each_replicate():
    logits = np.array([[[1.0], [1.0]], [[1.0], [-1.0]]])
    np.testing.assert_array_equal(accuracy(logits, np.array([[1, 1], [0, 0]])), [1.0, 0.5])


def test_replicates_may_share_their_cases():
    logits = np.array([[[1.0], [1.0]], [[1.0], [-1.0]]])
    np.testing.assert_array_equal(accuracy(logits, np.array([1, 0])), [0.5, 1.0])


@pytest.mark.parametrize("labels", [np.zeros(4, int), np.zeros((3, 1), int)])
def test_accuracy_wants_one_label_a_case(labels):
    with pytest.raises(ValueError, match=r"accuracy's y should have shape \(3,\), got"):
        accuracy(np.zeros((3, 1)), labels)


LOGITS = np.array([[3.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 2.0, 0.0], [1.0, 0.0, 0.0]])
Y = np.array([0, 1, 2, 1])  # given 0, 1, 1, 0


def test_the_confusion_matrix_has_labels_in_rows_and_verdicts_in_columns():
    np.testing.assert_array_equal(confusion_matrix(LOGITS, Y), [[1, 0, 0], [1, 1, 0], [0, 1, 0]])


def test_every_case_stands_once_in_the_confusion_matrix_of_its_replicate():
    rng = np.random.default_rng(0)
    logits, y = rng.standard_normal((4, 30, 5)), rng.integers(5, size=(4, 30))
    tables = confusion_matrix(logits, y)
    np.testing.assert_array_equal(tables.sum(axis=(1, 2)), 30)
    np.testing.assert_allclose(np.trace(tables, axis1=1, axis2=2) / 30, accuracy(logits, y))
    np.testing.assert_array_equal(tables[2], confusion_matrix(logits[2], y[2]))


def test_two_classes_make_a_table_of_two_by_two_from_one_logit():
    table = confusion_matrix(np.array([[-1.0], [-1.0]]), np.array([0, 0]))
    np.testing.assert_array_equal(table, [[2, 0], [0, 0]])


@pytest.mark.parametrize(("low", "high"), [(0, 3), (-1, 2)])
def test_labels_that_are_no_class_of_the_logits_are_refused(low, high):
    with pytest.raises(ValueError, match=f"labels 0 to 2, got {low} to {high}"):
        confusion_matrix(LOGITS, np.array([low, 1, 2, high]))


def test_precision_asks_the_verdicts_recall_the_cases_and_f1_both():
    np.testing.assert_array_equal(precision(LOGITS, Y), [0.5, 0.5, np.nan])
    np.testing.assert_array_equal(recall(LOGITS, Y), [1.0, 0.5, 0.0])
    np.testing.assert_allclose(f1(LOGITS, Y), [2 / 3, 0.5, 0.0])


def test_f1_is_the_harmonic_mean_of_precision_and_recall():
    rng = np.random.default_rng(0)
    logits, y = rng.standard_normal((3, 200, 4)), rng.integers(4, size=200)
    p, r = precision(logits, y), recall(logits, y)
    np.testing.assert_allclose(f1(logits, y), 2 * p * r / (p + r))


def test_probabilities_sum_to_one_and_do_not_overflow():
    shares = probabilities(np.array([[1000.0, -1000.0, 999.0], [0.0, 0.0, 0.0]]))
    np.testing.assert_allclose(shares.sum(axis=-1), 1.0)
    np.testing.assert_allclose(shares[1], 1 / 3)
    np.testing.assert_array_equal(probabilities(np.array([[-1000.0]])), [[1.0, 0.0]])


def test_one_logit_is_the_difference_of_two():
    z = np.linspace(-3, 3, 7)[:, None]
    np.testing.assert_allclose(probabilities(z)[:, 1:], 1 / (1 + np.exp(-z)))


def test_a_network_that_is_as_often_right_as_it_is_sure_is_calibrated():
    rng = np.random.default_rng(0)
    p = rng.random(200_000)
    measured = calibration(np.log(p / (1 - p))[:, None], (rng.random(p.size) < p).astype(int))
    assert measured.error < 0.01
    np.testing.assert_allclose(measured.accuracy[5:], measured.confidence[5:], atol=0.01)
    np.testing.assert_allclose(measured.share[5:], 0.2, atol=0.01)


def test_a_network_that_is_surer_than_right_is_not_calibrated_and_empty_bins_are_not_judged():
    logits = np.full((2, 4, 1), np.log(9))  # 90 % sure
    measured = calibration(logits, np.array([[1, 1, 0, 0], [1, 0, 0, 0]]), bins=4)
    np.testing.assert_allclose(measured.error, [0.4, 0.65])
    np.testing.assert_allclose(measured.accuracy, [[np.nan] * 3 + [0.5], [np.nan] * 3 + [0.25]])


def test_certainty_itself_falls_into_the_last_bin():
    measured = calibration(np.array([[1000.0]]), np.array([1]))
    assert measured.share[-1] == 1
