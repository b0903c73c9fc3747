"""The command ``committee diagnose``: logs in, answers out, one a file, in the order given."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from committee.clinic import Diagnosis, as_json, as_text, diagnose_file
from committee.clinic.drawing import drawing

MANY = 100  # files; from here on several processes read them


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Add what the command takes.

    Examples
    --------
    >>> command = argparse.ArgumentParser()
    >>> add_arguments(command)
    >>> command.parse_args(["--json", "a.csv", "b.json"]).files
    ['a.csv', 'b.json']
    """
    command.add_argument("files", nargs="+", metavar="FILE", help="a training log of any framework")
    command.add_argument("--json", action="store_true", help="one JSON object a line, for programs")
    command.add_argument("--plot", metavar="OUT.svg", type=Path,
                         help="draw the curves with the evidence marked (of one file)")


def run(chosen: argparse.Namespace) -> int:
    """Read training logs and say what is wrong, what to try first, and how to confirm it."""
    if chosen.plot is not None and len(chosen.files) > 1:
        sys.stderr.write(f"committee diagnose --plot expects one file, got {len(chosen.files)}; "
                         "give them one by one\n")
        return 2
    understood = True
    for i, answer in enumerate(_answers(chosen.files)):
        understood &= answer.readable
        text = as_json(answer) if chosen.json else "\n" * (i > 0) + as_text(answer)
        _say(text + "\n")
        if chosen.plot is not None and answer.readable:
            draw(answer, chosen.plot)
    return 0 if understood else 2


def _answers(files: list[str]) -> Iterator[Diagnosis]:
    """Yield an answer a file, in order; share many among the machine's cores."""
    if len(files) < MANY:
        yield from map(diagnose_file, files)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 (a browser has no processes)

    with ProcessPoolExecutor() as pool:
        yield from pool.map(diagnose_file, files, chunksize=16)


def _say(text: str) -> None:
    """Write to the terminal, whatever characters it has."""
    try:
        sys.stdout.write(text)
    except UnicodeEncodeError:
        encoding = sys.stdout.encoding
        sys.stdout.write(text.encode(encoding, errors="replace").decode(encoding))


def draw(answer: Diagnosis, path: str | os.PathLike[str]) -> None:
    """Write the picture of a diagnosis, its curves with the evidence marked, into an SVG file.

    Examples
    --------
    >>> import tempfile
    >>> from committee.clinic import diagnose
    >>> from committee.history import History
    >>> with tempfile.NamedTemporaryFile(suffix=".svg") as file:
    ...     draw(diagnose(History(train_loss=[0.9, 0.5, 0.3, 0.2])), file.name)
    ...     file.read(4)
    b'<svg'
    """
    if answer.curves is not None:
        Path(path).write_text(drawing(answer), encoding="utf-8")
