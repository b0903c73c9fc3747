import numpy as np
import pytest

from committee.clinic import Curve, Curves, diagnose, diagnose_each
from committee.clinic.cases import Case
from committee.clinic.diagnosis import examine
from committee.clinic.remedies import BY_DIAGNOSIS, CAUSES, PAGES, WORDS
from committee.clinic.rules import RULES, find
from committee.clinic.signals import Signal, averages, medians
from committee.clinic.thresholds import THRESHOLDS
from committee.history import History

NAN = float("nan")


def judged(train=None, val=None, metric=None, unit="epoch", **more):
    curves = (Curve.of(y) if y is not None else None for y in (train, val, metric))
    return examine(Curves(*curves, unit=unit, **more))


def decaying(n, start, floor, speed):
    return floor + (start - floor) * np.exp(-speed * np.arange(n) / n)


RUNS = {
    "good_fit": lambda n: (decaying(n, 1, 0.3, 9), decaying(n, 1.05, 0.36, 9)),
    "still_improving": lambda n: (decaying(n, 1, 0.1, 1.5), decaying(n, 1.05, 0.15, 1.5)),
    "overfitting": lambda n: (decaying(n, 1, 0.02, 5),
                              decaying(n, 1, 0.4, 10) + 0.6 * np.arange(n) / n),
    "underfitting": lambda n: (decaying(n, 0.7, 0.6, 12), decaying(n, 0.72, 0.62, 12)),
    "plateau": lambda n: (decaying(n, 0.698, 0.693, 9), decaying(n, 0.699, 0.694, 9)),
    "diverged": lambda n: (decaying(n, 1, 0.3, 9) + np.maximum(np.arange(n) / n - 0.6, 0) * 20,
                           decaying(n, 1, 0.4, 9)),
}  # fmt: skip


@pytest.mark.parametrize("word", RUNS)
@pytest.mark.parametrize("n", [12, 30, 100, 1000])
@pytest.mark.parametrize("scatter", [0.0, 0.01])
def test_the_shapes_of_the_textbook_are_told_apart(word, n, scatter, rng):
    train, val = RUNS[word](n)
    noisy = [y * np.exp(scatter * rng.standard_normal(n)) for y in (train, val)]
    assert judged(*noisy).diagnosis == word


@pytest.mark.parametrize("scatter", [0.03, 0.06, 0.1])
def test_scatter_alone_is_rarely_taken_for_an_illness(scatter, rng):
    train, val = RUNS["good_fit"](100)
    words = [
        judged(train, val * np.exp(scatter * rng.standard_normal(100))).diagnosis
        for _ in range(60)
    ]
    healthy = {"good_fit", "still_improving", "inconclusive"}
    assert np.mean([word in healthy for word in words]) > 0.95


@pytest.mark.parametrize("factor", [1e-6, 1e6])
def test_the_unit_of_the_loss_does_not_matter_where_nothing_is_at_chance(factor):
    for word in ("good_fit", "still_improving", "overfitting", "diverged"):
        train, val = RUNS[word](60)
        assert judged(factor * train, factor * val).diagnosis == word


def test_a_loss_that_is_not_finite_to_the_end_has_diverged():
    assert judged([0.7, 0.6, NAN, NAN]).evidence[0] == (
        "loss is not finite from epoch 3 to the end")
    assert judged([NAN] * 9).diagnosis == "diverged"
    assert judged(None, [0.7, 0.6, 0.5, NAN, NAN]).diagnosis == "diverged"
    assert "last finite" in judged([0.7, 0.6, 0.5, NAN]).evidence[1]


def test_gaps_are_no_divergence():
    sparse = np.full(60, NAN)
    sparse[::5] = decaying(12, 1, 0.1, 1.5)
    assert judged(sparse).diagnosis == "still_improving"


def test_a_loss_of_exactly_zero_beside_nan_has_diverged():
    gradient = Curve.of([1.0, 1, 1, NAN, NAN, NAN])
    found = judged([1.0, 0.9, 0.8, 0, 0, 0], monitors={"gradient_norm": gradient})
    assert found.diagnosis == "diverged"
    assert judged([1.0, 0.9, 0.8, 0, 0, 0]).diagnosis != "diverged"


def test_a_loss_without_a_floor_has_diverged():
    assert "minus infinity" in judged(-np.exp(np.arange(20.0))).evidence[0]


def test_what_comes_back_has_not_diverged():
    burst = decaying(40, 1, 0.3, 9)
    burst[20:36] = 5
    assert judged(burst, decaying(40, 1, 0.35, 9)).diagnosis != "diverged"
    held_out = [1.0, 0.5, 0.4, 0.4, 1.6, 1.6, 1.6, 1.6]
    assert judged(None, held_out).diagnosis == "overfitting"
    assert judged(None, [1.0, 0.5, 0.4, 0.4, 9, 9, 9, 9]).diagnosis == "diverged"


def test_what_falls_short_of_a_threshold_is_not_called_by_its_name():
    half_lost = [1.0, 0.5, 0.2, 0.2, 0.3, 0.4, 0.45, 0.5, 0.5, 0.5, 0.5]
    assert judged(half_lost).diagnosis == "unstable"  # 2.5 times its best is not yet diverged
    train, val = decaying(60, 1, 0.3, 9), decaying(60, 1, 0.4, 40)
    assert judged(train, val + np.linspace(0, 0.01, 60)).diagnosis == "good_fit"
    metric = 0.9 - np.linspace(0, 0.02, 60)
    assert judged(train, val, metric).diagnosis == "good_fit"
    flat = decaying(60, 1.0, 0.76, 40)
    assert judged(flat, flat).diagnosis == "underfitting"
    assert judged(flat, 1.6 * flat).diagnosis == "good_fit"


def test_a_loss_that_falls_where_the_metric_is_full_is_done():
    train, val = RUNS["still_improving"](60)
    assert judged(train, val, np.full(60, 0.99)).diagnosis == "good_fit"


def test_three_spikes_make_a_habit_and_two_do_not():
    y = decaying(60, 1, 0.3, 9)
    for count, word in ((2, "good_fit"), (3, "unstable")):
        spiky = y.copy()
        spiky[[15, 30, 45][:count]] *= 2
        assert judged(spiky, y).diagnosis == word
        assert judged(y, spiky).diagnosis == word


def test_spikes_near_zero_do_not_count_beside_what_was_gained():
    y = decaying(60, 1, 1e-4, 30)
    y[[40, 45, 50]] *= 3
    assert judged(y, y).diagnosis == "good_fit"


def test_jumps_that_hide_the_way_are_unstable_and_batches_are_not(rng):
    jumping = np.exp(0.4 * rng.standard_normal(40))
    assert judged(jumping).diagnosis == "unstable"
    assert judged(np.repeat(jumping, 25) * np.exp(0.1 * rng.standard_normal(1000)),
                  unit="step").diagnosis != "unstable"


def test_bursts_of_orders_of_magnitude_are_unstable():
    y = np.geomspace(1e6, 1e-5, 60)
    y[45:49] = 1.0
    found = judged(y)
    assert found.diagnosis == "unstable"
    assert "bursts to 1" in found.evidence[0]


def test_a_validation_loss_that_rises_while_training_stands_is_no_overfitting():
    train, val = np.full(30, 0.5), 0.5 + 0.01 * np.arange(30)
    assert judged(train, val).diagnosis != "overfitting"


def test_a_rise_of_next_to_nothing_is_let_pass_where_all_is_right():
    train, val = decaying(60, 1, 0.001, 9), decaying(60, 1, 0.01, 40)
    val[20:] += 0.002
    assert judged(train, val, decaying(60, 0.5, 0.999, 9)).diagnosis == "good_fit"
    assert judged(train, val, decaying(60, 0.5, 0.9, 9)).diagnosis == "overfitting"


def test_a_metric_that_gives_back_an_early_best_tells_of_overfitting():
    metric = [0.5, 0.8, 0.85, 0.84, 0.8, 0.78, 0.77, 0.76, 0.75, 0.75]
    assert judged(decaying(10, 1, 0.1, 3), None, metric).diagnosis == "overfitting"


def test_a_held_out_loss_alone_tells_by_what_it_gave_back():
    val = [1.0, 0.6, 0.5, 0.5, 0.55, 0.6, 0.62, 0.63]
    assert judged(None, val).diagnosis == "overfitting"
    little = decaying(40, 1, 0.5, 40) + np.linspace(0, 0.03, 40)
    assert judged(None, little).diagnosis == "inconclusive"


def test_a_gap_that_opens_while_validation_stands_is_overfitting():
    train, val = decaying(40, 1, 0.01, 6), decaying(40, 1, 0.45, 12)
    assert judged(train, val).diagnosis == "overfitting"
    perfect = decaying(40, 0.5, 0.99, 9)
    assert judged(train, val, perfect).diagnosis == "good_fit"
    assert judged(train, val, comparable=False).diagnosis == "good_fit"


def test_the_loss_of_guessing_is_recognised():
    y = [2.6, 2.4, *[2.302, 2.303] * 8]
    found = judged(y)
    assert found.diagnosis == "plateau"
    assert "guessing among 10 classes" in found.evidence[1]
    assert judged(y, y, [0.9] * 18).diagnosis != "plateau"


def test_a_flat_run_with_a_poor_metric_is_a_plateau():
    y = decaying(40, 1.0, 0.9, 40)
    found = judged(y, 1.5 * y, np.full(40, 0.4))
    assert found.diagnosis == "plateau"
    assert "metric ends at 0.4" in found.evidence[-1]


def test_a_network_that_was_good_from_the_start_is_not_stuck():
    y = decaying(40, 0.30, 0.297, 9)
    assert judged(y, y, np.full(40, 0.95)).diagnosis == "good_fit"
    assert judged(y, y, np.full(40, 0.50)).diagnosis == "plateau"


def test_training_alone_and_settled_is_left_open():
    found = judged(decaying(60, 1, 0.3, 20))
    assert found.diagnosis == "inconclusive"
    assert found.causes[0] == "no_validation"
    assert "without a held-out loss" in found.evidence[0]


def test_what_no_rule_settles_is_said_to_be_open():
    apart = judged(decaying(60, 1, 0.2, 20), decaying(60, 1, 0.5, 20))
    assert "2.5 times apart" in apart.evidence[0]
    assert apart.causes[0] == "small_validation"
    risen = decaying(60, 1, 0.5, 20) + np.linspace(0, 0.06, 60)
    assert "above its lowest" in judged(decaying(60, 1, 0.45, 20), risen).evidence[0]
    assert find(Case(Curves())).evidence == ("no rule settles it",)
    assert Case(Curves()).train_fell_since(1.0) == 0


def test_a_test_of_learning_rates_is_not_judged():
    rate = Curve.of(np.geomspace(1e-7, 10, 100))
    loss = Curve.of([*np.linspace(2.3, 0.9, 80), *np.geomspace(1, 9, 20)])
    assert diagnose(Curves(loss, monitors={"learning_rate": rate})).diagnosis == "inconclusive"
    warm = Curve.of(np.linspace(0.01, 1, 100))
    assert diagnose(Curves(loss, monitors={"learning_rate": warm})).diagnosis == "diverged"


def test_a_loss_that_begins_at_zero_is_no_plateau():
    assert judged(np.linspace(0, 5, 30)).diagnosis == "inconclusive"


def test_too_little_is_not_judged():
    assert "has 2 values" in judged([1.0, 0.5]).evidence[0]
    assert "could be read" in judged().evidence[0]
    assert judged([1.0, 0.5, 0.4, 0.3, 0.2], doubts=("two runs",)).evidence == ("two runs",)


def test_confidence_sinks_with_what_had_to_be_assumed():
    train, val = RUNS["overfitting"](60)
    assert judged(train, val).confidence == "high"
    assert judged(train[::8], val[::8], remarks=("one of two runs",)).confidence != "high"


def test_a_trend_is_read_through_scatter():
    noisy = Signal(Curve.of(np.tile([1.0, 1.2, 0.8, 1.1, 0.9], 200)))
    assert np.ptp(noisy.trend.y[5:-5]) < 0.1
    assert 0.9 < noisy.first < 1.1
    assert Signal(Curve.of([1.0, 2.0])).noise == 0.0
    assert medians(np.array([1.0, 2.0])).tolist() == [1.0, 2.0]
    assert averages(np.array([1.0, 2.0]), 1).tolist() == [1.0, 2.0]
    assert len(Signal(Curve.of([-1.0] * 20)).spikes) == 0


@pytest.mark.parametrize("word", BY_DIAGNOSIS)
def test_every_diagnosis_has_words_causes_and_pages(word):
    assert WORDS[word]
    for cause, _ in BY_DIAGNOSIS[word]:
        found = CAUSES[cause]
        assert found.page in PAGES
        assert "" not in (found.text, found.first_fix, found.confirm)


def test_every_cause_belongs_to_a_diagnosis_and_every_threshold_explains_itself():
    assert {cause for causes in BY_DIAGNOSIS.values() for cause, _ in causes} == set(CAUSES)
    assert all(threshold.why.endswith((".", "...")) for threshold in THRESHOLDS.values())
    assert len({rule.__name__ for rule in RULES}) == len(RULES)


def test_a_history_is_judged_by_most_of_its_replicates():
    good, bad = RUNS["good_fit"](40), RUNS["overfitting"](40)
    train, val = (np.stack([a] * 9 + [b], axis=-1) for a, b in zip(good, bad, strict=True))
    history = History((10,), train_loss=train, val_loss=val)
    assert [answer.diagnosis for answer in diagnose_each(history)].count("good_fit") == 9
    found = diagnose(history)
    assert (found.diagnosis, found.evidence[0][:25]) == ("good_fit", "so in 9 of 10 replicates;")
    some = History((10,), train_loss=train[:, ::-1][:, [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]],
                   val_loss=val[:, ::-1][:, [0, 0, 0, 1, 1, 1, 1, 1, 1, 1]])
    assert diagnose(some).confidence == "low"


def test_a_diverged_replicate_is_known_by_when_it_diverged():
    history = History((2,), train_loss=np.tile(decaying(20, 1, 0.1, 2)[:, None], 2),
                      val_loss=np.tile(decaying(20, 1, 0.1, 2)[:, None], 2))
    history.diverged_at[1] = 8
    well, ill = diagnose_each(history)
    assert well.diagnosis == "still_improving"
    assert (ill.diagnosis, ill.evidence[0]) == (
        "diverged", "train loss is not finite from epoch 8 to the end")


def test_curves_are_judged_as_they_are():
    train, val = RUNS["overfitting"](40)
    assert diagnose(Curves(Curve.of(train), Curve.of(val))).diagnosis == "overfitting"
    assert len(Curves().main) == 0
