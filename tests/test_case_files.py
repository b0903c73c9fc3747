"""The sick runs of the case files: known by their cause, and told from healthy ones."""

from dataclasses import fields, replace

import numpy as np
import pytest

from committee.case_files import (
    FINE,
    HEALTHY,
    ILLNESSES,
    Recipe,
    case_file,
    hidden,
    lines,
    shuffled,
)
from committee.clinic.guard import ALARMS
from committee.clinic.remedies import CAUSES
from committee.initializers import normal
from committee.losses import mean_squared_error
from committee.optimizers import SGD

RUNS = {"as it stands": Recipe(), **HEALTHY}


@pytest.mark.parametrize("cause", ILLNESSES)
def test_the_true_cause_of_an_illness_comes_first(cause, rng):
    answers = ILLNESSES[cause].train(replicates=20, rng=rng).answers
    assert np.mean([answer.causes[0] == cause for answer in answers]) >= 0.85


@pytest.mark.parametrize("name", RUNS)
def test_a_healthy_run_raises_no_alarm(name, rng):
    answers = RUNS[name].train(replicates=20, rng=rng).answers
    assert np.mean([answer.diagnosis in ALARMS for answer in answers]) <= 0.05
    assert all(answer.causes[0] in FINE for answer in answers if answer.diagnosis not in ALARMS)


def test_every_illness_is_one_that_the_clinic_knows():
    assert ILLNESSES.keys() <= CAUSES.keys() - FINE
    assert len(ILLNESSES) >= 12


@pytest.mark.parametrize("cause", ["rate_too_low", "rate_too_high", "dead_units", "summed_loss",
                                   "all_clipped"])
def test_one_part_alone_is_sick(cause):
    names = [field.name for field in fields(Recipe)]
    changed = [name for name in names if getattr(ILLNESSES[cause], name) != getattr(Recipe(), name)]
    assert len(changed) == 1


def test_a_cure_under_the_same_seed_begins_where_the_illness_did():
    def train(clip_norm):
        recipe = Recipe(epochs=1, batch_size=None, clip_norm=clip_norm)
        return recipe.train(replicates=2, rng=np.random.default_rng(8))

    sick, cured = train(1e-12).history.train_loss, train(None).history.train_loss
    untouched = replace(Recipe(), epochs=1, clip_norm=1e-12, batch_size=30)
    again = untouched.train(replicates=2, rng=np.random.default_rng(8)).history.train_loss
    np.testing.assert_allclose(sick, again, rtol=1e-9)
    assert (cured < sick).all()


def test_shuffled_labels_are_the_same_ones_on_other_pictures():
    dealt, apart = (deal(3, np.random.default_rng(8)) for deal in (lines(), shuffled(lines())))
    np.testing.assert_array_equal(dealt[0].x, apart[0].x)
    np.testing.assert_array_equal(dealt[0].y.sum(axis=-1), apart[0].y.sum(axis=-1))
    assert 0.4 < (dealt[0].y == apart[0].y).mean() < 0.6
    np.testing.assert_array_equal(dealt[1].y, apart[1].y)


def test_a_run_that_a_squared_error_trains_has_no_accuracy(rng):
    recipe = replace(ILLNESSES["saturated"], epochs=2)
    assert recipe.loss is mean_squared_error
    assert np.isnan(recipe.train(replicates=2, rng=rng).history.val_accuracy).all()


def test_a_run_that_diverges_altogether_is_a_run(rng):
    loud = hidden(20, 20, 20, init=normal(1e100))
    run = Recipe(loud, optimizer=SGD(10.0)).train(replicates=3, rng=rng)
    assert {answer.diagnosis for answer in run.answers} == {"diverged"}
    assert [len(norms) for norms in run.norms.values()] == [len(run.history)] * 2


def test_files_are_numbered_from_one():
    assert case_file(1) is ILLNESSES["memorising"]
    assert case_file(len(ILLNESSES)) is ILLNESSES["batch_statistics"]
    for number in (0, len(ILLNESSES) + 1):
        with pytest.raises(ValueError, match="expects a number from 1 to"):
            case_file(number)
