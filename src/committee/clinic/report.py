"""The report: a diagnosis for people, a screenful at 2 a.m., and for programs, one line of JSON."""

import json
import textwrap

import numpy as np

from committee.clinic.curves import Curve
from committee.clinic.diagnosis import Diagnosis
from committee.clinic.remedies import CAUSES, WORDS

WIDTH = 78
BARS = "▁▂▃▄▅▆▇█"


def as_json(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as one line of JSON.

    Examples
    --------
    >>> from committee.clinic.diagnosis import refused
    >>> as_json(refused("a.csv", "no column is a loss"))[:51]
    '{"file": "a.csv", "diagnosis": "not_a_training_log"'
    """
    return json.dumps(diagnosis.record(), ensure_ascii=False)


def as_text(diagnosis: Diagnosis) -> str:
    """Return a diagnosis as a report for people.

    Examples
    --------
    >>> from committee.clinic.diagnosis import refused
    >>> print(as_text(refused("prices.csv", "no column is a loss")))
    prices.csv
      Not a training log (high confidence)
    <BLANKLINE>
      Evidence    no column is a loss
      Try first   give the file that the training wrote its loss to, one line an
                  epoch or step
      Confirm     its first line names a loss, its first column counts epochs or
                  steps
      Read        clinic/troubleshooting
    """
    d = diagnosis
    lines = [d.file or "this run", f"  {WORDS[d.diagnosis]} ({d.confidence} confidence)", ""]
    lines += _sparklines(d)
    lines += _field("Evidence", d.evidence)
    if len(d.causes) > 1:
        lines += _field("Causes", [f"{i}. {CAUSES[cause].text}"
                                   for i, cause in enumerate(d.causes[:3], 1)])
    lines += _field("Try first", [d.first_fix])
    lines += _field("Confirm", [d.confirm])
    if d.remarks:
        lines += _field("Note", d.remarks)
    return "\n".join([*lines, *_field("Read", [d.see])])


def _field(name: str, sentences: tuple[str, ...] | list[str]) -> list[str]:
    """Return sentences under a name, wrapped, aligned."""
    lines = []
    for i, sentence in enumerate(sentences):
        head = f"  {name if i == 0 else '':<12}"
        lines += textwrap.wrap(sentence, WIDTH, initial_indent=head,
                               subsequent_indent=" " * 14) or [head.rstrip()]
    return lines


def _sparklines(d: Diagnosis) -> list[str]:
    named = [] if d.curves is None else [
        ("train", d.curves.train), ("held out", d.curves.val), ("metric", d.curves.metric)]
    lines = [f"  {name:<12}{sparkline(curve)}  {curve.y[0]:.4g} to {curve.y[-1]:.4g}"
             for name, curve in named if curve is not None and len(curve) > 1]
    return [*lines, ""] if lines else []


def sparkline(curve: Curve, width: int = 40) -> str:
    """Return a curve as a row of bars, on a logarithmic scale where it spans decades.

    Examples
    --------
    >>> sparkline(Curve.of([8.0, 4, 2, 1, 2, 3, 4, 5]))
    '█▄▂▁▂▃▄▅'
    """
    parts = np.array_split(curve.y, min(width, len(curve)))
    y = np.array([part.mean() for part in parts])
    if y.min() > 0 and y.max() > 100 * y.min():
        y = np.log(y)
    top = np.ptp(y)
    level = np.zeros(len(y)) if not np.isfinite(top) or top == 0 else (y - y.min()) / top
    return "".join(BARS[round(float(value) * (len(BARS) - 1))] for value in level)
