"""Schedules: functions from the step, counted from 0, to a learning rate.

Each function here returns a schedule. Rates are plain floats, so that they never widen a
float32; ``floor`` is the rate that is not undercut, and where a decay has an end, the rate
stays there.
"""

import math

from committee import _checks
from committee._typing import Schedule


def constant(rate: float) -> Schedule:
    """Return the schedule that never changes; a bare number serves as well.

    Examples
    --------
    >>> constant(0.1)(1000)
    0.1
    """
    _checks.positive("constant's rate", rate, "0.01 is a usual first try")
    rate = float(rate)
    return lambda step: rate


def step_decay(start: float, *, factor: float, every: int) -> Schedule:
    """Multiply the rate by ``factor`` after every so many steps.

    ``rate = start * factor**(step // every)``.

    Examples
    --------
    >>> schedule = step_decay(1.0, factor=0.5, every=10)
    >>> [schedule(step) for step in (0, 9, 10, 25)]
    [1.0, 1.0, 0.5, 0.25]
    """
    _check_start("step_decay", start)
    _check_factor("step_decay", factor)
    _checks.whole("step_decay's every", every, "it counts steps, not epochs")
    return lambda step: float(start * factor ** (step // every))


def exponential_decay(start: float, *, factor: float, every: int) -> Schedule:
    """Let the rate shrink smoothly, by ``factor`` over each ``every`` steps.

    ``rate = start * factor**(step / every)``.

    Examples
    --------
    >>> schedule = exponential_decay(1.0, factor=0.25, every=10)
    >>> [schedule(step) for step in (0, 5, 10)]
    [1.0, 0.5, 0.25]
    """
    _check_start("exponential_decay", start)
    _check_factor("exponential_decay", factor)
    _checks.whole("exponential_decay's every", every, "it counts steps, not epochs")
    return lambda step: float(start * factor ** (step / every))


def linear_decay(start: float, *, total_steps: int, floor: float = 0.0) -> Schedule:
    """Fall from ``start`` to ``floor`` along a line.

    Step 0 moves at ``start``; from step ``total_steps`` on the rate is ``floor``.

    Examples
    --------
    >>> schedule = linear_decay(1.0, total_steps=10)
    >>> [schedule(step) for step in (0, 5, 10, 99)]
    [1.0, 0.5, 0.0, 0.0]
    """
    _check_descent("linear_decay", start, total_steps, floor)
    return lambda step: float(floor + (start - floor) * (1 - min(step / total_steps, 1.0)))


def cosine_decay(start: float, *, total_steps: int, floor: float = 0.0) -> Schedule:
    """Fall from ``start`` to ``floor`` along half a cosine: slowly, fast, slowly.

    Step 0 moves at ``start``; from step ``total_steps`` on the rate is ``floor``.
    Source: Loshchilov & Hutter (2017), equation 5, without restarts.

    Examples
    --------
    >>> schedule = cosine_decay(1.0, total_steps=10, floor=0.5)
    >>> [schedule(step) for step in (0, 5, 10, 99)]
    [1.0, 0.75, 0.5, 0.5]
    """
    return warmup_cosine_decay(start, warmup_steps=0, total_steps=total_steps, floor=floor)


def warmup_cosine_decay(
    peak: float, *, warmup_steps: int, total_steps: int, floor: float = 0.0
) -> Schedule:
    """Rise to ``peak`` along a line, then fall to ``floor`` along half a cosine.

    The first of ``warmup_steps`` already moves, at ``peak / warmup_steps``; the last moves at
    the peak. From step ``total_steps`` on, which counts the warm-up in (as optax does, and
    Keras does not), the rate is ``floor``. Source: Goyal et al. (2017), section 2.2, for the
    warm-up; Loshchilov & Hutter (2017), equation 5, for the decay.

    Raises
    ------
    TypeError, ValueError
        Where the peak is not above 0, the floor not from 0 to the peak, or the steps are not
        whole numbers with ``0 <= warmup_steps < total_steps``.

    Examples
    --------
    >>> schedule = warmup_cosine_decay(1.0, warmup_steps=4, total_steps=14)
    >>> [round(schedule(step), 3) for step in (0, 3, 4, 9, 14, 99)]
    [0.25, 1.0, 1.0, 0.5, 0.0, 0.0]
    """
    _check_descent("warmup_cosine_decay", peak, total_steps, floor)
    mend = "the decay needs a step at least"
    _checks.whole("warmup_cosine_decay's warmup_steps", warmup_steps, mend, at_least=0)
    wanted = "warmup_cosine_decay's warmup_steps should be fewer than its total_steps"
    got = f"{warmup_steps} of {total_steps}"
    _checks.expect(warmup_steps < total_steps, wanted, got, mend)

    def schedule(step: int) -> float:
        if step < warmup_steps:
            return float(peak * (step + 1) / warmup_steps)
        progress = min((step - warmup_steps) / (total_steps - warmup_steps), 1.0)
        return float(floor + (peak - floor) * (1 + math.cos(math.pi * progress)) / 2)

    return schedule


def _check_start(owner: str, start: float) -> None:
    _checks.positive(f"{owner}'s first rate", start, "0.01 is a usual first try")


def _check_factor(owner: str, factor: float) -> None:
    _checks.positive(f"{owner}'s factor", factor, "0.5 halves the rate")
    _checks.fraction(f"{owner}'s factor", factor, "a rate that decays never grows")


def _check_descent(owner: str, start: float, total_steps: int, floor: float) -> None:
    _check_start(owner, start)
    _checks.whole(f"{owner}'s total_steps", total_steps, "it counts steps, not epochs")
    _checks.non_negative(f"{owner}'s floor", floor, "0 is the lowest")
    wanted, got = f"{owner}'s floor should be at most its highest rate", f"{floor} above {start}"
    _checks.expect(floor <= start, wanted, got, "exchange them")
