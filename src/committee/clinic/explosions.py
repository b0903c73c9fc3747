"""Rules for losses that leave: diverged, or unstable."""

import numpy as np

from committee.clinic import thresholds as t
from committee.clinic.cases import Case, Finding
from committee.clinic.signals import middle, stretches


def not_finite(case: Case) -> Finding | None:
    """Find a training loss that is NaN or infinite to the end.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> lost = Curve.of([0.7, 0.9, float("nan"), float("nan")])
    >>> not_finite(Case(Curves(train=lost))).evidence
    ('loss is not finite from epoch 3 to the end',)
    """
    curve = case.curves.train if case.curves.train is not None else case.curves.val
    if curve is None:
        return None
    lost, what = curve.lost_at, "is not finite"
    if lost is None and len(curve) > 2 and not curve.y[-2:].any():
        others = [case.curves.val, case.curves.monitors.get("gradient_norm")]
        what = "is exactly 0, beside values that are not finite,"
        lost = next((o.lost_at for o in others if o is not None and o.lost_at is not None), None)
    if lost is None:
        return None
    evidence = [f"{curve.name} {what} from {case.when(lost)} to the end"]
    if len(curve):
        evidence.append(f"the last finite value is {curve.y[-1]:.4g}")
    return Finding("diverged", 9.0, tuple(evidence[:1] if len(curve) < 3 else evidence),
                   marks=((lost, "no longer finite"),))


def ran_away(case: Case) -> Finding | None:
    """Find a loss that ends at several times its best, or falls without a floor.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> away = Curve.of([2.3, 1.5, 1.0, 0.9, 4.0, 9.0, 9.0, 9.5])
    >>> ran_away(Case(Curves(train=away))).diagnosis
    'diverged'
    """
    signal = case.train or case.val
    if signal is None:
        return None
    y = signal.trend.y
    if y[-1] < 0 and len(y) >= 8 and -y[-1] > 20 * np.median(np.abs(y)) and y[-1] == y.min():
        return Finding("diverged", 2.0, (
            f"{signal.curve.name} runs to minus infinity: {signal.first:.4g} to {y[-1]:.4g}",))
    held_out_alone = case.train is None and signal.last < t.DIVERGED * signal.first
    if signal.best <= 0 or held_out_alone:
        return None
    times = signal.last / signal.best
    gain = max(signal.first, middle(y)) - signal.best
    lost = (signal.last - signal.best) / max(gain, 1e-12)
    back = signal.curve.y[-1] < t.DIVERGED * signal.best
    if times < t.DIVERGED or lost < t.LOST_GAIN or back or not signal.rise_counts:
        return None
    return Finding("diverged", times / t.DIVERGED, (
        f"{signal.curve.name} ends at {signal.last:.4g}, {times:.1f} times its best of "
        f"{signal.best:.4g} at {case.when(signal.best_at)}, and does not come back",),
        marks=((signal.best_at, "best"),))


def spiky(case: Case) -> Finding | None:
    """Find spikes that come again and again.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> y = 1 / np.arange(1.0, 41)
    >>> y[[10, 20, 30]] *= 5
    >>> spiky(Case(Curves(train=Curve.of(y)))).evidence[0]
    'loss has 3 spikes over 1.3 times its neighbours (at epoch 11, 21, 31)'
    """
    for signal in (case.train, case.val):
        if signal is None:
            continue
        least = 0.02 * max(signal.gain, 0.0)
        tall = [x for x in signal.spikes
                if signal.curve.y[np.searchsorted(signal.curve.x, x)] - signal.trend.at(x) > least]
        if len(tall) >= t.SPIKES and len(tall) >= 0.01 * len(signal.curve):
            shown = ", ".join(f"{x:.4g}" for x in tall[:5]) + (", ..." if len(tall) > 5 else "")
            return Finding("unstable", len(tall) / t.SPIKES, (
                f"{signal.curve.name} has {len(tall)} spikes over {t.SPIKE:g} times its "
                f"neighbours (at {case.curves.unit} {shown})",),
                marks=tuple((x, "spike") for x in tall[:3]))
    return None


def restless(case: Case) -> Finding | None:
    """Find a loss whose jumps hide which way it goes.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> y = np.tile([1.0, 1.6, 0.9, 1.5], 5)
    >>> restless(Case(Curves(train=Curve.of(y)))).diagnosis
    'unstable'
    """
    for signal in (case.train, case.val):
        if signal is None or len(signal.curve) < 8 or signal.curve.y.min() <= 0:
            continue
        spacing = middle(np.diff(signal.curve.x))
        by_batch = case.curves.unit == "step" or spacing < 0.9
        most = t.BATCHES if by_batch else t.EPOCHS
        level = stretches(np.log(signal.curve.y), int(most))
        jump = middle(np.abs(np.diff(level)))
        half = len(level) // 2
        way = abs(middle(level[:half]) - middle(level[half:]))
        if jump > np.log1p(t.JUMPS) and way < 2 * jump:
            return Finding("unstable", jump / np.log1p(t.JUMPS), (
                f"{signal.curve.name} jumps by {100 * np.expm1(jump):.0f} % from one value to the "
                "next, more than it moves in any direction",))
    return None


def bursting(case: Case) -> Finding | None:
    """Find bursts of orders of magnitude over a level that had been reached.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> y = np.geomspace(1e3, 1e-4, 60)
    >>> y[50:53] = 1.0
    >>> bursting(Case(Curves(train=Curve.of(y)))).diagnosis
    'unstable'
    """
    signal = case.train
    if signal is None or case.val is not None or signal.curve.y.min() <= 0:
        return None
    decades = np.log10(signal.curve.y)
    reached = np.interp(signal.curve.x, signal.trend.x, signal.trend.y)
    above = decades - np.minimum.accumulate(np.log10(reached))
    worst = int(above.argmax())
    if len(decades) < 20 or above[worst] < 1.5 * t.BURST or np.sum(above > t.BURST) < t.SPIKES:
        return None
    return Finding("unstable", float(above[worst] / t.BURST), (
        f"{signal.curve.name} bursts to {signal.curve.y[worst]:.3g} at "
        f"{case.when(signal.curve.x[worst])}, {10 ** above[worst]:.3g} times what it had reached",),
        marks=((float(signal.curve.x[worst]), "burst"),))


def climbing(case: Case) -> Finding | None:
    """Find a training loss that climbs from its best and stays up.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> y = [8.0, 5, 3, 2.5, 2.3, 2.3, 3.5, 4.5, 5, 5, 5.2, 5.1]
    >>> climbing(Case(Curves(train=Curve.of(y)))).diagnosis
    'unstable'
    """
    signal = case.train
    if signal is None or signal.best <= 0 or not signal.rise_counts:
        return None
    lost = (signal.last - signal.best) / max(signal.gain, 1e-12)
    if signal.last < t.SPIKE * signal.best or lost < t.LOST_GAIN or signal.best_share > t.EARLY:
        return None
    return Finding("unstable", signal.last / signal.best / t.SPIKE, (
        f"{signal.curve.name} climbs from {signal.best:.4g} at {case.when(signal.best_at)} to "
        f"{signal.last:.4g}: what was learnt is being undone",), marks=((signal.best_at, "best"),))
