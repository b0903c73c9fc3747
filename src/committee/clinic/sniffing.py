"""The first look at a file: is it text, in which encoding, and how do its lines end.

Everything that cannot be a training log is refused here with one ``LogError``, before memory or
time is spent on it.
"""

import codecs
import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

SAMPLE = 65_536  # bytes looked at before anything is read in earnest
LONGEST_LINE = 1_000_000  # characters
LARGEST_DOCUMENT = 32_000_000  # characters of one JSON document held in memory

_FORMATS = (
    (b"\x80\x02", "a pickle"), (b"\x80\x03", "a pickle"), (b"\x80\x04", "a pickle"),
    (b"\x80\x05", "a pickle"), (b"PK\x03\x04", "a zip archive (npz, pt, xlsx)"),
    (b"\x1f\x8b", "a gzip file"), (b"\x93NUMPY", "a numpy array"), (b"\x89HDF", "an HDF5 file"),
    (b"\x89PNG", "an image"), (b"\xff\xd8\xff", "an image"), (b"%PDF", "a PDF"),
    (b"PAR1", "a Parquet file"), (b"SQLite", "a database"), (b"\x7fELF", "a program"),
)
_STRANGE = bytes([*range(7), *range(14, 27)])  # what no text holds


class LogError(ValueError):
    """A file that cannot be read as text with numbers; the message says why and what to do.

    Examples
    --------
    >>> raise LogError("history.pkl is a pickle; write the numbers as CSV or JSON")
    Traceback (most recent call last):
        ...
    committee.clinic.sniffing.LogError: history.pkl is a pickle; write the numbers as CSV or JSON
    """


@contextmanager
def opened(path: str | Path) -> Iterator[tuple[str, TextIO]]:
    r"""Open a file as text, and hand over its beginning and the stream, at its start.

    Carriage returns stay where progress bars use them, unless they are all the line ends there are.

    Raises
    ------
    LogError
        The file is missing, empty, binary, or not to be opened.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(b"\xef\xbb\xbfepoch,loss\r\n1,0.5\r\n")
    ...     file.flush()
    ...     with opened(file.name) as (beginning, stream):
    ...         next(lines(stream))
    'epoch,loss'
    """
    try:
        with open(path, "rb") as raw:
            beginning = raw.read(SAMPLE)
            encoding = _encoding(beginning)
            text = beginning.decode(encoding, errors="replace")
            raw.seek(0)
            only_returns = "\r" in text and "\n" not in text
            stream = io.TextIOWrapper(
                raw, encoding, errors="replace", newline=None if only_returns else "\n"
            )
            yield text, stream
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise LogError(f"cannot be opened ({reason}); check the path") from None


def _encoding(beginning: bytes) -> str:
    """Return the encoding of a text, or refuse what is none."""
    if not beginning.strip():
        raise LogError("is empty; give the file the training wrote to")
    for mark, what in _FORMATS:
        if beginning.startswith(mark):
            raise LogError(f"is {what}, not text; write the numbers as CSV or JSON")
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    strange = len(beginning) - len(beginning.translate(None, delete=_STRANGE))
    if b"\0" in beginning or strange > len(beginning) / 100:
        raise LogError("is binary, not text; write the numbers as CSV or JSON")
    return "utf-8-sig"


def lines(stream: TextIO) -> Iterator[str]:
    r"""Yield a stream's lines without their ends; of a rewritten line, what was last on screen.

    Raises
    ------
    LogError
        A line is longer than ``LONGEST_LINE``, or binary.

    Examples
    --------
    >>> list(lines(io.StringIO("1/2 loss: 0.9\r2/2 loss: 0.7\nend\n")))
    ['2/2 loss: 0.7', 'end']
    """
    while line := stream.readline(LONGEST_LINE):
        if len(line) == LONGEST_LINE:
            raise LogError(
                f"has a line of more than {LONGEST_LINE:,} characters; "
                "a log has a line an epoch or step"
            )
        line = line.rstrip("\r\n")
        if "\r" in line or "\b" in line:
            line = line.replace("\b", "\r").rstrip("\r").rpartition("\r")[2]
        if "\0" in line:
            raise LogError("is binary further on, not text; write the numbers as CSV or JSON")
        yield line


def document(stream: TextIO) -> str | None:
    """Return the whole of a stream, or None where it is too large to hold.

    Examples
    --------
    >>> document(io.StringIO("[0.5, 0.4]"))
    '[0.5, 0.4]'
    """
    text = stream.read(LARGEST_DOCUMENT + 1)
    return text if len(text) <= LARGEST_DOCUMENT else None
