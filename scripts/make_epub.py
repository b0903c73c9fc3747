"""Make the book for reading devices, in _build/epub.

Formulas are MathML, figures are drawings that stay sharp, every picture has its words, answers
stand at the back. `make epub-test` asks epubcheck whether a device may expect trouble.
"""

import sys
import time

import edition
from book_folders import Book
from build_book import parse
from one_at_a_time import alone

BUILDER = "epub"
NAME = "brains-decision-committee.epub"


def make(book: Book) -> int:
    """Make the EPUB; return 0 if it is without fault."""
    started = time.monotonic()
    if not edition.write(book, BUILDER, "The EPUB was"):
        return 1
    made = book.output / BUILDER / NAME
    size = made.stat().st_size / 1e6
    print(f"\nThe EPUB is made, in {time.monotonic() - started:.0f} s: {made} ({size:.1f} MB)")
    return 0


def main() -> int:
    """Make what the command line asks for, when no other build is at work there."""
    book = parse(about=__doc__)
    with alone(book.output, "build"):
        return make(book)


if __name__ == "__main__":
    sys.exit(main())
