"""A figure: what was measured, what it must be, and where it is not."""

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

LONGEST = 12  # places of one figure that somebody will read in a terminal


class Figure(NamedTuple):
    """One figure; it is missed when ``places`` names where."""

    name: str
    found: str
    wanted: str
    places: tuple[str, ...] = ()

    @property
    def met(self) -> bool:
        """Whether the site is as it must be."""
        return not self.places


def counted(name: str, faults: Iterable[str], of: str, wanted: str = "0") -> Figure:
    """Return how many faults were found in how much; none may be."""
    places = tuple(dict.fromkeys(faults))
    return Figure(name, f"{len(places)} in {of}", wanted, places)


def table(figures: Iterable[Figure]) -> str:
    """Return the figures as a table, and below it the places of those that were missed."""
    rows = [("", "figure", "found", "must be")]
    figures = list(figures)
    rows += [("ok" if one.met else "MISSED", one.name, one.found, one.wanted) for one in figures]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = ["  ".join(cell.ljust(wide) for cell, wide in zip(row, widths, strict=True)).rstrip()
             for row in rows]  # fmt: skip
    return "\n".join([*lines, *missed(figures)])


def missed(figures: Iterable[Figure]) -> Iterator[str]:
    """Yield the places of each figure that was missed; the first dozen of them."""
    for one in figures:
        if one.met:
            continue
        yield f"\n{one.name}:"
        yield from (f"  {place}" for place in one.places[:LONGEST])
        if (more := len(one.places) - LONGEST) > 0:
            yield f"  and {more} more, in report.json"


def write(path: Path, figures: Iterable[Figure]) -> None:
    """Write the figures for programs to read."""
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    listed = [{**one._asdict(), "met": one.met} for one in figures]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"made": made, "figures": listed}, indent=1) + "\n")
