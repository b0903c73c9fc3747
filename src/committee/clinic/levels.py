"""Rules for where a loss settles: plateau, underfitting, still improving, a good fit."""

import numpy as np

from committee.clinic import thresholds as t
from committee.clinic.cases import Case, Finding
from committee.clinic.signals import Signal


def never_began(case: Case) -> Finding | None:
    """Find a training loss that hardly moved.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> never_began(Case(Curves(train=Curve.of([0.90, 0.895, 0.893, 0.895, 0.892])))).evidence
    ('loss goes from 0.9 to 0.892, -0.9 % in all',)
    """
    signal = case.train or case.val
    if signal is None or (case.score is not None and case.score >= t.GOOD_METRIC):
        return None
    if not signal.first:
        return None  # nothing was left to learn
    fell = (signal.first - signal.last) / max(abs(signal.first), 1e-12)
    best = (signal.first - signal.best) / max(abs(signal.first), 1e-12)
    if best >= t.STUCK:
        return None
    return Finding("plateau", min(t.STUCK / max(abs(best), 1e-3), 9.0), (
        f"{signal.curve.name} goes from {signal.first:.4g} to {signal.last:.4g}, "
        f"{-100 * fell:+.1f} % in all", *_at_chance(case, signal)))


def stood_still(case: Case) -> Finding | None:
    """Find a training loss that has been flat for most of the run at a level known to be bad.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> y = [2.6, 2.4, 2.303, 2.302, 2.303, 2.302, 2.303, 2.303, 2.302, 2.303]
    >>> stood_still(Case(Curves(train=Curve.of(y)))).evidence[1]
    'that is the loss of guessing among 10 classes (ln 10 = 2.303)'
    """
    signal = case.train or case.val
    if signal is None or len(signal.trend) < 5:
        return None
    y = signal.trend.y
    tail = y[int(len(y) * (1 - t.FLAT_SHARE)) :]
    level = float(np.median(tail))
    flat = np.ptp(tail) <= t.FLAT * abs(level) + 2 * t.NOISE * signal.noise
    chance = _at_chance(case, signal)
    poor = case.score is not None and case.score < t.POOR_METRIC and (
        signal.last > (1 - t.LOST_GAIN) * signal.first)
    if not flat or signal.improving or not (chance or poor):
        return None
    evidence = [f"{signal.curve.name} has stood at {level:.4g} for the last "
                f"{100 * t.FLAT_SHARE:.0f} % of the run", *chance]
    if case.score is not None:
        evidence.append(f"the metric ends at {case.score:.3g}")
    return Finding("plateau", 1.5, tuple(evidence))


def _at_chance(case: Case, signal: Signal) -> tuple[str, ...]:
    """Return the sentence that a loss is that of guessing, if it is."""
    for classes in (2, 3, 4, 5, 6, 7, 8, 9, 10, 20, 50, 100, 200, 1000):
        chance = float(np.log(classes))
        near = abs(signal.last - chance) < t.CHANCE * chance / (1 + (2 < classes < 10))
        guess = case.score is None or case.score < 1.5 / classes
        if near and guess:
            return (f"that is the loss of guessing among {classes} classes "
                    f"(ln {classes} = {chance:.4g})",)
    return ()


def too_simple(case: Case) -> Finding | None:
    """Find two losses that stay together, flat, at a poor level.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of([1.0, 0.9, 0.85, 0.84, 0.84, 0.84, 0.84, 0.84])
    >>> too_simple(Case(Curves(train=train, val=train))).diagnosis
    'underfitting'
    """
    if case.train is None or case.val is None or case.ratio is None:
        return None
    together = case.ratio < t.SMALL_GAP
    flat = all(not signal.improving for signal in (case.train, case.val))
    left = case.train.last / max(case.train.first, 1e-12)
    poor = case.score < t.POOR_METRIC if case.score is not None else left > t.POOR_LEFT
    if not (together and flat and poor):
        return None
    level = f"the metric ends at {case.score:.3g}" if case.score is not None else (
        f"{100 * left:.0f} % of the first training loss is left")
    return Finding("underfitting", 1.0, (
        f"training and validation loss end together ({case.train.last:.4g} and "
        f"{case.val.last:.4g})", "neither fell by 3 % over the last quarter", level))


def still_falling(case: Case) -> Finding | None:
    """Find a loss that was still falling when the run ended.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> still_falling(Case(Curves(train=Curve.of(np.geomspace(1, 0.1, 20))))).diagnosis
    'still_improving'
    """
    signal = case.main
    if signal is None or case.saturated or not signal.improving:
        return None
    if signal.best_share < 0.9 and signal.rise > t.FLAT and signal.rise_counts:
        return None
    return Finding("still_improving", max(
        signal.fell_lately / t.STILL_FALLS, signal.gained_lately / t.STILL_FALLS) / 2, (
        f"{signal.curve.name} fell by {100 * signal.fell_lately:.1f} % over the last quarter, to "
        f"{signal.last:.4g}, and ends near its lowest",))


def fits(case: Case) -> Finding | None:
    """Find a validation loss that has settled near its best, not far from the training loss.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of([1.0, 0.5, 0.3, 0.22, 0.2, 0.2, 0.2, 0.2])
    >>> fits(Case(Curves(train=train, val=train))).diagnosis
    'good_fit'
    """
    val = case.val
    if val is None or case.train is None:
        return None
    risen = val.rise >= t.RISE and val.rise_counts
    wide = case.ratio is not None and case.ratio >= t.FAIR_GAP and not case.saturated
    if wide or (risen and not case.saturated):
        return None
    gap = "" if case.ratio is None else f", {case.ratio:.2f} times the training loss"
    return Finding("good_fit", 1.0 if case.ratio is None else 1.5, (
        f"{val.curve.name} settled at {val.last:.4g}{gap}",
        f"its lowest was {val.best:.4g} at {case.when(val.best_at)}"))
