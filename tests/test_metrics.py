import numpy as np
import pytest

from committee.metrics import accuracy, verdicts


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
