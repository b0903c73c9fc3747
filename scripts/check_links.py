"""Ask every address outside the book whether it still answers (``sphinx -b linkcheck``).

Wants the network, and patience. What is known not to answer programs stands in _config.yml,
under linkcheck_ignore, with the reason.
"""

import json
import sys
from pathlib import Path

from build_book import listen, parse, run_sphinx
from one_at_a_time import alone

BAD = {"broken", "timeout"}


def asked(report: Path) -> list[dict[str, str]]:
    """Return what Sphinx wrote of each address: its status, and where the link stands."""
    lines = report.read_text(encoding="utf-8").splitlines() if report.is_file() else []
    return [json.loads(line) for line in lines]


def main() -> None:
    """Ask, and fail if one is gone or none was asked."""
    book = parse(about=__doc__)
    report = book.output / "linkcheck" / "output.json"
    with alone(book.output, "build"):
        report.unlink(missing_ok=True)
        listen(lambda: run_sphinx(book, "linkcheck"))
    found = [one for one in asked(report) if one["status"] not in {"local", "unchecked"}]
    gone = [one for one in found if one["status"] in BAD]
    if not found:
        sys.exit("No address was asked: the build that collects them ended before; see above.")
    if gone:
        print(f"{len(gone)} of {len(found)} addresses do not answer:", file=sys.stderr)
        for one in gone:
            place = f"{one['filename']}:{one['lineno']}"
            print(f"  {place}: {one['uri']} ({one['info']})", file=sys.stderr)
        sys.exit(1)
    print(f"Every address answers, {len(found)} in all.")


if __name__ == "__main__":
    main()
