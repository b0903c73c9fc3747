"""Marks: between two of them a program writes into a page that people write."""

import sys
from pathlib import Path


def put(text: str, page: Path, begin: str, end: str) -> None:
    """Put a text between its marks on a page, in the place of what was there."""
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, found, after = rest.partition(end)
    if not found:
        sys.exit(f"Expected the marks {begin} and {end} in {page}, found none.")
    page.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
