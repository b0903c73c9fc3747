"""What a build complained of: its warnings, gathered as they pass, told shortly at the end."""

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, TextIO

COLOUR = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(
    r"(?:(?P<file>[^\n]+?\.\w+)(?::(?:[^\n]*?:)?(?P<line>\d+|[^\d\n]*))?: )?"
    r"(?:WARNING|ERROR|CRITICAL|SEVERE): (?P<message>.+)"
)
SUBTYPE = re.compile(r"\s*\[[a-z_-]+(?:\.[\w-]+)*\]$")


PROGRESS = re.compile(
    r"\s*(?:reading sources|writing output)\.\.\. \[|.*(?:Executing|Executed) notebook"
)


CELL = re.compile(r"cell \d+: ")
ECHO = re.compile(r"Executing notebook failed: |Notebook exception traceback saved in: ")
LONGEST = 40  # lines of a summary that somebody will still read


class Fault(NamedTuple):
    """One complaint: the file it is about, if any, its line, and what is wrong."""

    file: Path | None
    line: int | None
    message: str


class Listener:
    """A text stream that passes on what it is given, and remembers it."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.heard: list[str] = []

    def write(self, text: str) -> int:
        """Pass the text on."""
        self.heard.append(text)
        return self.stream.write(text)

    def flush(self) -> None:
        """Flush the stream that is listened to."""
        self.stream.flush()

    def isatty(self) -> bool:
        """Say whether the stream that is listened to is a terminal."""
        return self.stream.isatty()

    @property
    def text(self) -> str:
        """All that was written, without colours."""
        return COLOUR.sub("", "".join(self.heard))


class Progress(Listener):
    """A listener that passes on only which page is being read, executed or written."""

    in_line = False  # a line may come in several pieces

    def write(self, text: str) -> int:
        """Pass the text on if it tells how far the build is."""
        if self.in_line or PROGRESS.match(COLOUR.sub("", text)):
            self.stream.write(text)
            self.in_line = not text.endswith(("\n", "\r"))
        return len(text)


def faults_in(log: str) -> list[Fault]:
    """Return the faults that a log of Sphinx's warnings names, each once, in order."""
    faults: dict[Fault, None] = {}
    for line in log.splitlines():
        if found := WARNING.fullmatch(line.strip()):
            number = found["line"] or ""
            file = Path(found["file"]) if found["file"] else None
            message = SUBTYPE.sub("", found["message"])
            faults[Fault(file, int(number) if number.isdigit() else None, message)] = None
    return without_echoes(list(faults))


def without_echoes(faults: list[Fault]) -> list[Fault]:
    """Leave out that a page failed to run, where the cell that made it fail is named."""
    named = {fault.file for fault in faults if CELL.match(fault.message)}
    return [f for f in faults if not (ECHO.match(f.message) and f.file in named)]


def summary(faults: Iterable[Fault], here: Path | None = None) -> str:
    """Return one line a fault, page by page and from top to bottom; the first forty."""
    ordered = sorted(faults, key=lambda fault: (str(fault.file or ""), fault.line or 0))
    lines = [f"  {_place(fault, here or Path.cwd())}{fault.message}" for fault in ordered]
    more = len(lines) - LONGEST
    return "\n".join([*lines[:LONGEST], *([f"  and {more} more, above"] if more > 0 else [])])


def count(faults: list[Fault]) -> str:
    """Return how many faults on how many pages, in words fit for a sentence."""
    pages = len({fault.file for fault in faults if fault.file})
    said = f"{len(faults)} fault{'s' * (len(faults) != 1)}"
    return said + (f" on {pages} page{'s' * (pages != 1)}" if pages else "")


def _place(fault: Fault, here: Path) -> str:
    if fault.file is None:
        return ""
    inside = fault.file.is_relative_to(here)
    file = os.path.relpath(fault.file, here) if inside else str(fault.file)
    return f"{file}:{fault.line}: " if fault.line else f"{file}: "
