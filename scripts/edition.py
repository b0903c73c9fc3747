"""An edition: a builder of Sphinx run over the whole book; what is wrong with it is told last."""

import os
import shutil
import sys
from pathlib import Path

import content_stamp
from book_folders import Book, machine_key, unchanged
from build_book import listen, run_sphinx
from build_report import count, summary


def write(book: Book, builder: str, name: str) -> bool:
    """Let a builder write all pages; say whether nothing is wrong with them.

    What Sphinx read for the site is believed where the site is good and nothing has changed since;
    else every page is read anew, for Sphinx tells a page's faults only once.
    """
    trees = book.output / f".doctrees-{builder}"
    for leftover in (trees, book.output / builder):
        shutil.rmtree(leftover, ignore_errors=True)
    if unchanged(book, machine_key(book), content_stamp.key(book.source)):
        shutil.copytree(book.doctrees, trees)
    here = Path.cwd()
    result, faults = listen(lambda: run_sphinx(book, builder))
    os.chdir(here)
    if result == 0 and not faults:
        return True
    stopped = "" if isinstance(result, int) else f"\n  {type(result).__name__}: {result}"
    print(f"\n{name} not made: {count(faults)}.\n\n{summary(faults)}{stopped}", file=sys.stderr)
    return False
