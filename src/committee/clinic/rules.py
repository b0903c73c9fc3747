"""The troubleshooting table as code: rules in order, the first that finds something decides.

Each rule looks at a ``Case`` and returns a ``Finding``, with its evidence in numbers, or None.
"""

from dataclasses import replace

from committee.clinic import explosions, gaps, levels
from committee.clinic import thresholds as t
from committee.clinic.cases import Case, Finding, Rule

RULES: tuple[Rule, ...] = (
    explosions.not_finite, explosions.ran_away, explosions.spiky, explosions.bursting,
    explosions.restless, explosions.climbing,
    gaps.turned, gaps.parted, gaps.metric_turned, gaps.gave_back,
    levels.never_began, levels.stood_still, levels.too_simple, levels.still_falling, levels.fits,
)
"""In order: the first that finds something decides."""


def find(case: Case) -> Finding:
    """Return what the first rule that applies finds, or why none may.

    Examples
    --------
    >>> from committee.clinic.curves import Curve, Curves
    >>> find(Case(Curves(train=Curve.of([2.0 ** -i for i in range(20)])))).rule
    'still_falling'
    """
    for rule in RULES:
        finding = rule(case)
        if finding is not None:
            return replace(finding, rule=rule.__name__)
    return Finding("inconclusive", 1.0, (_undecided(case),), "none")


def _undecided(case: Case) -> str:
    if case.val is None and case.train is not None:
        return (f"{case.train.curve.name} settled at {case.train.last:.4g}, and without a "
                "held-out loss nobody can say how good that is")
    if case.val is not None and case.val.rise >= t.RISE:
        return (f"{case.val.curve.name} ends {100 * case.val.rise:.0f} % above its lowest, which "
                "its scatter, or a training loss that stood still, may explain as well")
    if case.ratio is not None:
        return f"the losses end {case.ratio:.1f} times apart, and no rule settles what that means"
    return "no rule settles it"
