"""Make a Jupyter notebook of each page with code, in _build/notebooks.

``clean`` has no outputs and is to be run, ``executed`` has those of the book. The first cell of
each brings the book's package where it is missing. The folder is what the branch ``notebooks``
holds, from which Colab and Binder open them.
"""

import sys
import time
from pathlib import Path

import edition
from book_folders import Book
from build_book import parse
from one_at_a_time import alone

BUILDER = "notebooks"


def notebooks(folder: Path) -> list[Path]:
    """Return the notebooks to be run, in order."""
    return sorted((folder / "clean").rglob("*.ipynb"))


def make(book: Book) -> int:
    """Make them; return 0 if they are without fault."""
    started = time.monotonic()
    if not edition.write(book, BUILDER, "The notebooks were"):
        return 1
    folder = book.output / BUILDER
    print(f"\n{len(notebooks(folder))} notebooks are made, in {time.monotonic() - started:.0f} s: "
          f"{folder}")
    return 0


def main() -> int:
    """Make what the command line asks for, when no other build is at work there."""
    book = parse(about=__doc__)
    with alone(book.output, "build"):
        return make(book)


if __name__ == "__main__":
    sys.exit(main())
