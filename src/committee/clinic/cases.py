"""A case: one run and what can be measured on it; a finding: what a rule makes of it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from committee.clinic import thresholds as t
from committee.clinic.curves import Curve, Curves
from committee.clinic.signals import Signal


@dataclass(frozen=True)
class Finding:
    """What a rule found.

    Attributes
    ----------
    diagnosis
        One of the clinic's words.
    strength
        How far beyond its threshold the evidence lies: 1 is at the threshold.
    evidence
        Sentences with numbers.
    rule
        The rule's name.
    marks
        Places to mark on a plot, with a word each.

    Examples
    --------
    >>> Finding("plateau", 2.0, ("the loss fell by 0.1 %",)).diagnosis
    'plateau'
    """

    diagnosis: str
    strength: float
    evidence: tuple[str, ...]
    rule: str = ""
    marks: tuple[tuple[float, str], ...] = field(default=())


@dataclass(frozen=True)
class Case:
    """One run, with what can be measured on its curves.

    Examples
    --------
    >>> case = Case(Curves(train=Curve.of([1.0, 0.5]), val=Curve.of([1.0, 0.75])))
    >>> case.ratio, case.when(3.0)
    (1.5, 'epoch 3')
    """

    curves: Curves

    @cached_property
    def train(self) -> Signal | None:
        """The training loss."""
        return _signal(self.curves.train)

    @cached_property
    def val(self) -> Signal | None:
        """The held-out loss."""
        return _signal(self.curves.val)

    @cached_property
    def main(self) -> Signal | None:
        """The loss that counts: held-out, else training."""
        return self.val or self.train

    @cached_property
    def score(self) -> float | None:
        """Where the held-out metric, else the training metric, ends; None where it is no share."""
        held_out = _share(self.curves.metric)
        return _share(self.curves.train_metric) if held_out is None else held_out

    @cached_property
    def saturated(self) -> bool:
        """Whether the held-out metric has no room left."""
        return (_share(self.curves.metric) or 0.0) >= t.SATURATED

    @cached_property
    def perfect(self) -> bool:
        """Whether the held-out metric ends at next to everything right."""
        return (_share(self.curves.metric) or 0.0) >= t.PERFECT

    @cached_property
    def ratio(self) -> float | None:
        """Held-out over training loss at the end; None where they cannot be divided."""
        if self.train is None or self.val is None or not self.curves.comparable:
            return None
        if self.train.last <= 0 or self.val.last <= 0:
            return None
        return self.val.last / self.train.last

    def train_fell_since(self, x: float) -> float:
        """Return by which share the training loss fell after ``x``."""
        if self.train is None:
            return 0.0
        then = self.train.trend.at(x)
        scale = abs(then) if self.train.curve.y.min() > 0 else abs(self.train.gain)
        return (then - self.train.last) / max(scale, 1e-12)

    def when(self, x: float) -> str:
        """Return a moment in words."""
        return f"{self.curves.unit} {x:.4g}" if x < 10_000 else f"{self.curves.unit} {x:.0f}"


def _share(curve: Curve | None) -> float | None:
    if curve is None or not len(curve) or curve.y.max() > 1 or curve.y.min() < 0:
        return None
    return Signal(curve).last


def _signal(curve: Curve | None) -> Signal | None:
    return Signal(curve) if curve is not None and len(curve) else None


Rule = Callable[[Case], Finding | None]
