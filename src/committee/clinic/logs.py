"""Training logs of any framework, read into ``Curves``.

``read_log`` finds out how a file is written (JSON, a table, text for people) and records the
columns that matter; ``choice`` decides which of them are the losses, and ``assembly`` makes curves
of them.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from committee.clinic import assembly, jsons, prose, refusal, tables
from committee.clinic.curves import Curves
from committee.clinic.recorder import Recorder
from committee.clinic.sniffing import document, lines, opened


@dataclass(frozen=True)
class Log:
    """What a file turned out to hold: curves, or a reason why it is no training log.

    Examples
    --------
    >>> Log(None, "no column is a loss").curves is None
    True
    """

    curves: Curves | None
    reason: str = ""


def read_log(path: str | Path) -> Log:
    r"""Read the training log in a file.

    Raises
    ------
    LogError
        The file cannot be read as text with numbers.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w") as file:
    ...     _ = file.write("epoch,loss,val_loss\n1,0.9,1.0\n2,0.5,0.8\n3,0.4,0.7\n")
    ...     file.flush()
    ...     read_log(file.name).curves.val.y.tolist()
    [1.0, 0.8, 0.7]
    """
    recorder = record(path)
    with np.errstate(all="ignore"):  # a log may hold any number
        reason = refusal.no_log(recorder)
        return Log(None, reason) if reason else Log(assembly.curves(recorder))


def record(path: str | Path) -> Recorder:
    """Read the columns of a file, in whichever of the three ways of writing it uses.

    Examples
    --------
    >>> record("/nowhere/at/all.csv")
    Traceback (most recent call last):
        ...
    committee.clinic.sniffing.LogError: cannot be opened (No such file or directory); check the path
    """
    with opened(path) as (beginning, stream):
        if beginning.lstrip()[:1] in ("{", "["):
            recorder = jsons.read(beginning, stream)
            if recorder.columns or recorder.others:
                return recorder
            stream.seek(0)
        if jsons.holds_lists(beginning):
            text = document(stream)
            if text is not None:
                return jsons.read_broken(text)
            stream.seek(0)
        plan = tables.layout(tables.sample_of(lines(stream)))
        stream.seek(0)
        return prose.read(lines(stream)) if plan is None else tables.read(plan, lines(stream))
