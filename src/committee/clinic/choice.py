"""The choice among a log's columns: which hold the losses and the metric."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from committee.clinic.clocks import FEWEST
from committee.clinic.columns import Role, role
from committee.clinic.recorder import Recorder, Series


@dataclass(frozen=True)
class Column:
    """A series and what its name says.

    Examples
    --------
    >>> Column("val_loss", role("val_loss"), Series()).role.split
    'val'
    """

    name: str
    role: Role
    series: Series


@dataclass(frozen=True)
class Choice:
    """The columns to judge by; several training or validation columns are to be summed.

    Examples
    --------
    >>> Choice().train
    ()
    """

    train: tuple[Column, ...] = ()
    val: tuple[Column, ...] = ()
    metric: Column | None = None
    train_metric: Column | None = None
    same: bool = True


def choose(columns: Iterable[Column]) -> Choice:
    """Return the columns that hold the losses and the metric.

    Examples
    --------
    >>> recorder = Recorder()
    >>> for name in ("loss", "mae", "val_loss", "val_mae", "val_accuracy"):
    ...     recorder.column(name, [0.9, 0.8])
    >>> choice = choose(columns_of(recorder, ""))
    >>> choice.train[0].name, choice.val[0].name, choice.metric.name
    ('loss', 'val_loss', 'val_accuracy')
    """
    held = [_reread(column) for column in columns if column.series.count > 1]
    families = _families(held)
    metric, train_metric = _metrics(held, heldout=any("val" in f for f in families.values()))
    if not families:
        return Choice(
            (train_metric,) if train_metric else (), (metric,) if metric else (),
            metric, train_metric)
    best = min(families, key=lambda key: _cost(families[key]))
    family = families[best]
    parts = _parts(families, family)
    train = tuple(part["train"] for part in parts if "train" in part)
    val = tuple(part["val"] for part in parts if "val" in part)
    if train and val:
        return Choice(train, val, metric, train_metric)
    lacking = "train" if val else "val"
    others = [other[lacking] for other in families.values() if lacking in other]
    stand_in = tuple(sorted(others, key=lambda column: column.role.rank)[:1])
    return Choice(train or stand_in, val or stand_in, metric, train_metric, same=not stand_in)


def _reread(column: Column) -> Column:
    """Return a column called no more than ``train`` or ``val`` as a metric if its values rise."""
    values = column.series.arrays()[1]
    if column.role.rank < 5 or column.role.kind != "loss" or values[-1] <= values[0]:
        return column
    return replace(column, role=replace(column.role, kind="metric", rises=True))


def columns_of(recorder: Recorder, run: str) -> list[Column]:
    """Return the columns of one run.

    Examples
    --------
    >>> recorder = Recorder()
    >>> recorder.column("loss", [0.9, 0.8])
    >>> [column.name for column in columns_of(recorder, "")]
    ['loss']
    """
    return [
        Column(name, role(name), series)
        for (speaker, name), series in recorder.columns.items() if speaker == run
    ]


Family = dict[str, Column]  # "train" and "val"


def _families(columns: list[Column]) -> dict[tuple[str, ...], Family]:
    """Return the losses that differ in nothing but their split, under what they share."""
    groups: dict[tuple[str, ...], dict[str, list[Column]]] = defaultdict(lambda: defaultdict(list))
    for column in columns:
        if column.role.kind == "loss":
            key = tuple(sorted({word for word in column.role.core if not word.isdigit()}))
            groups[key][column.role.split or "train"].append(column)
    return {key: _family({split: _surest(group[split]) for split in group})
            for key, group in groups.items()}


def _surest(columns: list[Column]) -> list[Column]:
    """Return the columns called a loss, if any are; else those called ``train`` or ``val``."""
    return [column for column in columns if column.role.rank < 5] or columns


def _family(group: dict[str, list[Column]]) -> Family:
    family = {}
    heldout = group.get("val") or group.get("test")
    if group.get("train"):
        family["train"] = max(group["train"], key=_written)
    if heldout:
        family["val"] = heldout[0]
        if "train" not in family and len(heldout) > 1 and _is_train(heldout):
            family = {"train": heldout[0], "val": heldout[-1]}
    return family


def _written(column: Column) -> tuple[bool, bool, int]:
    """Return how well a training loss is written: once an epoch, by name, often."""
    enough = column.series.count >= FEWEST
    return enough, column.role.by == "epoch", column.series.count + bool(column.role.split)


def _is_train(heldout: list[Column]) -> bool:
    """Return whether ``validation_0`` beside ``validation_1`` is the training set in disguise."""
    first, last = (column.series.arrays()[1] for column in (heldout[0], heldout[-1]))
    numbered = {"0", "1"} <= {word for column in heldout for word in column.role.core}
    return numbered and bool(first[-1] < last[-1])


def _cost(family: Family) -> float:
    return min(column.role.rank for column in family.values()) + 1.5 * (len(family) < 2)


def _parts(families: dict[tuple[str, ...], Family], family: Family) -> list[Family]:
    """Return the components of a loss that has no total, or the one loss itself."""
    if next(iter(family.values())).role.rank != 2:
        return [family]
    return [
        other for other in families.values()
        if other.keys() == family.keys() and next(iter(other.values())).role.rank == 2
    ]


def _metrics(columns: list[Column], *, heldout: bool) -> tuple[Column | None, Column | None]:
    """Return the held-out metric and the training metric that say most about the task."""
    ranked = sorted(
        (column for column in columns if column.role.kind == "metric"),
        key=lambda column: column.role.rank,
    )
    by_split: dict[str, Column] = {}
    for column in ranked:
        by_split.setdefault(column.role.split, column)
    unsaid = by_split.get("")
    metric = by_split.get("val") or by_split.get("test")
    if metric is None and heldout and unsaid is not None:
        return unsaid, by_split.get("train")
    return metric, by_split.get("train") or unsaid
