"""Tables of text: any separator, a header or none, padded, repeated, commented or out of step."""

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice

from committee.clinic.columns import role, vocabulary, words
from committee.clinic.recorder import LONGEST_NAME, MISSING, Recorder, Series, count, number
from committee.clinic.sniffing import LogError

LOOK_AHEAD = 60  # lines that decide the separator
SEPARATORS = (",", "\t", ";", "|", "  ", " ")
MOST_CELLS = 20_000  # in a row
PACED = 16_384  # rows between two looks at how many are needed
_MARKERS = ("<<<<<<<", "=======", ">>>>>>>")
_RULE = re.compile(r"[\s|+:=\-─═┌┐└┘├┤┬┴┼│┃━╇┡┩┏┳┓╋]*")
Split = Callable[[str], list[str]]


@dataclass(frozen=True)
class Layout:
    """How a table is cut: its separator, how many cells a row has, and whether names come first.

    Examples
    --------
    >>> layout(["epoch;loss", "1;0,5", "2;0,4"]).separator
    ';'
    """

    separator: str
    width: int
    fit: float


def layout(sample: list[str]) -> Layout | None:
    """Return how these lines are to be cut, or None where they are no table.

    Examples
    --------
    >>> layout(["Dear diary,", "today the loss was, oddly, low."]) is None
    True
    """
    found = [
        choice for sep in SEPARATORS if (choice := _try(sep, sample[_header_at(sep, sample) :]))
    ]
    best = max((choice.fit for choice in found), default=0.0)
    return next((choice for choice in found if choice.fit > best - 0.1), None) or _single(sample)


def _try(separator: str, sample: list[str]) -> Layout | None:
    """Return how well a separator cuts the lines into rows of as many numbers each."""
    if 2 * sum(separator in line for line in sample) < len(sample) - 2:
        return None
    rows = [cells(line, separator) for line in sample if not _skipped(line)]
    judged = [(row, _numeric(row)) for row in rows]
    judged = [(row, share) for row, share in judged
              if share or (any(map(str.strip, row)) and not _is_header(row))]
    filled = [row for row, share in judged if share > 0.3]
    if separator in " |" and sum(map(_told, filled)) > len(filled) / 2:
        return None
    counts = Counter(map(len, filled))
    if not counts:
        return None
    width, often = counts.most_common(1)[0]
    if width < 2 or often < 0.4 * (len(judged) - 1):
        return None
    numeric = [share for row, share in judged if len(row) == width]
    return Layout(separator, width, often / len(judged) + sum(numeric) / len(numeric))


def _header_at(separator: str, sample: list[str]) -> int:
    """Return where the table begins: at its header, below what the program said before."""
    if not any(separator in line for line in sample):
        return 0
    rows = (cells(line, separator) for line in sample)
    return next((i for i, row in enumerate(rows) if len(row) > 1 and _is_header(row)), 0)


def _told(row: list[str]) -> bool:
    """Return whether a row names its numbers itself, as ``epoch 3 loss 0.5`` does."""
    return any(
        cell.endswith((":", "=")) or (role(cell).kind in _TRADE and role(cell).rank < 5)
        for cell in row
    )


def _single(sample: list[str]) -> Layout | None:
    """Return the layout of one column of numbers, with a name above it or not."""
    rows = [line.strip() for line in sample if not _skipped(line)]
    numbers = [number(cell) is not None for cell in rows]
    return Layout("\n", 1, 1.0) if len(rows) > 2 and all(numbers[1:]) else None


def _numeric(row: list[str]) -> float:
    """Return the share of cells that hold a number, among those that hold anything."""
    others = [cell for cell in row if number(cell) is None]
    words_in = sum(cell.strip().lower() not in MISSING for cell in others)
    numbers = len(row) - len(others)
    return numbers / (numbers + words_in) if numbers else 0.0


def _skipped(line: str) -> bool:
    if line[:1].isdigit():
        return False
    return not line.strip() or line.startswith(_MARKERS) or bool(_RULE.fullmatch(line))


def cells(line: str, separator: str) -> list[str]:
    """Cut one line.

    Examples
    --------
    >>> cells("| 1 | 0.5 |", "|"), cells('a,"b,c"', ","), cells(" 1   0.5", "  ")
    ([' 1 ', ' 0.5 '], ['a', 'b,c'], ['1', '0.5'])
    """
    if separator == "\n":
        return [line]
    if len(line) > MOST_CELLS and line.count(separator) > MOST_CELLS:
        raise LogError(f"has rows of more than {MOST_CELLS:,} cells; a log has a column a quantity")
    if separator == " ":
        return line.split()
    if separator == "  ":
        return re.split(r"\s{2,}", line.strip())
    if separator == "|":
        line = line.strip().strip("|")
    if '"' not in line:
        return line.split(separator)
    try:
        return next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    except csv.Error:
        raise LogError("has a cell of more than 131,072 characters; write short lines") from None


def read(plan: Layout, source: Iterator[str]) -> Recorder:
    """Read a table row by row.

    Examples
    --------
    >>> lines = ["epoch,loss", "1,0.5", "2,NA"]
    >>> recorder = read(layout(lines), iter(lines))
    >>> list(recorder.columns["", "loss"].values), recorder.rows
    ([0.5], 2)
    """
    recorder = Recorder()
    head, body = _header(plan, source)
    recorder.named = bool(head)
    table = _Table(plan, recorder, _fitted(head, plan.width))
    for i, line in enumerate(body):
        if i % table.pace:
            recorder.rows += 1
        else:
            table.line(line)
        if not i % PACED:
            table.hurry()
    table.close()
    return recorder


class _Table:
    """What stands under one header after the other, line by line.

    Rows of nothing but numbers wait in ``held``, to be written column by column.
    """

    def __init__(self, plan: Layout, recorder: Recorder, names: list[str]) -> None:
        self.plan, self.recorder = plan, recorder
        self.markers = self.odd = 0
        self.held: list[list[float | None]] = []
        self.series: list[tuple[int, str, Series | None]] = []
        self.apart: list[Series] = []  # the same, if no two columns go to one
        self.head(names)

    def head(self, names: list[str]) -> None:
        """Begin to write to the columns of these names."""
        self.write()
        self.names, self.pace = [name[:LONGEST_NAME] for name in names], 1
        kinds = [role(name).kind for name in self.names]
        self.plain = not {"split", "key", "run"} & set(kinds)
        speakers = _speakers(self.names)
        self.series = [
            (i, name, self.recorder.series(speakers.get(name, ""), name) if self.plain else None)
            for i, (name, kind) in enumerate(zip(self.names, kinds, strict=True))
            if kind != "aside"
        ]
        self.places = [i for i, _, _ in self.series]
        written = [series for _, _, series in self.series if series is not None]
        self.apart = written if len(set(map(id, written))) == len(written) else []

    def line(self, line: str) -> None:
        """Take in one line: a row, another header, or something to pass over."""
        if _skipped(line):
            self.markers += line.startswith(_MARKERS) and not _RULE.fullmatch(line)
            return
        row = cells(line, self.plan.separator)
        if self.apart and self.pace == 1 and len(row) == len(self.names) and self.hold(row):
            return
        self.write()
        if _is_header(row):
            self.head(_fitted([cell.strip() for cell in row], len(row)))
        elif abs(len(row) - len(self.names)) > 1 and len(row) != self.plan.width:
            self.odd += 1
        elif self.plain:
            self.row(row)
        else:
            pairs = zip(self.names, row, strict=False)
            self.recorder.row({name: _cell(name, cell) for name, cell in pairs})

    def hold(self, row: list[str]) -> bool:
        """Keep a row for ``write`` and say so, if its cells hold plain numbers or nothing."""
        try:
            numbers = [float(row[i]) if row[i] else None for i in self.places]
        except ValueError:
            return False
        if numbers.count(None) == len(numbers):
            return False
        self.held.append(numbers)
        return True

    def write(self) -> None:
        """Write the rows that wait into their columns."""
        for series, values in zip(self.apart, zip(*self.held, strict=True), strict=False):
            series.extend(self.recorder.rows, values)
        self.recorder.rows += len(self.held)
        self.held = []

    def row(self, row: list[str]) -> None:
        """Take in the cells of one row."""
        place, width = self.recorder.rows, len(row)
        for i, name, series in self.series:
            if i < width and row[i]:
                value = _cell(name, row[i])
                if isinstance(value, str):
                    self.recorder.text(name, value)
                elif value is not None and series is not None:
                    series.add(place, value, stands_for=self.pace)
        self.recorder.rows += 1

    def hurry(self) -> None:
        """Look at fewer rows of a long table, if every row fills every column."""
        self.write()
        kept = [series for _, _, series in self.series if series is not None]
        if kept and all(series.count >= self.recorder.rows for series in kept):
            self.pace = max(1, min(series.stride for series in kept) // 2)

    def close(self) -> None:
        """Write what waits, and note what was passed over."""
        self.write()
        if self.markers:
            self.recorder.notes.append("merge markers (<<<<<<<, >>>>>>>) stand in the file")
        if self.odd:
            self.recorder.notes.append(
                f"{self.odd} rows have another number of cells and were passed over")


def _speakers(names: list[str]) -> dict[str, str]:
    """Return which run each column belongs to, where names begin with several: "run 7 - loss"."""
    said = {name: name.rpartition(" - ")[0] for name in names
            if " - " in name and role(name).kind in ("loss", "metric")}
    return said if len(set(said.values())) > 1 else {}


def _cell(name: str, cell: str) -> float | str | None:
    value = number(cell)
    if value is None and cell.strip().lower() not in MISSING:
        counted = count(name, cell)
        return cell.strip() if counted is None else counted
    return value


def _header(plan: Layout, source: Iterator[str]) -> tuple[list[str], Iterable[str]]:
    """Return the names above the numbers, if any, and the lines that follow."""
    held: list[str] = []
    for line in source:
        if _skipped(line):
            held.append(line)
            continue
        row = cells(line.lstrip("#%"), plan.separator)
        if len(row) > 1 and not row[0].strip() and row[1:] == [str(i) for i in range(len(row) - 1)]:
            return [], source  # pandas numbers columns that have no names
        if _is_header(row) or (plan.width > 1 and len(row) > 1 and _numeric(row) == 0):
            return _merged(row, plan, source)
        if _numeric(row) > 0.3 and len(row) >= plan.width - 1:
            held.append(line)
            break
    return [], chain(held, source)


def _merged(
    row: list[str], plan: Layout, source: Iterator[str]
) -> tuple[list[str], Iterable[str]]:
    """Return a header that may take two lines, and the lines that follow."""
    names = [cell.strip().strip("'\"") for cell in row]
    second = next(source, "")
    more = [cell.strip() for cell in cells(second, plan.separator)]
    if _skipped(second) or len(more) != len(names) or _numeric(more) > 0 or not _is_header(more):
        return names, chain([second], source)
    return [f"{a} {b}".strip() for a, b in zip(names, more, strict=True)], source


def _is_header(row: list[str]) -> bool:
    """Return whether a row holds names of quantities: no number, and a word of the trade."""
    if any(cell[:1] in _DIGITS and number(cell) is not None for cell in row):
        return False
    named = any(words(cell) and role(cell).kind in _TRADE for cell in row)
    return named and _numeric(row) == 0


_DIGITS = frozenset("0123456789-+.")
_TRADE = vocabulary("loss metric epoch step rate reward")


def _fitted(names: list[str], width: int) -> list[str]:
    """Return as many names as there are cells: an index may lack one, a comma may add one."""
    if not names:
        return [f"column {i + 1}" for i in range(width)]
    if len(names) == width - 1 and role(names[0]).kind not in ("epoch", "step"):
        return ["", *names]  # an index without a name
    return [*names, *(f"column {i + 1}" for i in range(len(names), width))][:max(width, 1)]


def sample_of(source: Iterator[str]) -> list[str]:
    """Return the first lines, as many as it takes to see the layout.

    Examples
    --------
    >>> len(sample_of(iter(["1"] * 1000))) == LOOK_AHEAD
    True
    """
    held: list[str] = []
    for line in islice(source, LOOK_AHEAD):
        held.append(line)
        if sum(map(len, held)) > MOST_CELLS and len(held) > 2:
            break
    return held
