import math
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from committee.claims import MIME, ClaimError, claim, measure

GAP = np.linspace(0.1, 0.3, 40)  # mean .2, standard deviation .06, standard error .0095


def test_a_claim_that_holds_passes_in_silence(capsys):
    assert claim("gap", "it flatters her", GAP, above=0.15) is None
    assert capsys.readouterr() == ("", "")


def test_a_false_claim_fails_and_says_which_and_what_was_measured():
    message = r"claim gap \(it flatters her\): the mean of 40 .* 0.2 \+- 0.00948, not above 0.25"
    with pytest.raises(ClaimError, match=message) as caught:
        claim("gap", "it flatters her", GAP, above=0.25)
    assert isinstance(caught.value, AssertionError)
    assert caught.value.record.distance < 0


def test_a_threshold_nearer_than_four_standard_errors_is_refused():
    claim("gap", "far enough", GAP, above=0.2 - 4.1 * GAP.std(ddof=1) / math.sqrt(40))
    with pytest.raises(ClaimError, match=r"only 3\.9 standard errors inside above 0.16"):
        claim("gap", "too near", GAP, above=0.2 - 3.9 * GAP.std(ddof=1) / math.sqrt(40))


@pytest.mark.parametrize(
    ("threshold", "holds"),
    [
        ({"below": 0.25}, True),
        ({"below": 0.15}, False),
        ({"between": (0.15, 0.25)}, True),
        ({"between": (0.25, 0.35)}, False),
        ({"between": (0.05, 0.15)}, False),
    ],
)
def test_thresholds_may_stand_above_below_or_on_both_sides(threshold, holds):
    record = measure("gap", "it lies there", GAP, **threshold)
    assert record.holds is holds
    assert abs(record.distance) == pytest.approx(0.05 / record.standard_error)


@pytest.mark.parametrize(
    ("threshold", "message"),
    [
        ({"below": 0.1}, "not below 0.1"),
        ({"between": (0.3, 0.4)}, "not above 0.3 and below 0.4"),
    ],
)
def test_the_message_names_the_threshold(threshold, message):
    with pytest.raises(ClaimError, match=message):
        claim("gap", "it lies there", GAP, **threshold)


def test_a_median_ignores_the_one_replicate_that_ran_away():
    rises = np.append(np.linspace(2.0, 3.0, 39), 1e6)
    record = measure("rise", "the loss rises again", rises, above=1.5, of=np.median)
    assert record.of == "median"
    assert record.value == pytest.approx(2.5, abs=0.02)
    assert record.standard_error < 0.1


def test_the_standard_error_of_a_median_is_that_of_theory():
    draws = np.random.default_rng(0).standard_normal(4000)
    error = measure("m", "near 0", draws, above=-1, of=np.median).standard_error
    assert error == pytest.approx(math.sqrt(math.pi / 2 / 4000), rel=0.2)


def test_truth_values_are_judged_by_their_share():
    record = measure("learned", "most learn", np.arange(40) < 36, above=0.6)
    assert (record.of, record.value, record.show) == ("share", 0.9, "90 %")


def test_forty_of_forty_is_not_certain():
    record = measure("learned", "all learn", np.ones(40, bool), above=0.5)
    assert 0.02 < record.standard_error < 0.05


def test_replicates_that_do_not_differ_count_no_more_than_there_are():
    record = measure("val", "all are right", np.ones(24), above=0.9)
    assert (record.standard_error, record.distance) == (0.0, 24)


@pytest.mark.parametrize(
    ("show", "shown"),
    [(None, "0.2"), ("{:.0%}", "20%"), ("{:.1f} points", "0.2 points"), ("a fifth", "a fifth")],
)
def test_the_prose_shows_the_value_as_the_author_formats_it(show, shown):
    assert measure("gap", "it flatters her", GAP, above=0.15, show=show).show == shown


def test_what_no_chance_enters_is_a_fact_and_needs_no_threshold():
    claim("sum", "it adds up", np.bool_(True), deterministic=True)
    record = measure("sum", "it adds up", True, deterministic=True)
    assert (record.of, record.show, record.holds, record.distance) == ("fact", "", True, None)
    with pytest.raises(ClaimError, match="it is false, not true"):
        claim("sum", "it adds up", False, deterministic=True)


def test_a_number_without_chance_needs_a_threshold_but_no_replicates():
    claim("he", "He for 256 inputs", 0.08839, between=(0.088, 0.089), deterministic=True)
    with pytest.raises(ClaimError, match=r"the value is 0\.08839, not above 0.09"):
        claim("he", "He for 256 inputs", 0.08839, above=0.09, deterministic=True)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": "Overfitting Gap"}, "name should be in kebab-case, got 'Overfitting Gap'"),
        ({"name": "gap-"}, "kebab-case"),
        ({"statement": " "}, "should say in words what it claims"),
        ({"measured": GAP[:19]}, r"\(r,\), 20 or more, got shape \(19,\); add replicates"),
        ({"measured": GAP.reshape(2, 20)}, r"one value a replicate.* got shape \(2, 20\)"),
        ({"measured": 0.2}, r"one value a replicate.* got shape \(\)"),
        ({"measured": np.append(GAP, np.nan)}, "finite numbers, got 1 that are not"),
        ({"measured": ["a"] * 40}, "should measure numbers or truth values"),
        ({"above": None}, "one threshold of above=, below= and between=, got 0"),
        ({"below": 0.3}, "one threshold of above=, below= and between=, got 2"),
        ({"above": None, "between": (0.3, 0.1)}, "a lower and a higher number"),
        ({"above": None, "between": (0.2, 0.2)}, "a lower and a higher number"),
        ({"of": np.max}, "np.mean or np.median"),
        ({"measured": GAP > 0, "of": np.median}, "np.mean, their share"),
        ({"deterministic": True}, r"a single value, got shape \(40,\); reduce it"),
        ({"deterministic": True, "measured": True}, "should have no threshold of .*, got 1; an"),
    ],
)
def test_a_claim_that_is_not_well_put_is_an_error_of_its_author(wrong, message):
    given = {"name": "gap", "statement": "s", "measured": GAP, "above": 0.15} | wrong
    with pytest.raises((ValueError, TypeError), match=message):
        claim(given.pop("name"), given.pop("statement"), given.pop("measured"), **given)


@pytest.fixture
def published(monkeypatch):
    """What a notebook would have been told."""
    outputs = []
    shell = SimpleNamespace(display_pub=SimpleNamespace(publish=outputs.append))
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return outputs


def test_in_a_notebook_the_book_is_told(published):
    claim("gap", "it flatters her", GAP, above=0.15, show="{:.0%}")
    (output,) = published
    assert output["text/plain"] == ""
    record = output[MIME]
    assert (record["name"], record["show"], record["replicates"]) == ("gap", "20%", 40)
    assert all(value is None or type(value) in (str, int, float, bool) for value in record.values())


def test_the_book_is_told_of_a_claim_that_fails_before_the_cell_does(published):
    with pytest.raises(ClaimError):
        claim("gap", "it flatters her", GAP, above=0.25)
    assert published[0][MIME]["holds"] is False


def test_where_the_book_judges_claims_itself_a_failing_one_stops_nothing(published):
    sys.modules["IPython"].get_ipython().judges_claims = True
    claim("gap", "it flatters her", GAP, above=0.25)
    claim("gap-near", "it flatters her a little", GAP, above=0.19)
    claim("gap-common", "it flatters her", GAP, above=0.1)
    said = [output[MIME]["fault"] for output in published]
    assert "not above 0.25" in said[0]
    assert "standard errors inside above 0.19" in said[1]
    assert said[2] == ""


def test_nobody_is_told_where_there_is_no_notebook(monkeypatch):
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: None))
    claim("gap", "it flatters her", GAP, above=0.15)
