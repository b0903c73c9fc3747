"""The record of a run, handed to the book's page on speed: all rounds to a file, medians to a cell.

The page cannot time anything while it is built: two builds of the book must be the same. So it
computes its ratios from a record, which names its day, its processor and its versions.
"""

import json
import re
import sys
from pathlib import Path
from statistics import median

REFERENCE = Path(__file__).resolve().parents[1] / "book" / "reference"
SHOWN = ("committee", "committee, 64 stacked", "classic loop", "scikit-learn", "torch eager",
         "torch fused", "jax, a step compiled", "jax, an epoch compiled", "matrix products alone")
FIT = "committee, all of fit"  # with shuffling and evaluations
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
    works = content["workloads"]
    wide = max(map(len, SHOWN)) + 3
    rows = []
    for name in SHOWN:
        times = [f"{median(work['rounds'][name]):.4g}" if name in work["rounds"] else "nan"
                 for work in works.values()]
        numbers = ", ".join(f"{time:>5}" for time in times)
        rows.append(f"    {json.dumps(name) + ':':{wide}} [{numbers}],")
    fit = ", ".join(f"{work['fit_microseconds']:5.4g}" for work in works.values())
    rows.insert(1, f"    {json.dumps(FIT) + ':':{wide}} [{fit}],")
    about = content["setting"]
    versions = ", ".join(f"{name} {version}" for name, version in about["versions"].items())
    return CELL.format(works=", ".join(works), day=about["day"], processor=about["processor"],
                       kernels=kernels(content), versions=versions, rows="\n".join(rows))


def with_cell(page: str, name: str, written: str) -> str:
    """Return the page with a record's cell between its marks, if it has marks for that record."""
    begin, end = MARKS[0].format(name), MARKS[1]
    pattern = re.escape(begin) + r"\n.*?" + re.escape(end)
    return re.sub(pattern, lambda _: f"{begin}\n{written}\n{end}", page, flags=re.DOTALL)


def keep(content: dict, folder: Path = REFERENCE) -> list[str]:
    """Keep a record beside the page, and its medians in the page; return what was written."""
    name, file, page = kernels(content), folder / "speed.json", folder / "speed.md"
    records = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    records[name] = content
    text = json.dumps(dict(sorted(records.items())), indent=1)
    text = re.sub(r"\[[^][]*\]", lambda found: " ".join(found[0].split()), text)  # a list a line
    file.write_text(text + "\n", encoding="utf-8")
    if page.exists():
        before = page.read_text(encoding="utf-8")
        page.write_text(with_cell(before, name, cell(content)), encoding="utf-8")
    return [f"{file.name} as {name!r}"]
