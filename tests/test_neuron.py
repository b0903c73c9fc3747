import numpy as np
import pytest

from committee.data import Dataset, line_images, line_templates, logic_gate
from committee.neuron import Neuron, Perceptron, sigmoid, step


def test_a_neuron_weighs_its_inputs_and_leans_by_its_bias():
    neuron = Neuron(np.array([2.0, -1.0]), bias=0.5, activation=sigmoid)
    x = np.array([[[1.0, 2.0], [0.0, 1.0]]])
    np.testing.assert_allclose(neuron.vote(x), [[0.5, -0.5]])
    np.testing.assert_allclose(neuron(x), 1 / (1 + np.exp([[-0.5, 0.5]])))


def test_the_bias_slides_the_verdict_without_a_look_at_the_picture():
    pictures = line_templates().x
    assert Neuron(np.zeros(9), bias=1.0)(pictures).all()
    assert not Neuron(np.zeros(9), bias=-1.0)(pictures).any()


def test_the_step_is_up_only_above_zero():
    np.testing.assert_array_equal(step(np.array([-1.0, 0.0, 1e-300])), [0, 0, 1])


def test_the_sigmoid_is_finite_and_half_at_zero():
    np.testing.assert_array_equal(sigmoid(np.array([-1e308, 0.0, 1e308])), [0, 0.5, 1])


@pytest.mark.parametrize("gate", [np.logical_and, np.logical_or])
def test_the_perceptron_comes_to_rest_where_a_straight_cut_does(gate):
    corners, judge = logic_gate(gate), Perceptron(np.zeros(2))
    mistakes = judge.learn(corners, epochs=100)
    assert mistakes[-1] == 0
    assert len(mistakes) < 10
    np.testing.assert_array_equal(judge(corners.x), corners.y)


def test_the_perceptron_never_comes_to_rest_on_xor():
    mistakes = Perceptron(np.zeros(2)).learn(logic_gate(np.logical_xor), epochs=200)
    assert len(mistakes) == 200
    assert mistakes.min() > 0


def test_the_perceptron_makes_no_more_mistakes_than_novikoff_allows():
    crossing = line_templates().take([0, 3])
    cases = line_images(300, noise=0.1, templates=crossing, rng=np.random.default_rng(0))
    mistakes = Perceptron(np.zeros(9)).learn(cases, epochs=100)
    x, sign = np.column_stack([cases.x, np.ones(300)]), 2 * cases.y - 1
    cut = np.append(crossing.x[1] - crossing.x[0], 0.0)
    margin = (x @ cut * sign).min() / np.linalg.norm(cut)
    assert margin > 0
    assert 0 < mistakes.sum() <= np.square(x).sum(axis=1).max() / margin**2


def test_a_missed_case_is_added_or_taken_away_and_a_right_one_changes_nothing():
    judge, x = Perceptron(np.array([1.0, 0.0])), np.array([0.5, 2.0])
    assert judge.correct(x, 0)
    np.testing.assert_array_equal(judge.weight, [0.5, -2.0])
    assert judge.bias == -1.0
    assert not judge.correct(x, 0)
    np.testing.assert_array_equal(judge.weight, [0.5, -2.0])
    assert judge.correct(x, 1)
    assert judge.bias == 0.0


def test_a_neuron_shows_its_weights_and_bias():
    assert repr(Neuron(np.array([0.5, -1.25]), bias=2)) == "Neuron([0.5, -1.25], bias=2)"


def test_a_neuron_leaves_the_weights_it_was_given_alone():
    weight = np.zeros(2)
    Perceptron(weight).learn(logic_gate(np.logical_and), epochs=5)
    np.testing.assert_array_equal(weight, 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Neuron(np.zeros((2, 1))), r"Neuron's weight should have shape \(n_features,\)"),
        (lambda: Neuron(np.array([1, 2])), "should hold floats, got int64"),
        (lambda: Perceptron(np.zeros(2), np.nan), "Perceptron's bias should be finite, got nan"),
        (lambda: Neuron(np.zeros(9))(np.zeros((4, 3, 3))), "flatten each picture"),
        (lambda: Neuron(np.zeros(9))(1.0), r"x should have shape \(..., 9\), got \(\)"),
        (lambda: Perceptron(np.zeros(2)).learn(logic_gate(np.logical_or), epochs=0), "epochs"),
        (
            lambda: Perceptron(np.zeros(1)).learn(
                Dataset(np.zeros((3, 1)), np.array([0, 1, 2])), epochs=1),
            "labels up to 2; take one replicate and two classes",
        ),
    ],
)
def test_what_a_neuron_cannot_use_is_named(make, message):
    with pytest.raises((ValueError, TypeError), match=message):
        make()


def test_a_perceptron_wants_one_set_not_many():
    many = line_images(5, replicates=2, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="2 x 5 cases"):
        Perceptron(np.zeros(9)).learn(many, epochs=1)
