"""Which cause is the likeliest: what the monitors show moves it up or down the list.

A sign looks at a case and returns how much it speaks for a cause, with a sentence, or None.
"""

from collections.abc import Callable

import numpy as np

from committee.clinic import thresholds as t
from committee.clinic.cases import Case
from committee.clinic.remedies import BY_DIAGNOSIS
from committee.clinic.signals import middle

Sign = tuple[str, float, str]  # cause, weight, evidence
DIRECT = 4.0  # a sign of this weight was seen, not inferred: its cause is named whatever the curve


def rank(case: Case | None, diagnosis: str) -> tuple[list[str], list[str]]:
    """Return the causes of a diagnosis, likeliest first, and the evidence that ranked them.

    Examples
    --------
    >>> rank(None, "plateau")[0][0]
    'rate_too_low'
    """
    weights = dict(BY_DIAGNOSIS[diagnosis])
    evidence = []
    signs = [] if case is None else [one for sign in SIGNS for one in sign(case)]
    for cause, weight, said in signs:
        if cause in weights or weight >= DIRECT:
            weights[cause] = weights.get(cause, 0.0) + weight
            evidence.append((weight, said))
    ranked = sorted(weights, key=lambda cause: -weights[cause])
    return ranked, [said for weight, said in sorted(evidence, reverse=True) if weight > 0 and said]


def lost_at_once(case: Case) -> list[Sign]:
    """Tell a NaN of the first moments from one that grew.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> lost_at_once(Case(Curves(train=Curve.of([0.7, float("nan"), float("nan")]))))[0][0]
    'bad_numbers'
    """
    curve = case.curves.train if case.curves.train is not None else case.curves.val
    if curve is None or curve.lost_at is None:
        return []
    if len(curve) < 2:
        return [("bad_numbers", 2.0, "it was not finite from the start, before it could grow")]
    calm = curve.y[-1] <= 1.5 * float(np.median(curve.y))
    if calm and len(curve) > 2:
        return [("bad_numbers", 1.8, "the loss was calm just before: nothing grew into it")]
    return [("rate_too_high", 1.0, "the loss grew before it was lost")]


def metric_holds(case: Case) -> list[Sign]:
    """See whether decisions stay as good while the loss rises.

    Examples
    --------
    >>> from committee.clinic.curves import Curves
    >>> metric_holds(Case(Curves()))
    []
    """
    metric, val = case.curves.metric, case.val
    if metric is None or val is None or len(metric) < 3 or val.rise < t.RISE:
        return []
    then, now = metric.at(val.best_at), float(np.mean(metric.y[-max(1, len(metric) // 10) :]))
    if now < then - 0.005 * abs(then):
        return [("over_confident", -1.0, "")]
    return [("over_confident", 2.0, f"{metric.name} holds meanwhile: {then:.3g} when the loss was "
             f"lowest, {now:.3g} at the end")]


def never_carried_over(case: Case) -> list[Sign]:
    """See whether validation never got below where it began, while training learnt.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> train = Curve.of(np.geomspace(0.7, 0.1, 10))
    >>> never_carried_over(Case(Curves(train=train, val=Curve.of(np.linspace(0.7, 2.0, 10)))))[0][0]
    'shuffled_labels'
    """
    learnt, carried = _learnt(case)
    if carried > t.CARRIED * learnt:
        return []
    return [("shuffled_labels", 2.6, f"training learnt ({100 * learnt:.0f} % off its loss), "
             f"validation hardly ever did ({100 * carried:.0f} %)")]


def _learnt(case: Case) -> tuple[float, float]:
    """Return which share of their loss training and validation lost; nothing and all if unknown."""
    val, train = case.val, case.train
    if val is None or train is None or not case.curves.comparable or train.first <= 0:
        return 0.0, 1.0
    learnt, start = (train.first - train.last) / train.first, max(val.first, train.first)
    return (learnt, (start - val.best) / start) if learnt >= t.TRAIN_FELL else (0.0, 1.0)


def too_good(case: Case) -> list[Sign]:
    """See whether validation is as perfect as training.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> both = Curve.of(np.geomspace(0.7, 0.001, 10))
    >>> too_good(Case(Curves(train=both, val=both)))[0][0]
    'leak'
    """
    if case.ratio is None or case.train is None or case.train.first <= 0:
        return []
    learnt_by_heart = case.train.last < 0.05 * case.train.first
    if not learnt_by_heart or case.ratio > 1.1 or case.ratio < 0.5:
        return []
    return [("leak", 1.5, f"validation loss is {case.ratio:.2f} times a training loss near zero: "
             "rarely is unseen data that easy")]


def validation_scatter(case: Case) -> list[Sign]:
    """See whether validation scatters far more than training does.

    Examples
    --------
    >>> from committee.clinic.curves import Curves
    >>> validation_scatter(Case(Curves()))
    []
    """
    val, train = case.val, case.train
    if val is None or train is None or len(val.curve) < 8 or val.last <= 0 or train.last <= 0:
        return []
    scatter, calm = val.noise / val.last, train.noise / train.last
    if scatter < 0.1 or scatter < 4 * calm:
        return []
    return [(cause, 1.5, f"validation scatters by {100 * scatter:.0f} %, training by "
             f"{100 * calm:.1f} %") for cause in ("small_validation", "batch_statistics")]


def _median(case: Case, channel: str, *, start: float = 0.0, end: float = 1.0) -> float | None:
    """Return the median of a monitor over part of the run, None where nobody watched."""
    curve = case.curves.monitors.get(channel)
    if curve is None or not len(curve):
        return None
    first, last = int(start * len(curve)), max(int(np.ceil(end * len(curve))), 1)
    return middle(curve.y[first:last]) if last > first else float("nan")


def stuck_units(case: Case) -> list[Sign]:
    """Read the shares of dead and of saturated units, and of clipped steps.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> dead = Curve.of([0.9, 0.95, 0.95])
    >>> stuck_units(Case(Curves(monitors={"dead_fraction": dead})))[0][0]
    'dead_units'
    """
    signs: list[Sign] = []
    shares = (("dead_fraction", "dead_units", t.DEAD, "of a layer's units are dead"),
              ("saturated_fraction", "saturated", t.SATURATED_SHARE, "of the answers saturate"),
              ("clipped_fraction", "all_clipped", t.CLIPPED, "of the steps were clipped"))
    for channel, cause, threshold, words in shares:
        share = _median(case, channel)
        if share is not None and share >= threshold:
            signs.append((cause, 5.0, f"{100 * share:.0f} % {words}"))
    norm = case.curves.monitors.get("gradient_norm")
    if norm is not None and len(norm) > 4 and 0 < norm.y.max() <= 1.0001 * norm.y.min():
        signs.append(("all_clipped", 8.0, f"every gradient is {norm.y[0]:.3g} long: all are "
                      "clipped"))
    return signs


def gradients(case: Case) -> list[Sign]:
    """Read the gradient norms, and how the signal grows on its way through the layers.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> first, last = Curve.of([1e-7, 1e-7]), Curve.of([0.1, 0.1])
    >>> monitors = {"gradient_norm_first": first, "gradient_norm_last": last}
    >>> gradients(Case(Curves(monitors=monitors)))[0][0]
    'vanishing'
    """
    signs: list[Sign] = []
    first, last = _median(case, "gradient_norm_first"), _median(case, "gradient_norm_last")
    if first is not None and last is not None and 0 < first < t.VANISHED * last:
        signs.append(("vanishing", 6.0, f"the first layer's gradient is {first / last:.1e} times "
                      "the last layer's"))
    scale, out = _median(case, "input_scale", end=0.0), _median(case, "activation_std", end=0.0)
    grown = [] if scale is None or out is None else [out / max(scale, 1e-30)]
    initial = _median(case, "initial_growth")
    factor = max(grown if initial is None else [*grown, initial], default=0.0)
    if factor > t.GROWN:
        signs.append(("exploding", 9.0, f"the signal grows {factor:.0f}-fold through the layers"))
    norm = case.curves.monitors.get("gradient_norm")
    if norm is not None and len(norm) > 1:
        peak = float(norm.y.max() / max(float(np.median(norm.y)), 1e-30))
        if norm.lost_at is not None or peak > t.EXPLODED:
            signs.append(("exploding", 1.8, f"the gradient norm reaches {norm.y.max():.3g}, "
                          f"{peak:.3g} times its median"))
    return signs


def scales(case: Case) -> list[Sign]:
    """Read the scale of the inputs, and whether the loss was averaged over the batch.

    The mean error at the output cannot exceed the loss itself (cross-entropy) or twice its root
    (squared error); a sum over the batch does.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> scales(Case(Curves(monitors={"input_scale": Curve.of([255.0, 255.0])})))[0][0]
    'unscaled_inputs'
    """
    signs: list[Sign] = []
    scale, pull = _median(case, "input_scale"), _median(case, "output_pull", end=0.25)
    if scale is not None and not t.SMALL_INPUT < scale < t.LARGE_INPUT:
        signs.append(("unscaled_inputs", 9.0, f"the largest feature is {scale:.3g} in size"))
    if pull is not None and case.train is not None and case.train.first > 0:
        most = max(case.train.first, 2 * float(np.sqrt(case.train.first)))
        if pull > t.PULL * most:
            signs.append(("summed_loss", 8.5, f"the mean error at the output is {pull:.3g}, "
                          f"{pull / most:.1f} times what this loss allows"))
    return signs


def steps(case: Case) -> list[Sign]:
    """Read how far an epoch moves the weights.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> steps(Case(Curves(monitors={"update_ratio": Curve.of([1e-7, 1e-7])})))[0][0]
    'rate_too_low'
    """
    ratio, leap = _median(case, "update_ratio", end=0.25), _median(case, "update_ratio", end=0.0)
    if ratio is None or leap is None:
        return []
    if leap > t.LEAPING:
        return [("rate_too_high", 6.0, f"the first epoch moved the weights by {100 * leap:.0f} % "
                 "of their new length")]
    if ratio < t.CREEPING:
        return [("rate_too_low", 4.0, f"an epoch moves the weights by {ratio:.1e} of their length")]
    return []


def modes(case: Case) -> list[Sign]:
    """Read whether evaluation depends on chance or company, or differs from training.

    Running averages always lag a little; where validation learns all the same, they do no harm.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> modes(Case(Curves(monitors={"evaluation_noise": Curve.of([0.4, 0.5])})))[0][0]
    'evaluation_mode'
    """
    noise, gap = _median(case, "evaluation_noise"), _median(case, "mode_gap")
    if noise is not None and noise > t.NOISY_ANSWERS:
        return [("evaluation_mode", 9.0, f"the same case gets answers {100 * noise:.0f} % of their "
                 "spread apart when evaluated twice")]
    if gap is not None and gap > t.MODE_GAP:
        learnt = case.val is not None and case.val.last < t.POOR_LEFT * case.val.first
        return [("batch_statistics", 1.0 if learnt else 9.0, "answers with batch statistics and "
                 f"with running averages are {100 * gap:.0f} % of their spread apart")]
    return []


def sets(case: Case) -> list[Sign]:
    """Read what the training and validation sets give away.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> sets(Case(Curves(monitors={"shared_cases": Curve.of([0.6, 0.6])})))[0][0]
    'leak'
    """
    shared, agreement = _median(case, "shared_cases"), _median(case, "neighbour_agreement")
    signs: list[Sign] = []
    if shared is not None and shared > t.SHARED:
        signs.append(("leak", 9.0, f"{100 * shared:.0f} % of the validation cases are training "
                      "cases"))
    learnt, carried = _learnt(case)
    random = agreement is not None and agreement < t.AGREEMENT
    if random and carried < t.HARDLY_CARRIED * learnt:
        signs.append(("shuffled_labels", 4.0, "a nearest neighbour has the same label hardly more "
                      "often than by chance"))
    return signs


SIGNS: tuple[Callable[[Case], list[Sign]], ...] = (
    lost_at_once, metric_holds, never_carried_over, too_good, validation_scatter,
    stuck_units, gradients, scales, steps, modes, sets,
)
"""Everything that moves a cause up or down."""
