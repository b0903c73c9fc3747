"""Rules for losses that part: overfitting, in its four shapes."""


from committee.clinic import thresholds as t
from committee.clinic.cases import Case, Finding
from committee.clinic.curves import Curve
from committee.clinic.signals import Signal


def turned(case: Case) -> Finding | None:
    """Find a validation loss that turned upwards while the training loss went on falling.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of([1.0, 0.8, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1])
    >>> val = Curve.of([1.0, 0.8, 0.7, 0.7, 0.8, 0.9, 1.0, 1.1])
    >>> turned(Case(Curves(train=train, val=val))).diagnosis
    'overfitting'
    """
    val = case.val
    if val is None or case.train is None or not val.rise_counts:
        return None
    fell = case.train_fell_since(val.best_at)
    if val.rise < t.RISE or val.best_share >= t.EARLY or fell < t.TRAIN_FELL:
        return None
    if case.perfect and val.last - val.best < t.NEGLIGIBLE * val.gain:
        return None
    return Finding("overfitting", min(val.rise / t.RISE, 2 * fell / t.TRAIN_FELL), (
        f"{val.curve.name} was lowest at {case.when(val.best_at)} ({val.best:.4g}) and ends at "
        f"{val.last:.4g}, {100 * val.rise:.0f} % above",
        f"the training loss fell by another {100 * fell:.0f} % meanwhile, to "
        f"{case.train.last:.4g}"), marks=((val.best_at, "lowest validation loss"),))


def parted(case: Case) -> Finding | None:
    """Find a validation loss that stood still far above a training loss that went on falling.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of([0.8 ** i for i in range(20)])
    >>> val = Curve.of([max(0.8 ** i, 0.4) for i in range(20)])
    >>> parted(Case(Curves(train=train, val=val))).evidence[1]
    'the training loss fell by another 96 % meanwhile'
    """
    val, ratio = case.val, case.ratio
    if val is None or ratio is None or case.saturated or case.train is None:
        return None
    arrived = val.trend.x[val.trend.y <= val.best + t.NEAR_BEST * abs(val.best)][0]
    fell = case.train_fell_since(arrived)
    begun = val.trend.y[0] / max(case.train.trend.at(val.trend.x[0]), 1e-12)
    flat = val.fell_lately < t.FLAT and ratio >= t.GAP and fell >= t.GAP_TRAIN_FELL
    grown = ratio >= t.HUGE_GAP and ratio >= t.GAP_GREW * begun
    if not (flat or grown):
        return None
    return Finding("overfitting", ratio / t.GAP, (
        f"{val.curve.name} came within 5 % of its best at {case.when(arrived)} and ends at "
        f"{val.last:.4g}, {ratio:.1f} times the training loss ({case.train.last:.4g})",
        f"the training loss fell by another {100 * fell:.0f} % meanwhile"),
        marks=((float(arrived), "validation stands still"),))


def metric_turned(case: Case) -> Finding | None:
    """Find a held-out metric that gave back an early best while training went on.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of([2.0 ** -i for i in range(10)])
    >>> metric = Curve.of([0.5, 0.7, 0.8, 0.8, 0.78, 0.75, 0.73, 0.72, 0.7, 0.7])
    >>> metric_turned(Case(Curves(train=train, metric=metric))).diagnosis
    'overfitting'
    """
    curve = case.curves.metric
    if curve is None or len(curve) < 5 or case.train is None:
        return None
    upside_down = Signal(Curve(curve.x, -curve.y, curve.name))
    top, last = -upside_down.best, -upside_down.last
    lost = (top - last) / max(abs(top), 1e-12)
    fell = case.train_fell_since(upside_down.best_at)
    early = upside_down.best_share < t.EARLY and upside_down.rise_counts
    if not early or lost < t.METRIC_LOST or fell < t.METRIC_TRAIN_FELL:
        return None
    return Finding("overfitting", lost / t.METRIC_LOST, (
        f"{curve.name} was highest at {case.when(upside_down.best_at)} ({top:.4g}) and ends at "
        f"{last:.4g}", f"the training loss fell by {100 * fell:.0f} % meanwhile"),
        marks=((upside_down.best_at, f"best {curve.name}"),))


def gave_back(case: Case) -> Finding | None:
    """Find a held-out loss that stands alone and gives back part of what it gained.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> val = Curve.of([1.0, 0.6, 0.5, 0.5, 0.55, 0.6, 0.62, 0.63])
    >>> gave_back(Case(Curves(val=val))).diagnosis
    'overfitting'
    """
    val = case.val
    if val is None or case.train is not None or not val.rise_counts or val.gain <= 0:
        return None
    back = (val.last - val.best) / val.gain
    if back < t.GAVE_BACK or val.best_share >= t.EARLY:
        return None
    return Finding("overfitting", back / t.GAVE_BACK, (
        f"{val.curve.name} was lowest at {case.when(val.best_at)} ({val.best:.4g}), ends at "
        f"{val.last:.4g} and gave back {100 * back:.0f} % of what it had gained",),
        marks=((val.best_at, "lowest validation loss"),))
