"""JSON logs: a dict of lists, a list of dicts, one object a line, and what is nested in them."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TextIO

from committee.clinic.columns import role, split_of
from committee.clinic.recorder import Recorder, number
from committee.clinic.sniffing import LONGEST_LINE, LogError, document, lines

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
Cells = dict[str, float | str | None]

DEEPEST = 12  # levels of nesting that are followed
_FLAT = re.compile(r"\{[^{}]*\}")
_LIST = re.compile(
    r"""["']?([A-Za-z_][^"'\[\]{}:=\n]{0,60}?)["']?\s*[:=]\s*(?:[\w.]+\()?\[([^\[\]{}]*)(?:\]|\Z)"""
)
_PAIR = re.compile(r"""["']([^"']{1,80})["']\s*:\s*("[^"]*"|'[^']*'|[^\s,{}\[\]]+)""")


def read(beginning: str, stream: TextIO) -> Recorder:
    """Read JSON of any shape that holds numbers over time.

    Raises
    ------
    LogError
        Its nesting is too deep, or it is one document too large to hold.

    Examples
    --------
    >>> import io
    >>> text = '{"loss": [0.9, 0.5], "val_loss": [1.0, 0.7]}'
    >>> [name for run, name in read(text, io.StringIO(text)).columns]
    ['loss', 'val_loss']
    """
    recorder = Recorder()
    first, _, rest = beginning.lstrip().partition("\n")
    if rest.strip() and _parsed(first.strip().rstrip(",")) is not None:
        _read_lines(recorder, lines(stream))
        return recorder
    text = document(stream)
    if text is None:
        stream.seek(0)
        _salvage(recorder, _objects(lines(stream)))
        return recorder
    content = _parsed(text.strip())
    if content is None:
        return read_broken(text)
    take(recorder, content)
    return recorder


def _parsed(text: str) -> Json:
    """Return the content of a JSON text, None where it is none."""
    try:
        content: Json = json.loads(text)
    except RecursionError:
        raise LogError("is nested too deeply; a log is a list of records") from None
    except ValueError:
        return None
    return content



def _read_lines(recorder: Recorder, source: Iterable[str]) -> None:
    """Read one JSON object a line; lines that are none are counted and passed over."""
    broken = 0
    for line in source:
        text = line.strip().rstrip(",")
        content = _parsed(text) if text[:1] in "{[" else None
        if isinstance(content, dict):
            recorder.row(_flat(content))
        elif isinstance(content, list):
            _take_points(recorder, [content], "")
        broken += content is None and text not in ("", "[", "]")
    if broken:
        recorder.notes.append(f"{broken} lines are no JSON and were passed over")


def take(
    recorder: Recorder, content: Json, path: str = "", depth: int = 0, run: str = ""
) -> None:
    """Take every table that a parsed document holds into the recorder.

    Examples
    --------
    >>> recorder = Recorder()
    >>> take(recorder, {"log_history": [{"loss": 0.9, "epoch": 1}, {"loss": 0.5, "epoch": 2}]})
    >>> list(recorder.columns["", "loss"].values)
    [0.9, 0.5]
    """
    if depth > DEEPEST:
        return
    if isinstance(content, list):
        _take_list(recorder, content, path, depth, run)
    elif isinstance(content, dict):
        _take_dict(recorder, content, path, depth, run)


def _take_list(
    recorder: Recorder, content: list[Json], path: str, depth: int, run: str
) -> None:
    records = [part for part in content if isinstance(part, dict)]
    if records:
        prefix = f"{path}/" if split_of(path) else ""
        told: Cells = {"run": run} if run else {}
        for record in records:
            recorder.row(told | {prefix + name: value for name, value in _flat(record).items()})
    elif content and all(isinstance(part, list) for part in content):
        _take_points(recorder, content, path)
    elif path and len(content) > 1:
        recorder.column(path, [_value(part) for part in content], run)
    elif content and not path:
        recorder.named = False
        recorder.column("column 1", [_value(part) for part in content])
    for record in records[:1]:
        for name, part in record.items():
            if isinstance(part, list) and part and isinstance(part[0], dict):
                take(recorder, part, f"{path}/{name}", depth + 1, run)


def _take_points(recorder: Recorder, content: list[Json], path: str) -> None:
    """Take a list of [step, value] or [time, step, value]."""
    for point in content:
        numbers = [_value(part) for part in point] if isinstance(point, list) else []
        if len(numbers) in (2, 3) and path:
            recorder.row({"step": numbers[-2], path: numbers[-1]})
        else:
            recorder.named = False
            recorder.row({f"column {i + 1}": part for i, part in enumerate(numbers)})


def _take_dict(
    recorder: Recorder, content: dict[str, Json], path: str, depth: int, run: str
) -> None:
    names, rows = content.get("columns"), content.get("data")
    if isinstance(names, list) and isinstance(rows, list):
        for cells in rows:
            if isinstance(cells, list):
                recorder.row(dict(zip(map(str, names), map(_value, cells), strict=False)))
        return
    if len(content) > 1 and all(re.fullmatch(r"\D{0,12}\d+", str(name)) for name in content):
        _take_numbered(recorder, content, path, depth)
        return
    runs = _runs(content)
    for name, part in content.items():
        if name in runs:
            take(recorder, part, path, depth + 1, f"{run} {name}".strip())
        elif isinstance(part, list | dict):
            take(recorder, part, f"{path}/{name}" if path else name, depth + 1, run)


def _runs(content: dict[str, Json]) -> set[str]:
    """Return the keys under which the same losses stand again and again: runs, not splits."""
    losses = {
        name: {leaf for leaf, part in child.items()
               if isinstance(part, list) and role(leaf).kind == "loss"}
        for name, child in content.items()
        if isinstance(child, dict) and not split_of(name) and role(name).kind != "loss"
    }
    found = {
        name for name, mine in losses.items()
        if any(mine & theirs for other, theirs in losses.items() if other != name)
    }
    return found if len(found) > 1 else set()


def _take_numbered(
    recorder: Recorder, content: dict[str, Json], path: str, depth: int
) -> None:
    """Take a dict whose keys count epochs: ``{"1": {...}, "2": {...}}`` or ``{"0": 0.5, ...}``."""
    if not any(isinstance(part, list | dict) for part in content.values()):
        recorder.column(path or "value", [_value(part) for part in content.values()])
        return
    for name, part in content.items():
        if isinstance(part, dict) and not any(isinstance(v, list) for v in part.values()):
            counted = float(re.sub(r"\D", "", name))
            recorder.row({"epoch": counted} | _flat(part))
        else:
            split = split_of(name)
            take(recorder, part, f"{path}/{name}" if split else path, depth + 1,
                 "" if split else name)


def _flat(record: dict[str, Json], path: str = "", depth: int = 0) -> Cells:
    """Return a record with its nested names joined, ``train/loss``."""
    flat: Cells = {}
    for name, part in record.items():
        full = f"{path}/{name}" if path else str(name)
        if isinstance(part, float):
            flat[full] = part
        elif isinstance(part, dict) and depth < DEEPEST:
            flat |= _flat(part, full, depth + 1)
        elif isinstance(part, list):
            if part and not isinstance(part[0], list | dict):
                flat[full] = _value(part[0])
        elif isinstance(part, str):
            value = number(part)
            flat[full] = part if value is None else value
        else:
            flat[full] = _value(part)
    return flat


def _value(part: Json) -> float | None:
    if isinstance(part, str):
        return number(part)
    if isinstance(part, bool) or not isinstance(part, int | float):
        return float("nan") if part is None else None
    try:
        return float(part)
    except OverflowError:
        return float("inf")


def _objects(source: Iterator[str]) -> Iterator[str]:
    """Yield the innermost objects of a stream of lines, without holding more than one."""
    held: list[str] = []
    size = 0
    for line in source:
        if "{" in line or "}" in line:
            text = "\n".join([*held, line])
            for found in _FLAT.finditer(text):
                yield found.group()
            held, size = [text[max(text.rfind("{"), 0) :]], 0
            if "}" in held[0] or "{" not in held[0]:
                held = []
        elif held and size < LONGEST_LINE:
            held.append(line)
            size += len(line)
        else:
            held = []


def _salvage(recorder: Recorder, objects: Iterable[str]) -> None:
    """Take the records out of text that is no whole JSON document."""
    for text in objects:
        cells: Cells = {}
        for name, value in _PAIR.findall(text):
            plain = value.strip("\"'")
            found = number(plain)
            cells[name] = plain if found is None else found
        if any(role(name).kind == "loss" for name in cells):
            recorder.row(cells)


def holds_lists(beginning: str) -> bool:
    """Return whether text prints losses as lists, ``'loss': [0.9, ...`` or ``losses = [...``.

    Examples
    --------
    >>> holds_lists("done. {'loss': [0.9, 0.5]}"), holds_lists("epoch [1] loss 0.5")
    (True, False)
    """
    if "[" not in beginning:  # a search of its own takes longer than reading most tables
        return False
    found = (part for part in _LIST.finditer(beginning) if "," in part.group(2))
    return any(role(part.group(1)).kind == "loss" for part in found)


def read_broken(text: str) -> Recorder:
    """Read what is no JSON: cut off, with single quotes, several documents, or dicts in print.

    Examples
    --------
    >>> list(read_broken("{'loss': [0.9, 0.5], 'val_loss': [1.0,").columns)
    [('', 'loss')]
    """
    recorder = Recorder()
    listed = 0
    for found in _LIST.finditer(text):
        values = [number(cell) for cell in found.group(2).split(",")]
        if sum(value is not None for value in values) > 1:
            recorder.column(found.group(1), values)
            listed += 1
    if not listed:
        _salvage(recorder, _objects(chain(iter(text.splitlines()))))
    if not re.search(r"[\]}]\s*$", text):
        recorder.notes.append("the file is cut off in the middle")
    return recorder
