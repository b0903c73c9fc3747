"""The record of a run, handed to the book's page on speed: all rounds to a file, medians to a cell.

The page cannot time anything while it is built: two builds of the book must be the same. So it
computes its ratios from a record, which names its day, its processor and its versions.
"""

import json
import re
import sys
from pathlib import Path
from statistics import median

from marks import put

REFERENCE = Path(__file__).resolve().parents[1] / "book" / "reference"
FIT = "committee, all of fit"  # with shuffling and evaluations; timed once, not in rounds
SHOWN = ("committee", FIT, "committee, 64 stacked", "classic loop", "scikit-learn", "torch eager",
         "torch fused", "jax, a step compiled", "jax, an epoch compiled", "matrix products alone")
MARKS = "% record: {}, made by benchmarks/run.py --keep", "% record: end"
CELL = """```{{code-cell}} ipython3
from math import nan

# {day}, {processor}, OpenBLAS kernels for {kernels},
# {versions}
microseconds = {{               # a step of {works}
{rows}
}}
```"""


def kernels(content: dict) -> str:
    """Return the name of the kernels that numpy's products were computed by."""
    found = {pool.get("architecture") for pool in content["setting"]["blas"]} - {None}
    if len(found) != 1:
        sys.exit(f"Expected one set of OpenBLAS kernels in the record, found {sorted(found)}; "
                 "install threadpoolctl, and set OPENBLAS_CORETYPE for all or for none.")
    return found.pop().lower()


def cell(content: dict) -> str:
    """Return the medians of a record as a cell of the page."""
    works, about = content["workloads"], content["setting"]
    wide, rows = max(map(len, SHOWN)) + 3, []
    for name in SHOWN:
        rounds = [{FIT: [work["fit_microseconds"]], **work["rounds"]}.get(name)
                  for work in works.values()]
        times = [f"{median(taken):.4g}" if taken else "nan" for taken in rounds]
        numbers = ", ".join(f"{time:>6}" for time in times)
        rows.append(f"    {json.dumps(name) + ':':{wide}} [{numbers}],")
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return CELL.format(works=", ".join(works), day=about["day"], processor=about["processor"],
                       kernels=kernels(content), versions=versions, rows="\n".join(rows))


def keep(content: dict, folder: Path = REFERENCE) -> str:
    """Keep a record beside the page, and its medians in it if it has marks for that record.

    Return the record's name.
    """
    name, file, page = kernels(content), folder / "speed.json", folder / "speed.md"
    records = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    records[name] = content
    text = json.dumps(dict(sorted(records.items())), indent=1)
    text = re.sub(r"\[[^][]*\]", lambda found: " ".join(found[0].split()), text)  # a list a line
    file.write_text(text + "\n", encoding="utf-8")
    begin, end = MARKS[0].format(name), MARKS[1]
    if begin in page.read_text(encoding="utf-8"):
        put(cell(content), page, begin, end)
    return name
