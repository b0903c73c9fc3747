"""The curves of a log: the columns chosen, the last run cut out, over one clock."""

import re
from dataclasses import replace

import numpy as np

from committee._typing import Array
from committee.clinic.choice import Choice, Column, choose, columns_of
from committee.clinic.clocks import FEWEST, clock, runs, straightened
from committee.clinic.columns import Role, role, vocabulary, words
from committee.clinic.curves import Curve, Curves
from committee.clinic.recorder import Recorder, Series

SUBSTANTIAL = 0.5  # an earlier run at least this long beside the last one counts as a run
TOO_LONG_AGO = 0.25  # a last run shorter than this share of an earlier one settles nothing
OTHER_SCALE = 3.0  # a training loss always this far above validation is summed, not averaged
OTHER_START = 8.0  # losses that begin this far apart measure different things
MOVING_TARGETS = vocabulary("policy pol pi actor critic td qf q vf advantage")
GENERATORS = vocabulary("generator gen g")
DISCRIMINATORS = vocabulary("discriminator disc dis d")
_NUMBERED_RUN = re.compile(r"(fold|run|seed|trial|rep|split)[ _-]?\d+", re.IGNORECASE)


def curves(recorder: Recorder) -> Curves:
    """Return the curves to judge: of the last run, with whatever forbids a verdict.

    Examples
    --------
    >>> recorder = Recorder()
    >>> recorder.column("epoch", [1, 2, 3, 4])
    >>> recorder.column("loss", [0.9, 0.7, 0.6, 0.5])
    >>> curves(recorder).train.x.tolist()
    [1.0, 2.0, 3.0, 4.0]
    """
    speakers = speakers_of(recorder)
    if not speakers:
        return _unnamed(recorder)
    columns = columns_of(recorder, speakers[-1])
    shared = columns_of(recorder, "") if speakers[-1] else []
    found = _assembled(choose(columns), [*columns, *shared])
    doubts = [*_doubts(columns), *found.doubts]
    if len(speakers) > 1:
        doubts.append(f"{len(speakers)} runs stand side by side; give them one by one")
    metric_only = not any(c.role.kind == "loss" for c in columns)
    remarks = ["no loss was logged; judged by what the metric lacks"] if metric_only else []
    torn = [note for note in recorder.notes if "merge" in note or _many(note, recorder.rows)]
    remarks += [*found.remarks, *recorder.notes]
    return replace(found, doubts=(*torn, *doubts), remarks=tuple(remarks))


def speakers_of(recorder: Recorder) -> list[str]:
    """Return the runs that have a loss or a metric.

    Examples
    --------
    >>> recorder = Recorder()
    >>> recorder.row({"fold": 1.0, "epoch": 1.0, "loss": 0.5})
    >>> speakers_of(recorder)
    ['fold 1']
    """
    kinds = ("loss", "metric")
    return list(dict.fromkeys(run for run, name in recorder.columns if role(name).kind in kinds))


def _many(note: str, rows: int) -> bool:
    """Return whether a note counts more than a tenth of the rows."""
    counted = note.split(" ", 1)[0]
    return counted.isdigit() and int(counted) > 0.1 * (rows + int(counted))


def _doubts(columns: list[Column]) -> list[str]:
    folds = {found.group().lower() for c in columns if c.role.kind == "loss"
             and (found := _NUMBERED_RUN.search(c.name))}
    if len(folds) > 1:
        return [f"{len(folds)} runs stand side by side; give them one by one"]
    losses = [set(words(c.name)) for c in columns if c.role.kind == "loss"]
    said: set[str] = set().union(*losses) if losses else set()
    if said & MOVING_TARGETS:
        return ["the losses of reinforcement learning move with their targets; judge by the reward"]
    if said & GENERATORS and said & DISCRIMINATORS:
        return ["two networks play against each other; neither loss says how well it goes"]
    return []


def _assembled(choice: Choice, columns: list[Column]) -> Curves:
    """Return the curves of a choice, over one clock."""
    clocks = [(c.name, c.series) for c in columns if c.role.kind in ("epoch", "step")]
    train, unit, since, doubts, remarks = _last_run(choice.train, clocks, 0)
    val, val_unit, _, val_doubts, val_remarks = _last_run(choice.val, clocks, since)
    metric, train_metric = (
        _beside(column, clocks, since) for column in (choice.metric, choice.train_metric)
    )
    if train is not None and val is not None and val_unit != unit:
        doubts = [*doubts, "the two losses are counted by different clocks"]
    return Curves(
        train, val, _share(metric), _share(train_metric), val_unit if train is None else unit,
        _monitors(columns, clocks, since), choice.same and _one_scale(train, val),
        tuple(dict.fromkeys([*doubts, *val_doubts])), tuple(dict.fromkeys(remarks + val_remarks)),
    )


LastRun = tuple[Curve | None, str, int, list[str], list[str]]


def _last_run(columns: tuple[Column, ...], clocks: list[tuple[str, Series]], since: int) -> LastRun:
    """Return the newest run of a sum of columns, its unit, first row, doubts and remarks."""
    rows, values = _summed(columns)
    rows, values = rows[rows >= since], values[rows >= since]
    if not len(rows):
        return None, "row", since, [], []
    unit, times = clock(clocks, rows)
    found = runs(times, values)
    last = found[-1]
    doubts, remarks = _of_runs([part.stop - part.start for part in found], unit)
    rows, values, times = rows[last], values[last], times[last]
    kept, times = straightened(times)
    name = " + ".join(column.name for column in columns)
    first = int(rows[0]) if len(found) > 1 else since
    return Curve.of(values[kept], times, name), unit, first, doubts, remarks


def _beside(column: Column | None, clocks: list[tuple[str, Series]], since: int) -> Curve | None:
    """Return a column that goes along with the run that began in row ``since``."""
    if column is None:
        return None
    rows, values = column.series.arrays()
    rows, values = rows[rows >= since], values[rows >= since]
    if not len(rows):
        return None
    kept, times = straightened(clock(clocks, rows)[1])
    return Curve.of(values[kept], times, column.name)


def _of_runs(lengths: list[int], unit: str) -> tuple[list[str], list[str]]:
    """Return the doubts and remarks that runs of these lengths call for, the last one judged."""
    *earlier, last = lengths
    beside = [length for length in earlier if length >= max(SUBSTANTIAL * last, FEWEST)]
    if len(beside) > 1:
        return [f"{len(lengths)} runs stand one after the other; give them one by one"], []
    if earlier and last < TOO_LONG_AGO * max(earlier):
        return [f"the last of {len(lengths)} runs has only {last} values"], []
    if earlier and last < FEWEST:
        return [f"the last of {len(lengths)} runs has only {last} values"], []
    remarks = [f"judged on the last of {len(lengths)} runs, {last} values"] if earlier else []
    return [], remarks


def _summed(columns: tuple[Column, ...]) -> tuple[Array, Array]:
    """Return rows and values of columns that add up, on the rows they share."""
    if not columns:
        return np.array([], int), np.array([])
    rows, values = columns[0].series.arrays()
    for column in columns[1:]:
        others, more = column.series.arrays()
        rows, mine, theirs = np.intersect1d(rows, others, return_indices=True)
        values = values[mine] + more[theirs]
    if columns[0].role.kind == "metric":  # no loss was logged: what is missing to perfection
        top = float(np.nanmax(values, initial=0.0))
        return rows, (100.0 if 1.5 < top <= 100 else 1.0) - values
    return rows, -values if columns[0].role.rises else values


def _monitors(
    columns: list[Column], clocks: list[tuple[str, Series]], since: int
) -> dict[str, Curve]:
    found = {}
    for column in columns:
        kind = column.role.kind
        channel = "learning_rate" if kind == "rate" else column.role.core[0] if (
            kind == "monitor") else ""
        if channel and channel not in found:
            curve = _beside(column, clocks, since)
            if curve is not None and len(curve):
                found[channel] = curve
    return found


def _share(curve: Curve | None) -> Curve | None:
    """Return a metric with per cents made shares."""
    if curve is None or not len(curve):
        return None
    top = float(curve.y.max())
    return replace(curve, y=curve.y / 100) if 1.5 < top <= 100 else curve


def _one_scale(train: Curve | None, val: Curve | None) -> bool:
    """Return whether the two losses can be divided by each other."""
    if train is None or val is None or not len(train) or not len(val):
        return True
    if train.y.min() <= 0 or val.y.min() <= 0:
        return bool(train.y.min() < 0) == bool(val.y.min() < 0)
    ratio = np.interp(val.x, train.x, train.y) / val.y
    return not (ratio.min() > OTHER_SCALE or ratio[0] > 10 * OTHER_SCALE
                or 1 / ratio[0] > OTHER_START)


def _unnamed(recorder: Recorder) -> Curves:
    """Return what can be made of columns without names: one of them may be a loss."""
    held = {name: series for name, series in recorder.others.items() if series.count >= FEWEST}
    values = {name: series.arrays()[1] for name, series in held.items()}
    counting = [name for name, y in values.items() if np.ptp(np.diff(y)) == 0]
    measured = [name for name in held if name not in counting]
    if len(measured) != 1:
        return Curves(doubts=(f"{len(measured)} columns have no names; name them",))
    [name] = measured
    columns = [Column(name, Role("loss", "", (name,)), held[name])]
    times = columns_of(recorder, "")
    found = _assembled(Choice(tuple(columns)), times)
    falls = found.train is not None and len(found.train) and found.train.y[-1] < found.train.y[0]
    doubts = () if falls else ("the only column has no name, and it does not fall like a loss",)
    return replace(found, doubts=(*doubts, *found.doubts),
                   remarks=("the only column has no name; taken for a training loss",))
