"""Ask every address outside the book whether it still answers (``sphinx -b linkcheck``).

Wants the network, and patience. What is known not to answer programs stands in _config.yml,
under linkcheck_ignore, with the reason.
"""

import json
import sys
from pathlib import Path

from book_folders import Book
from build_book import listen, run_sphinx
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent
BAD = {"broken", "timeout"}


def broken(report: Path) -> list[str]:
    """Return a line for each address that does not answer, with the page and line of the link."""
    lines = report.read_text(encoding="utf-8").splitlines() if report.is_file() else []
    found = [json.loads(line) for line in lines]
    return [f"{one['filename']}:{one['lineno']}: {one['uri']} ({one['info']})"
            for one in found if one["status"] in BAD]  # fmt: skip


def main() -> None:
    """Ask, and fail if one is gone."""
    book = Book(ROOT / "book", ROOT / "_config.yml", ROOT / "_toc.yml", ROOT / "_build")
    with alone(book.output, "build"):
        listen(lambda: run_sphinx(book, "linkcheck"))
    gone = broken(book.output / "linkcheck" / "output.json")
    if gone:
        sys.exit("\n".join(["Addresses that do not answer:", *(f"  {line}" for line in gone)]))
    print("Every address answers.")


if __name__ == "__main__":
    main()
