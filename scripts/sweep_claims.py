#!/usr/bin/env python3
"""Put every claim of the book to the test under other seeds.

A chapter writes ``np.random.default_rng(8)``. The sweep runs a copy of each chapter in which
every such number N has become (N, k), for k = 1, 2, ..., and counts how often each claim
holds. A claim that holds under the seed its author chose and under few others is luck.
Exit status 0 when every claim holds in enough of the sweeps, 1 when one does not.
"""

import argparse
import ast
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SEEDERS = frozenset({"default_rng", "SeedSequence"})

RUNNER = """
import json, sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import committee
from committee import claims

found = []
def record(name, statement, measured, **judged):
    one = claims.measure(name, statement, measured, **judged)
    found.append({"name": one.name, "holds": one.holds, "value": one.value,
                  "distance": one.distance, "deterministic": one.deterministic})
committee.claim = claims.claim = record
names = {"__name__": "__main__"}
broken = ""
for number, cell in enumerate(json.load(sys.stdin), start=1):
    try:
        exec(compile(cell, "cell", "exec"), names)
    except Exception as error:
        broken = f"cell {number}: {type(error).__name__}: {error}"
        break
    plt.close("all")
print("\\n" + json.dumps({"claims": found, "broken": broken}))
"""


class Reseed(ast.NodeTransformer):
    """Turns ``default_rng(8)`` into ``default_rng((8, k))``."""

    def __init__(self, k: int) -> None:
        self.k = k
        self.count = 0

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """Rewrite a generator's literal seed."""
        self.generic_visit(node)
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        seed = node.args[0] if name in SEEDERS and node.args else None
        if isinstance(seed, ast.Constant) and isinstance(seed.value, int):
            node.args[0] = ast.Tuple([seed, ast.Constant(self.k)], ast.Load())
            self.count += 1
        return node


def reseeded(cells: Iterable[str], k: int) -> list[str]:
    """Return a chapter's cells under sweep ``k``; raises where nothing is seeded."""
    transformer = Reseed(k)
    trees = [transformer.visit(ast.parse(cell)) for cell in cells]
    if not transformer.count:
        raise ValueError(
            "a chapter should seed its generators with a literal, np.random.default_rng(8), and "
            "has none; without one all sweeps are the same run"
        )
    return [ast.unparse(ast.fix_missing_locations(tree)) for tree in trees]


def chapter_cells(page: Path) -> list[str]:
    """Return the code of a chapter, cell by cell, as myst-nb reads it."""
    from myst_nb.core.config import NbParserConfig  # noqa: PLC0415  (--help is quick without)
    from myst_nb.core.read import create_nb_reader  # noqa: PLC0415
    from myst_parser.config.main import MdParserConfig  # noqa: PLC0415

    text = page.read_text(encoding="utf-8")
    reader = create_nb_reader(str(page), MdParserConfig(), NbParserConfig(), text)
    if reader is None:
        return []
    return [str(cell.source) for cell in reader.read(text).cells if cell.cell_type == "code"]


def pages_of(toc: Path, source: Path) -> Iterator[Path]:
    """Yield the files that the table of contents names, in its order."""
    from yaml import safe_load  # noqa: PLC0415

    def walk(node: Any) -> Iterator[str]:
        if isinstance(node, dict):
            yield from (node[key] for key in ("root", "file") if key in node)
            for value in node.values():
                yield from walk(value)
        elif isinstance(node, list):
            for item in node:
                yield from walk(item)

    for name in walk(safe_load(toc.read_text(encoding="utf-8"))):
        yield source / f"{name}.md"


def run(cells: list[str], folder: Path) -> dict[str, Any]:
    """Run a chapter in a Python of its own; return what its claims measured, and what broke it.

    ``folder`` is where the chapter lies: what lies beside it can be read, as in a build.
    """
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", RUNNER], input=json.dumps(cells),
        capture_output=True, text=True, check=False,
        env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}, cwd=folder,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def sweep(page: Path, sweeps: int, jobs: int) -> tuple[dict[str, list[dict[str, Any]]], list[str]]:
    """Return what each claim of a page measured in every sweep, by name, and what broke off."""
    cells = chapter_cells(page)
    found: dict[str, list[dict[str, Any]]] = {}
    broken: list[str] = []
    if not any("claim(" in cell for cell in cells):
        return found, broken
    with ThreadPoolExecutor(jobs) as pool:
        plans = [reseeded(cells, k) for k in range(1, sweeps + 1)]
        for done, outcome in enumerate(pool.map(lambda plan: run(plan, page.parent), plans), 1):
            if sys.stderr.isatty():
                sys.stderr.write(f"\r{page.stem}: {done} of {sweeps} ")
            if outcome["broken"]:
                broken.append(f"{page.name}, sweep {done}, {outcome['broken']}")
            for claim in outcome["claims"]:
                found.setdefault(claim["name"], []).append(claim)
    return found, broken


def report(found: dict[str, list[dict[str, Any]]], sweeps: int, enough: int) -> Iterator[str]:
    """Yield the names of claims that hold too seldom, printing a line for every claim."""
    for name, claims in found.items():
        held = sum(claim["holds"] for claim in claims)
        distances = [c["distance"] for c in claims if c["distance"] is not None]
        nearest = f"{min(distances):6.1f} s.e." if distances else "    exact  "
        mark = " " if held >= enough else "!"
        print(f"{mark} {held:3d} of {sweeps}  nearest {nearest}  {name}", flush=True)
        if held < enough:
            yield name


def main(arguments: list[str] | None = None) -> int:
    """Sweep the chapters named, or all of them."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="*", type=Path, help="chapters (.md); all by default")
    parser.add_argument("--sweeps", type=int, default=20, help="how many other seeds (20)")
    parser.add_argument("--enough", type=int, help="in how many a claim must hold (19 in 20)")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="runs at a time")
    parser.add_argument("--json", type=Path, help="write everything measured to this file")
    asked = parser.parse_args(arguments)
    for page in asked.pages:
        if not page.is_file():
            parser.error(f"expected a chapter's file, such as book/eli5.md, got {page}")
    enough = asked.enough if asked.enough is not None else -(-19 * asked.sweeps // 20)
    pages = asked.pages or list(pages_of(ROOT / "_toc.yml", ROOT / "book"))
    everything: dict[str, Any] = {}
    weak: list[str] = []
    broken: list[str] = []
    start = time.monotonic()
    for page in pages:
        found, stopped = sweep(page, asked.sweeps, asked.jobs)
        broken += stopped
        if found:
            print(f"\n{page.resolve().relative_to(ROOT) if page.is_relative_to(ROOT) else page}")
            weak += report(found, asked.sweeps, enough)
            everything[page.stem] = found
    if asked.json:
        asked.json.write_text(json.dumps(everything, indent=1) + "\n", encoding="utf-8")
    print("".join(f"\n! {one}" for one in broken))
    total = sum(len(found) for found in everything.values())
    print(f"\n{total} claims, {asked.sweeps} sweeps, {time.monotonic() - start:.0f} s; "
          f"{len(weak)} hold in fewer than {enough}: {', '.join(weak) or 'none'}")
    return 1 if weak or broken or not total else 0


if __name__ == "__main__":
    sys.exit(main())
