"""The diagnosis: one answer for one training run, from a file or from a ``History``."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from committee.clinic import thresholds as t
from committee.clinic.cases import Case, Finding
from committee.clinic.causes import rank
from committee.clinic.curves import Curves, from_history
from committee.clinic.logs import Log, read_log
from committee.clinic.remedies import BY_DIAGNOSIS, CAUSES, PAGES
from committee.clinic.rules import find
from committee.clinic.sniffing import LogError

if TYPE_CHECKING:
    from committee.history import History


@dataclass(frozen=True)
class Diagnosis:
    """What the clinic says about one training run.

    Attributes
    ----------
    file
        Where the log came from.
    diagnosis
        A word of ``remedies.WORDS``.
    confidence
        ``"high"``, ``"medium"`` or ``"low"``.
    evidence
        Sentences with numbers, the decisive one first.
    causes
        Ids of ``remedies.CAUSES``, the likeliest first.
    remarks
        What was overlooked or assumed while reading.
    curves
        What was judged, None where there was nothing to judge.
    marks
        Places of the evidence on the curves: where, and a word.
    readable
        Whether the file held a training log.

    Examples
    --------
    >>> from committee.history import History
    >>> answer = diagnose(History(train_loss=[1.0, 0.7, 0.5, 0.35, 0.25, 0.18, 0.13, 0.09],
    ...                           val_loss=[1.0, 0.8, 0.7, 0.72, 0.8, 0.9, 1.0, 1.1]))
    >>> answer.diagnosis, answer.confidence, answer.see
    ('overfitting', 'high', 'story/growing-pains/overfitting')
    """

    file: str
    diagnosis: str
    confidence: str
    evidence: tuple[str, ...]
    causes: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    curves: Curves | None = None
    marks: tuple[tuple[float, str], ...] = ()
    readable: bool = True

    @property
    def first_fix(self) -> str:
        """What to try first."""
        return CAUSES[self.causes[0]].first_fix

    @property
    def confirm(self) -> str:
        """What would confirm the likeliest cause."""
        return CAUSES[self.causes[0]].confirm

    @property
    def see(self) -> str:
        """The page that explains it."""
        return PAGES[CAUSES[self.causes[0]].page]

    def record(self) -> dict[str, Any]:
        """Return the diagnosis as JSON has it.

        Examples
        --------
        >>> list(refused("a.png", "is an image").record())[:4]
        ['file', 'diagnosis', 'confidence', 'evidence']
        """
        return {
            "file": self.file, "diagnosis": self.diagnosis, "confidence": self.confidence,
            "evidence": [*self.evidence, *self.remarks],
            "causes": [CAUSES[cause].text for cause in self.causes],
            "first_fix": self.first_fix, "confirm": self.confirm, "see": self.see,
        }


def diagnose_file(path: str | Path) -> Diagnosis:
    """Return the diagnosis of a log; a file that cannot be read gets one that says why.

    Examples
    --------
    >>> diagnose_file("/nowhere/at/all.csv").evidence
    ('the file cannot be opened (No such file or directory); check the path',)
    """
    try:
        log = read_log(path)
    except LogError as error:
        return refused(str(path), f"the file {error}")
    return _of_log(str(path), log)


def diagnose(
    history: "History | Curves", *, monitors: Mapping[str, ArrayLike] | None = None, file: str = ""
) -> Diagnosis:
    """Return the diagnosis of a ``History``: of most of its replicates, with their share.

    Parameters
    ----------
    history
        What ``fit`` returned, or ``Curves``.
    monitors
        Further evidence, (epochs, ...replicates) by the names in ``curves.CHANNELS``.
    file
        What to call it.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.history import History
    >>> diagnose(History(train_loss=np.full(20, 0.6931))).diagnosis
    'plateau'
    """
    if isinstance(history, Curves):
        return examine(history, file)
    answers = diagnose_each(history, monitors=monitors, file=file)
    counts = Counter(answer.diagnosis for answer in answers)
    word, often = counts.most_common(1)[0]
    most = [answer for answer in answers if answer.diagnosis == word]
    causes = Counter(answer.causes[0] for answer in most)
    chosen = next(a for a in most if a.causes[0] == causes.most_common(1)[0][0])
    if len(answers) == 1:
        return chosen
    said = f"so in {often} of {len(answers)} replicates; the numbers are one replicate's"
    confidence = chosen.confidence if often > 0.8 * len(answers) else "low"
    return replace(chosen, evidence=(said, *chosen.evidence), confidence=confidence)


def diagnose_each(
    history: "History", *, monitors: Mapping[str, ArrayLike] | None = None, file: str = ""
) -> list[Diagnosis]:
    """Return the diagnosis of each replicate; the parameters are ``diagnose``'s.

    Examples
    --------
    >>> import numpy as np
    >>> from committee.history import History
    >>> [d.diagnosis for d in diagnose_each(History((2,), train_loss=np.full((20, 2), 0.6931)))]
    ['plateau', 'plateau']
    """
    return [examine(curves, file) for curves in from_history(history, monitors=monitors)]


def examine(curves: Curves, file: str = "") -> Diagnosis:
    """Return the diagnosis of one run's curves.

    Examples
    --------
    >>> from committee.clinic.curves import Curve
    >>> examine(Curves(train=Curve.of([0.9, 0.8]))).evidence
    ('loss has 2 values; a curve needs 4',)
    """
    case = Case(curves)
    with np.errstate(all="ignore"):  # a log may hold any number
        finding = _unjudged(curves) or find(case)
        causes, said = rank(case, finding.diagnosis)
        confidence = _confidence(case, finding)
    seen = causes[0] not in dict(BY_DIAGNOSIS["inconclusive"])  # by a monitor
    if finding.diagnosis == "inconclusive" and not curves.doubts and not seen:
        missing = "no_validation" if curves.val is None else "small_validation"
        causes.sort(key=lambda cause: cause != missing)
    return Diagnosis(
        file, finding.diagnosis, confidence, (*finding.evidence, *said),
        tuple(causes), curves.remarks, curves, finding.marks,
    )


def refused(file: str, reason: str) -> Diagnosis:
    """Return the diagnosis of what is no training log.

    Examples
    --------
    >>> refused("prices.csv", "no column is a loss").diagnosis
    'not_a_training_log'
    """
    causes = tuple(rank(None, "not_a_training_log")[0])
    return Diagnosis(file, "not_a_training_log", "high", (reason,), causes, readable=False)


def _of_log(file: str, log: Log) -> Diagnosis:
    if log.curves is None:
        return refused(file, log.reason)
    return examine(log.curves, file)


def _unjudged(curves: Curves) -> Finding | None:
    """Return why curves are not to be judged, where they are not."""
    if curves.doubts:
        return Finding("inconclusive", 2.0, curves.doubts)
    lost = any(c is not None and c.lost_at is not None for c in (curves.train, curves.val))
    longest = max((c for c in (curves.train, curves.val) if c is not None), key=len, default=None)
    if longest is None:
        return Finding("inconclusive", 2.0, ("no column could be read as a loss",))
    rate = curves.monitors.get("learning_rate")
    if rate is not None and len(rate) > 9 and np.all(np.diff(rate.y) > 0) and (
            rate.y[-1] > t.RANGE * rate.y[0]):
        return Finding("inconclusive", 2.0, (
            f"{rate.name} rises from first to last, {rate.y[-1] / rate.y[0]:.0e} times: a test of "
            "rates, made to end badly",))
    if len(longest) < t.FEWEST and not lost:
        return Finding("inconclusive", 2.0, (
            f"{longest.name} has {len(longest)} values; a curve needs {t.FEWEST:g}",))
    return None


def _confidence(case: Case, finding: Finding) -> str:
    """Return how sure the answer is: by its margin, the run's length and what had to be assumed."""
    length = len(case.main.curve) if case.main else 0
    doubts = bool(case.curves.remarks) + (length < 12) + (not case.curves.comparable)
    doubts += case.curves.val is None and finding.diagnosis not in ("diverged", "unstable")
    points = min(finding.strength, 3.0) - doubts
    return "high" if points >= 2 else "medium" if points >= 1 else "low"


def diagnose_files(paths: Iterable[str | Path]) -> Iterable[Diagnosis]:
    """Yield the diagnosis of each file, in order.

    Examples
    --------
    >>> [answer.readable for answer in diagnose_files(["/nowhere/at/all.csv"])]
    [False]
    """
    return (diagnose_file(path) for path in paths)
