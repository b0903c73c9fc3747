from importlib.resources import files

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.data import (
    Dataset,
    batches,
    digits,
    line_images,
    line_templates,
    logic_gate,
    shuffled,
    split,
)


def test_without_noise_there_are_only_six_pictures():
    cases = line_images(500, rng=np.random.default_rng(0))
    assert len(np.unique(cases.x, axis=0)) == 6


def test_vertical_pictures_are_labelled_one_and_horizontal_ones_zero():
    cases = line_images(50, rng=np.random.default_rng(0))
    pictures = cases.x.reshape(-1, 3, 3)
    np.testing.assert_array_equal(pictures.all(axis=1).any(axis=1), cases.y == 1)
    np.testing.assert_array_equal(pictures.all(axis=2).any(axis=1), cases.y == 0)


def test_the_templates_of_both_labels_have_the_same_sum_so_no_straight_cut_parts_them():
    six = line_templates()
    np.testing.assert_array_equal(six.x[six.y == 0].sum(axis=0), six.x[six.y == 1].sum(axis=0))


def test_noise_is_added_and_then_clipped_to_grey_values():
    cases = line_images(2000, noise=0.3, rng=np.random.default_rng(0))
    assert np.mean(cases.x == 0) == pytest.approx(1 / 3, abs=0.02)  # half of the dark two thirds
    assert np.mean(cases.x == 1) == pytest.approx(1 / 6, abs=0.02)  # half of the white third
    assert cases.x.min() == 0
    assert cases.x.max() == 1


def test_wrong_labels_are_flipped_independently_and_remembered():
    rng = np.random.default_rng(0)
    cases = line_images(500, wrong_labels=0.2, replicates=20, rng=rng)
    vertical = cases.x.reshape(20, 500, 3, 3).all(axis=2).any(axis=2)
    np.testing.assert_array_equal(cases.wrong, vertical != cases.y)
    assert cases.wrong.mean() == pytest.approx(0.2, abs=0.012)
    assert cases.wrong.sum(axis=1).std() == pytest.approx(np.sqrt(500 * 0.2 * 0.8), rel=0.5)


def test_replicates_get_different_cases():
    cases = line_images(30, noise=0.1, replicates=2, rng=np.random.default_rng(0))
    assert cases.x.shape == (2, 30, 9)
    assert cases.replicates == (2,)
    assert not np.array_equal(cases.x[0], cases.x[1])


def test_another_type_changes_no_draw():
    double, single = (
        line_images(50, noise=0.3, wrong_labels=0.2, dtype=dtype, rng=np.random.default_rng(8))
        for dtype in (float, np.float32)
    )
    assert single.x.dtype == np.float32
    np.testing.assert_array_equal(single.x, double.x.astype(np.float32))
    np.testing.assert_array_equal(single.y, double.y)


def test_pictures_in_whole_numbers_are_refused(rng):
    sentence = "line_images's dtype should be a float, got .*int.*; try np.float32"
    with pytest.raises(TypeError, match=sentence):
        line_images(3, dtype=int, rng=rng)


def test_pictures_can_be_larger():
    cases = line_images(200, size=5, rng=np.random.default_rng(0))
    assert len(np.unique(cases.x, axis=0)) == 10
    assert set(cases.x.sum(axis=1)) == {5.0}


def test_templates_may_be_chosen_and_come_in_any_order():
    middle = line_templates().take([4, 1])
    cases = line_images(40, templates=middle, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(cases.x, middle.x[1 - cases.y])


def test_both_labels_are_alike_likely_however_many_templates_each_has():
    uneven = line_templates().take([0, 3, 4, 5])
    cases = line_images(4000, templates=uneven, rng=np.random.default_rng(0))
    assert cases.y.mean() == pytest.approx(0.5, abs=0.03)
    _, counts = np.unique(cases.x[cases.y == 1], axis=0, return_counts=True)
    assert counts.min() > 0.29 * counts.sum()


def test_templates_of_one_label_alone_are_refused():
    with pytest.raises(ValueError, match="should hold labels 0 and 1, both of them, got"):
        line_images(4, templates=line_templates().take([0, 1]), rng=np.random.default_rng(0))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n": 0}, "n should be a whole number, 1 or above, got 0"),
        ({"noise": -0.1}, "noise should be a finite number, 0 or above, got -0.1"),
        ({"noise": np.nan}, "noise should be a finite number"),
        ({"wrong_labels": 20}, "wrong_labels should be a fraction from 0 to 1, got 20"),
        ({"size": 1}, "size should be a whole number, 2 or above"),
        ({"replicates": 0}, "replicates should be a whole number, 1 or above"),
        ({"replicates": 2.5}, "replicates should be a whole number"),
        ({"rng": 8}, "should be a numpy.random.Generator, got 8; write np.random.default_rng"),
    ],
)
def test_settings_of_line_images_that_make_no_sense_are_named(wrong, message):
    settings = {"n": 4, "rng": np.random.default_rng(0)} | wrong
    with pytest.raises((ValueError, TypeError), match=message):
        line_images(settings.pop("n"), **settings)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (np.zeros(3), np.zeros(3, int), r"\(replicates, n, features\), got \(3,\); flatten each"),
        (np.zeros((4, 3, 3)), np.zeros(4, int), r"\(n, features\) or .*, got \(4, 3, 3\); flatten"),
        (np.zeros((4, 3, 3)), np.zeros(4), r"flatten each case into a row with x.reshape\(4, -1\)"),
        (np.zeros((4, 3, 8, 8)), np.zeros((4, 2)), r"got \(4, 3, 8, 8\); flatten each case"),
        (np.zeros((4, 3, 3)), np.zeros((4, 2), int), r"y should have shape \(4, 3\), got \(4, 2\)"),
        (np.zeros((0, 9)), np.zeros(0, int), "x should hold at least one case"),
        (np.zeros((3, 2), int), np.zeros(3, int), r"x should hold floats, got int64"),
        ([[0.0]], np.zeros(1, int), "x should be a numpy array of floats"),
        (np.array([["a"]]), np.zeros(1, int), "x should hold floats"),
        (np.array([[0.0, np.nan]]), np.zeros(1, int), r"x should be finite, got nan at \[0, 1\]"),
        (np.zeros((3, 2)), np.zeros(4, int), r"y should have shape \(3,\), got \(4,\)"),
        (np.zeros((3, 2)), np.zeros((3, 1), int), "give one label a case"),
        (np.zeros((3, 2)), np.zeros(3), "y should hold integers, got float64"),
        (np.zeros((3, 2)), [0, 1, 2], "y should be a numpy array of integers"),
        (np.zeros((3, 2)), np.array([0, 1, -1]), "smallest label .* got -1; number the classes"),
        (np.zeros((3, 2)), np.full((3, 2), np.inf), r"y should be finite, got inf at \[0, 0\]"),
        (np.zeros((3, 2)), np.zeros((2, 2)), "give one row of targets a case"),
    ],
)
def test_data_that_no_network_could_learn_from_are_refused_in_one_sentence(x, y, message):
    with pytest.raises((ValueError, TypeError), match=message):
        Dataset(x, y)


def test_what_is_known_to_be_wrong_needs_one_truth_value_a_case():
    with pytest.raises(ValueError, match="wrong should have shape"):
        Dataset(np.zeros((3, 2)), np.zeros(3, int), np.zeros(2, bool))


def test_regression_keeps_its_targets_as_they_are():
    cases = Dataset(np.zeros((3, 2)), np.arange(6.0).reshape(3, 2))
    np.testing.assert_array_equal(cases.take([2, 0]).y, [[4, 5], [0, 1]])


def test_taking_cases_takes_inputs_labels_and_their_faults_together():
    cases = line_images(10, noise=0.1, wrong_labels=0.5, replicates=3, rng=np.random.default_rng(0))
    some = cases.take(slice(2, 5))
    np.testing.assert_array_equal(some.x, cases.x[:, 2:5])
    np.testing.assert_array_equal(some.y, cases.y[:, 2:5])
    np.testing.assert_array_equal(some.wrong, cases.wrong[:, 2:5])
    assert cases.take(np.arange(10) < 4).n == 4


def test_a_data_set_shows_its_size():
    cases = line_images(5, replicates=2, rng=np.random.default_rng(0))
    assert repr(cases) == "Dataset(2 x 5 cases of 9 features)"


def test_every_replicate_has_an_order_of_its_own():
    order = shuffled(50, (3,), rng=np.random.default_rng(0))
    np.testing.assert_array_equal(np.sort(order, axis=1), np.tile(np.arange(50), (3, 1)))
    assert not np.array_equal(order[0], order[1])


@given(n=st.integers(1, 12), size=st.integers(1, 14), replicates=st.integers(0, 3),
       shared=st.booleans())
def test_batches_deal_every_case_once_in_order(n, size, replicates, shared):
    lead = (replicates,) if replicates else ()
    rng = np.random.default_rng(n)
    owners = () if shared else lead
    x, y = rng.random((*owners, n, 2)), rng.random((*owners, n, 1))
    order = shuffled(n, lead, rng=rng)
    dealt = [(a.copy(), b.copy()) for a, b in batches(x, y, order, size)]
    for whole, part in ((x, 0), (y, 1)):
        everyone = np.broadcast_to(whole, (*lead, *whole.shape[-2:]))
        expected = np.take_along_axis(everyone, order[..., None], axis=-2)
        np.testing.assert_array_equal(np.concatenate([b[part] for b in dealt], axis=-2), expected)
    assert max(a.shape[-2] for a, _ in dealt) <= size


def test_batches_are_dealt_onto_the_same_arrays():
    x = np.arange(4.0)[:, None]
    first, second = (batch for batch, _ in batches(x, x, np.arange(4), 2))
    assert first is second


@pytest.mark.parametrize(
    ("gate", "y"),
    [(np.logical_and, [0, 0, 0, 1]), (np.logical_or, [0, 1, 1, 1]), (np.logical_xor, [0, 1, 1, 0])],
)
def test_a_logic_gate_rules_on_the_four_corners(gate, y):
    corners = logic_gate(gate)
    np.testing.assert_array_equal(corners.x, [[0, 0], [0, 1], [1, 0], [1, 1]])
    np.testing.assert_array_equal(corners.y, y)


def test_the_digits_are_1797_pictures_of_ten_kinds():
    cases = digits()
    assert cases.x.shape == (1797, 64)
    assert (cases.x.min(), cases.x.max()) == (0, 1)
    assert np.bincount(cases.y).min() > 170


def test_the_digits_take_less_than_100_kilobytes():
    assert len(files("committee").joinpath("digits.npz").read_bytes()) < 100_000


def test_the_digits_name_their_source_and_licence():
    text = files("committee").joinpath("digits.md").read_text()
    assert "CC BY 4.0" in text
    assert "10.24432/C50P49" in text


def test_the_digits_are_those_of_scikit_learn():
    reason = "scikit-learn is not installed: the copy of the digits was not compared"
    theirs = pytest.importorskip("sklearn.datasets", reason=reason).load_digits()
    np.testing.assert_array_equal(digits().x * 16, theirs.data)
    np.testing.assert_array_equal(digits().y, theirs.target)


def test_a_split_deals_every_case_once():
    cases = line_images(50, noise=0.3, wrong_labels=0.3, rng=np.random.default_rng(0))
    parts = split(cases, (0.5, 0.3, 0.2), rng=np.random.default_rng(1))
    assert [part.n for part in parts] == [25, 15, 10]
    order, back = np.lexsort(np.concatenate([part.x for part in parts]).T), np.lexsort(cases.x.T)
    for what in ("x", "y", "wrong"):
        dealt = np.concatenate([getattr(part, what) for part in parts])
        np.testing.assert_array_equal(dealt[order], getattr(cases, what)[back])


@pytest.mark.parametrize("own", [True, False])
def test_every_replicate_is_split_its_own_way(own):
    rng = np.random.default_rng(0)
    cases = line_images(40, noise=0.3, replicates=3 if own else None, rng=rng)
    train, test = split(cases, (0.75, 0.25), replicates=None if own else 3, rng=rng)
    assert (train.x.shape, test.y.shape) == ((3, 30, 9), (3, 10))
    sources = cases.x if own else [cases.x] * 3
    for r, source in enumerate(sources):
        both = np.concatenate([train.x[r], test.x[r]])
        np.testing.assert_array_equal(np.sort(both, axis=0), np.sort(source, axis=0))
    assert not np.array_equal(train.x[0], train.x[1])


@pytest.mark.parametrize(
    ("shares", "message"),
    [
        ((0.5, 0.4), "should sum to 1"),
        ((0.99, 0.01), r"leave no set empty, got \(0.99, 0.01\) of 20 cases, that is \[20, 0\]"),
        ((1.5, -0.5), "each of split's shares should be a fraction"),
    ],
)
def test_shares_that_cannot_be_dealt_are_refused(shares, message):
    cases = line_images(20, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match=message):
        split(cases, shares, rng=np.random.default_rng(0))


def test_cases_that_have_replicates_cannot_be_given_more():
    cases = line_images(20, replicates=2, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="leave replicates out"):
        split(cases, (0.5, 0.5), replicates=2, rng=np.random.default_rng(0))
