"""A claim: what the book says it found, stated beside the experiment that must bear it out.

``claim`` raises where the statement does not hold; a chapter whose claim fails is not built.
Under IPython it also tells the book: it publishes the record of the claim, a ``Claim`` as a
dictionary, under ``MIME``. The book sets ``show`` in the prose and lists the rest in its ledger.
The record is published before anything is raised, and says what is wrong with the claim, if
anything is. A shell whose attribute ``judges_claims`` is true reports that itself: there nothing
is raised, so that a chapter names all its claims that fail and not the first alone.
"""

import math
import re
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import ArrayLike

from committee import _checks
from committee._typing import Array

MIME = "application/vnd.committee.claim+json"
FEWEST_REPLICATES = 20
NEAREST_THRESHOLD = 4.0  # standard errors

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class ClaimError(AssertionError):
    """A claim that its experiment does not bear out; ``record`` holds what was measured.

    Examples
    --------
    >>> try:
    ...     claim("half", "more than half do", np.arange(40) < 20, above=0.5)
    ... except ClaimError as error:
    ...     print(error.record.value)
    0.5
    """

    def __init__(self, record: "Claim", reason: str) -> None:
        super().__init__(f"claim {record.name} ({record.statement}): {reason}")
        self.record = record


@dataclass(frozen=True)
class Claim:
    """What was claimed, what was measured, and how far the two are apart.

    Attributes
    ----------
    name
        Kebab-case, one to a claim in the whole book.
    statement
        What is claimed, in words.
    show
        What the prose shows: the measured value, formatted.
    of
        ``"mean"``, ``"median"``, ``"share"`` (of replicates in which it is true), ``"value"`` (a
        number that is the same every time) or ``"fact"`` (a truth that is).
    value, standard_deviation, standard_error
        The statistic of the replicates, their spread, and the statistic's own uncertainty.
    replicates
        How many values were measured.
    above, below
        The thresholds the value must lie between; None where there is none.
    distance
        From the value to the nearer threshold, in standard errors; negative where the claim
        does not hold. At most the number of replicates: one more of them could lie anywhere.
    holds, deterministic
        Whether it does; whether it is the same every time.

    Examples
    --------
    >>> measure("tokens", "20 a parameter", 1.4e12 / 70e9, above=19, deterministic=True)
    Claim(name='tokens', statement='20 a parameter', show='20', of='value', value=20.0, \
standard_deviation=None, standard_error=None, replicates=1, above=19.0, below=None, \
distance=None, holds=True, deterministic=True)
    """

    name: str
    statement: str
    show: str
    of: str
    value: float
    standard_deviation: float | None
    standard_error: float | None
    replicates: int
    above: float | None
    below: float | None
    distance: float | None
    holds: bool
    deterministic: bool


def claim(
    name: str, statement: str, measured: ArrayLike, *, above: float | None = None,
    below: float | None = None, between: tuple[float, float] | None = None,
    of: Callable[[Array], Array] = np.mean, show: str | None = None, deterministic: bool = False,
) -> None:
    """Assert a statement about an experiment, and tell the book what was measured.

    Parameters
    ----------
    name
        Kebab-case, unique in the book; the prose shows the value through it.
    statement
        What is claimed, in words a reader of the ledger understands alone.
    measured
        One value a replicate, (r,), 20 of them or more: numbers, of which the mean is judged
        (or ``of=np.median``), or truth values, of which the share is. With ``deterministic=True``
        a single number or truth value.
    above, below, between
        The threshold, in the unit of ``measured``, or the two thresholds: one of the three, and
        none for a truth value. It must stand four standard errors or more from the value, so
        that the claim holds under other seeds.
    of
        ``np.mean`` or ``np.median``.
    show
        What the prose shows: a format for the value, ``"{:.0f} points"``, or a finished text.
        By default three digits, or the share in per cent.
    deterministic
        The same under every seed, for instance arithmetic.

    Raises
    ------
    ClaimError
        It does not hold, or its threshold is too near. An AssertionError.
    ValueError, TypeError
        The claim is not well put.

    Notes
    -----
    Standard errors: of a mean, the standard deviation (n - 1) over sqrt(n); of a median, half
    the distance of the order statistics at 1/2 +- 1/(2 sqrt(n)); of a share, that of Agresti &
    Coull (1998), two imagined replicates added on either side, so that 40 of 40 is not certain.

    Examples
    --------
    >>> import numpy as np
    >>> gap = np.linspace(11, 29, 40)  # points, one a replicate
    >>> claim("gap", "the archive flatters her", gap, above=15, show="{:.0f} points")
    >>> claim("gap-common", "it nearly always does", gap > 0, above=0.8)
    >>> claim("he-256", "He for 256 inputs", np.sqrt(2 / 256), between=(0.088, 0.089),
    ...       deterministic=True)
    >>> claim("sums", "both sums are equal", 1 + 2 == 3, deterministic=True)
    >>> claim("gap-huge", "it flatters her a lot", gap, above=30)
    Traceback (most recent call last):
        ...
    committee.claims.ClaimError: claim gap-huge (it flatters her a lot): the mean of 40 \
replicates is 20 +- 0.853, not above 30
    """
    record = measure(name, statement, measured, above=above, below=below, between=between,
                     of=of, show=show, deterministic=deterministic)
    fault = _fault(record)
    judged = _publish(record, fault)
    if fault and not judged:
        raise ClaimError(record, fault)


def measure(
    name: str, statement: str, measured: ArrayLike, *, above: float | None = None,
    below: float | None = None, between: tuple[float, float] | None = None,
    of: Callable[[Array], Array] = np.mean, show: str | None = None, deterministic: bool = False,
) -> Claim:
    """Return the record of a claim without asserting it; the parameters are ``claim``'s.

    Examples
    --------
    >>> import numpy as np
    >>> record = measure("learned", "most networks learn", np.arange(40) > 3, above=0.6)
    >>> record.show, record.of, round(record.standard_error, 3), round(record.distance, 1)
    ('90 %', 'share', 0.052, 5.8)
    """
    _checks.expect(_KEBAB.fullmatch(name), "a claim's name should be in kebab-case", repr(name),
                   "write small letters, digits and single hyphens")
    _checks.expect(statement.strip(), f"claim {name} should say in words what it claims",
                   repr(statement), "write a statement")
    values = _values(name, measured, deterministic=deterministic)
    fact = deterministic and values.dtype == bool
    given = sum(threshold is not None for threshold in (above, below, between))
    _checks.expect(given == (not fact), f"claim {name} should have {'no' if fact else 'one'} "
                   "threshold of above=, below= and between=", given,
                   "an experiment is judged by one, a truth value by none")
    low, high = between if between is not None else (above, below)
    _checks.expect(between is None or between[0] < between[1],
                   f"claim {name} should lie between a lower and a higher number", between,
                   "write the lower first")
    if deterministic:
        kind, value, spread, error = "fact" if fact else "value", float(values), None, None
    else:
        kind, value, error = _statistic(name, values, of)
        spread = float(values.std(ddof=1))
    room = min(value - (-math.inf if low is None else low),
               (math.inf if high is None else high) - value)
    distance, most = None, float(values.size)
    if error is not None:
        distance = math.copysign(min(abs(room) / error, most) if error else most, room)
    return Claim(
        name, statement, _shown(show, kind, value), kind, value, spread, error, values.size,
        low if low is None else float(low), high if high is None else float(high), distance,
        bool(values) if fact else room > 0, deterministic,
    )


def _values(name: str, measured: ArrayLike, *, deterministic: bool) -> Array:
    """Return the measured values, (r,) or, if deterministic, ()."""
    values = np.asarray(measured)
    _checks.expect(values.dtype.kind in "bif", f"claim {name} should measure numbers or truth "
                   "values", values.dtype, "pass one number a replicate", error=TypeError)
    _checks.expect(np.isfinite(values).all(), f"claim {name} should measure finite numbers",
                   f"{np.sum(~np.isfinite(values))} that are not", "claim their share instead")
    if deterministic:
        _checks.expect(values.ndim == 0, f"claim {name} is deterministic and should measure a "
                       "single value", f"shape {values.shape}", "reduce it first, as with .all()")
    else:
        fits = values.ndim == 1 and values.size >= FEWEST_REPLICATES
        _checks.expect(fits, f"claim {name} should measure one value a replicate, (r,), "
                       f"{FEWEST_REPLICATES} or more", f"shape {values.shape}", "add replicates, "
                       "or say deterministic=True if no chance is in it")
    return values


def _statistic(
    name: str, values: Array, of: Callable[[Array], Array]
) -> tuple[str, float, float]:
    """Return what is judged of the replicates, its value and its standard error."""
    n, share = values.size, values.dtype == bool
    _checks.expect(of is np.mean or (of is np.median and not share), f"claim {name} should speak "
                   "of np.mean or np.median, and of truth values np.mean, their share", repr(of),
                   "no other has its standard error here")
    if of is np.median:
        half = 0.5 / math.sqrt(n)
        low, middle, high = np.quantile(values, [0.5 - half, 0.5, 0.5 + half])
        return "median", float(middle), float(high - low) / 2
    if share:
        guarded = (values.sum() + 2) / (n + 4)
        return "share", float(values.mean()), math.sqrt(guarded * (1 - guarded) / (n + 4))
    return "mean", float(values.mean()), float(values.std(ddof=1)) / math.sqrt(n)


def _shown(show: str | None, kind: str, value: float) -> str:
    if show is not None:
        return show.format(value) if "{" in show else show
    return {"fact": "", "share": f"{100 * value:.0f} %"}.get(kind, f"{value:.3g}")


def _result(record: Claim) -> str:
    if record.standard_error is None:
        return "it is false" if record.of == "fact" else f"the value is {record.value:.6g}"
    return (f"the {record.of} of {record.replicates} replicates is "
            f"{record.value:.3g} +- {record.standard_error:.3g}")


def _fault(record: Claim) -> str:
    """Return why a claim is refused; nothing where it is well borne out."""
    wanted = " and ".join(f"{side} {threshold:g}" for side, threshold in
                          (("above", record.above), ("below", record.below))
                          if threshold is not None) or "true"
    if not record.holds:
        return f"{_result(record)}, not {wanted}"
    if record.distance is not None and record.distance < NEAREST_THRESHOLD:
        near = f"only {record.distance:.1f} standard errors inside {wanted}"
        return (f"{_result(record)}, {near}; move the threshold {NEAREST_THRESHOLD:g} away "
                "or add replicates")
    return ""


def _publish(record: Claim, fault: str) -> bool:
    """Tell the notebook this runs in, if it does; return whether it judges claims itself.

    IPython is there before us or not at all.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    if shell is None:
        return False
    shell.display_pub.publish({MIME: {**asdict(record), "fault": fault}, "text/plain": ""})
    return bool(getattr(shell, "judges_claims", False))
