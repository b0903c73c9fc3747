"""Logs written for people: progress bars, ``epoch 3 | loss 0.5 | val loss 0.6``, printed dicts.

A line is read as pairs of words and a number. Words that tell the split stay in force to the end
of the line, so that ``val loss 0.5 acc 0.8`` gives a validation accuracy. A line that says no more
than the split, ``Validation:``, is a heading, in force until the training goes on.
"""

import re
from collections.abc import Iterable, Iterator

from committee.clinic.columns import (
    ERRORS,
    FILLERS,
    HELD_OUT,
    LOSSES,
    TRAIN,
    role,
    split_of,
    vocabulary,
    words,
)
from committee.clinic.recorder import Recorder

MOST_WORDS = 6  # in the name of a quantity
LONGEST = 4_000  # characters of a line that are looked at

_STAMP = re.compile(
    r"\[?\b\d{4}[-/]\d\d[-/]\d\d(?:[T_ ]+\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\]?"
    r"|\b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\b"
    r"|\b(?:INFO|DEBUG|WARNING|WARN|ERROR)\b(?::[\w.]+:)?"
    r"|(?<![\w.])[\w./]+:[\w<>]+:\d+(?=\s*[\]|-])"  # which line of the program speaks
)
_COUNTER = re.compile(r"\s*(?:\[(\d+)(?:/\d+)?\](?:\[\d+/\d+\])?|(\d+):)\s")
_TOKEN = re.compile(
    r"(?P<part>(?>\d+(?:\.\d+)?)\s*/\s*(?>\d+(?:\.\d+)?)(?![\w.]*\w))"
    r"|(?P<number>[-+]?(?>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w.]*\w)|[-+]?(?:nan|inf(?:inity)?)\b)"
    r"|(?P<word>[A-Za-z_#][\w@/'\-]*(?:\.\w+)*)"
    r"|(?P<glued>\d[\w.]*)"
    r"|(?P<cut>[;,\t]|\s-\s|\s{2,}(?!\[))"
    r"|(?P<bar>\|)|(?P<open>[(\[])",
    re.IGNORECASE,
)
_WORTH = vocabulary("loss metric epoch step")
_IN_HEADINGS = TRAIN | HELD_OUT | FILLERS | ERRORS | LOSSES | vocabulary(
    "begin begins start starting started running run phase model performance now"
)


def read(source: Iterable[str]) -> Recorder:
    """Read what can be read of lines of text.

    Examples
    --------
    >>> recorder = read(["Epoch 1/2", "loss: 0.9 - val_loss: 1.0", "Epoch 2/2",
    ...                  "loss: 0.5 - val_loss: 0.8"])
    >>> [(name, list(series.values)) for (run, name), series in recorder.columns.items()]
    [('Epoch', [1.0, 2.0]), ('loss', [0.9, 0.5]), ('val_loss', [1.0, 0.8])]
    """
    recorder = Recorder()
    recorder.prose = True
    section, reached = "", 0.0  # under which heading, and the last step above it
    for line in source:
        cells = dict(pairs(line[:LONGEST], section))
        times = {role(name).kind: value for name, value in cells.items()}
        if section and ("epoch" in times or times.get("step", 0.0) > reached):
            section = ""
            cells = dict(pairs(line[:LONGEST]))
        if any(kind in _WORTH for kind in times):
            recorder.row(cells)
        elif recorder.rows:
            section = _heading(line) or section
        reached = reached if section else times.get("step", reached)
    return recorder


def _heading(line: str) -> str:
    """Return the split that a line announces for those below it, if it says nothing else."""
    said = words(_STAMP.sub(" ", line[:LONGEST]))
    return split_of(" ".join(said)) if said and _IN_HEADINGS.issuperset(said) else ""


def pairs(line: str, split: str = "") -> Iterator[tuple[str, float]]:
    r"""Yield the names and numbers of one line, which may stand under a heading of a split.

    Examples
    --------
    >>> list(pairs("step 100: train loss 4.2, val loss 4.3"))
    [('step', 100.0), ('train loss', 4.2), ('val loss', 4.3)]
    >>> list(pairs("[10]\ttrain-logloss:0.5\teval-logloss:0.6"))
    [('step', 10.0), ('train-logloss', 0.5), ('eval-logloss', 0.6)]
    >>> list(pairs("Test set: Average loss: 0.05, Accuracy: 9800/10000 (98%)"))
    [('Test set Average loss', 0.05), ('test Accuracy', 0.98)]
    """
    line = _STAMP.sub(" ", line)
    counter = _COUNTER.match(line)
    if counter:
        yield "step", float(counter.group(1) or counter.group(2))
        line = line[counter.end() - 1 :]
    state = _Line(split)
    for token in _TOKEN.finditer(line):
        yield from state.take(token.lastgroup or "", token.group())
    yield from state.take("cut", "")


def _is_loss(word: str) -> bool:
    found = role(word)
    return found.kind == "loss" and found.rank < 5


class _Line:
    """What has been read of a line: words waiting for a number, or a number for words."""

    def __init__(self, split: str) -> None:
        self.name: list[str] = []
        self.number: float | None = None
        self.split = split
        self.last = ""

    def take(self, kind: str, text: str) -> Iterator[tuple[str, float]]:
        """Yield the pairs that one more token completes."""
        if kind == "word":
            if self.last == "bar":
                self.name = []
            self.name.append(text.strip("'"))
            if len(words(text)) == 1:
                self.split = split_of(text) or self.split
        elif kind in ("number", "part"):
            if self.name:
                yield from self._named(kind, text)
            elif self.last != "open" and kind == "number":
                self.number = float(text)
        elif kind == "cut":
            if self.number is not None and self.name:
                yield self._full(), self.number
            self.name, self.number = [], None
        self.last = kind

    def _named(self, kind: str, text: str) -> Iterator[tuple[str, float]]:
        """Yield a number under the words before it; a time leaves a loss's words waiting."""
        time = role(self.name[-1])
        named = self.name[-1] if time.kind in ("epoch", "step") else self._full()
        first, _, second = text.partition("/")
        whole = float(second) if kind == "part" and role(named).kind == "metric" else 1.0
        yield named, float(first) / (whole or 1.0)
        waiting = self.name[:-1] if named == self.name[-1] else []
        self.name = waiting if any(_is_loss(word) for word in waiting) else []
        self.number = None

    def _full(self) -> str:
        """Return the longest end of the words that means something, with the line's split."""
        ends = [" ".join(self.name[i:]) for i in range(max(len(self.name) - MOST_WORDS, 0),
                                                     len(self.name))]
        full = next((end for end in ends if role(end).kind != "unknown"), ends[0])
        found = role(full)
        silent = found.kind in ("loss", "metric") and self.split and not found.split
        return f"{self.split} {full}" if silent else full
