"""What is no training log: no loss over time, one row a run or a class, cases of a data set."""

import numpy as np

from committee._typing import Array
from committee.clinic.assembly import speakers_of
from committee.clinic.choice import choose, columns_of
from committee.clinic.clocks import FEWEST, clock
from committee.clinic.columns import role, vocabulary, words
from committee.clinic.recorder import Recorder

SHUFFLED = 0.7  # von Neumann's ratio of a series in any order is near 1, of a curve near 0
SETTINGS = vocabulary(
    "size optimizer dropout hidden units layers depth width neurons activation kernel filters "
    "optim neuron layer l2 reg arch batchsize model method algorithm name"
)


def no_log(recorder: Recorder) -> str:
    """Return why this is no training log, or nothing where it is one.

    Examples
    --------
    >>> recorder = Recorder()
    >>> recorder.column("Episode", [1, 2, 3])
    >>> recorder.column("TotalReward", [-1, 0, 1])
    >>> no_log(recorder)
    'it holds rewards (Episode, TotalReward), which no loss curve explains'
    """
    rewards = [name for name in recorder.others if role(name).kind == "reward"]
    speakers = speakers_of(recorder)
    if not speakers:
        if rewards:
            return f"it holds rewards ({', '.join(rewards[:3])}), which no loss curve explains"
        if settings := _settings(recorder):
            return f"it has one row a run ({', '.join(settings[:3])}), not one an epoch"
        if recorder.named and not _lone_value(recorder):
            return "no column is a loss or an error over epochs or steps"
        longest = max((series.count for series in recorder.others.values()), default=0)
        return "" if longest >= FEWEST else "it holds no numbers over time"
    if len(speakers) > 2 and _longest(recorder) <= 2:
        return "it has one row a run, not one an epoch"
    return _one_row_a_case(recorder, speakers[-1])


def _lone_value(recorder: Recorder) -> bool:
    """Return whether the only measured column is called ``value``, as in exports of one curve."""
    return any(words(name) in (("value",), ("values",)) for name in recorder.others)


def _longest(recorder: Recorder) -> int:
    return max(series.count for (_, name), series in recorder.columns.items()
               if role(name).kind in ("loss", "metric"))


def _one_row_a_case(recorder: Recorder, run: str) -> str:
    """Return why rows are no moments of one training, where they are not."""
    columns = columns_of(recorder, run)
    choice = choose(columns)
    losses = choice.train or choice.val
    clocks = [(c.name, c.series) for c in columns if c.role.kind in ("epoch", "step")]
    if not losses or (losses[0].role.kind == "metric" and not clocks):
        return "no column is a loss or an error over time"
    rows, values = losses[0].series.arrays()
    unit, times = clock(clocks, rows)
    back = float(np.mean(np.diff(times) < 0)) if len(times) > 1 else 0.0
    ordered = unit != "row" and back < 0.3
    varied = _varied(recorder, len(rows))
    if varied and (not ordered or len(varied) > 1):
        return f"it has one row a case or a run ({', '.join(varied[:3])}), not one an epoch"
    alone = recorder.prose and not choice.val and choice.metric is None
    if not ordered and not clocks and (
            _shuffled(values) if len(values) >= 10 else alone or not np.ptp(values)):
        return "nothing counts epochs, and the values follow no order"
    return ""


def _varied(recorder: Recorder, rows: int) -> list[str]:
    """Return the columns that hold settings or names, and change from row to row."""
    return _settings(recorder) + [name for name, seen in recorder.texts.items()
                       if len(seen) > 2 and 2 * len(seen) >= rows]


def _settings(recorder: Recorder) -> list[str]:
    """Return the columns of numbers that hold settings, and change from row to row."""
    return [name for name, series in recorder.others.items()
            if set(words(name)) & SETTINGS and len(set(series.values)) > 1]


def _shuffled(values: Array) -> bool:
    """Return whether neighbours differ as much as strangers (von Neumann, 1941)."""
    values = values[np.isfinite(values)]
    if not len(values) or not np.ptp(values):
        return True
    ranks = np.argsort(np.argsort(values)).astype(float)
    return bool(np.mean(np.diff(ranks) ** 2) / (2 * ranks.var()) > SHUFFLED)
