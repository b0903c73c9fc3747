"""Lighthouse: the medians of several runs on chosen pages, as a telephone and as a desk."""

import json
import statistics
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ensure_chromium
import node_tools
from audit.browser import FLAGS
from audit.figures import Figure

HERE = Path(__file__).resolve().parent
CHOSEN = ("index", "story/growing-pains/overfitting", "clinic/troubleshooting", "reference/api")
LEAST = {"mobile": 95, "desktop": 99}  # of performance
WHOLE = ("accessibility", "best-practices", "seo")  # each of these is 100
RUNS = 3


def outcomes(addresses: list[str], runs: int) -> Iterator[dict[str, Any]]:
    """Yield what Lighthouse gave for each address and form."""
    node = node_tools.bring_node()
    command = [str(node.program), str(HERE / "lighthouse.mjs"), str(runs),
               ensure_chromium.ensure(), " ".join(FLAGS[:-1]), *addresses]  # fmt: skip
    with subprocess.Popen(command, cwd=HERE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        for line in running.stdout:
            yield json.loads(line)
    if running.returncode:
        raise SystemExit(f"Lighthouse ended with status {running.returncode}; see above.")


def median(one: dict[str, Any], category: str) -> int:
    """Return the median of a score over the runs."""
    return int(statistics.median(run["scores"][category] for run in one["outcomes"]))


def figures_of(name: str, one: dict[str, Any]) -> Iterator[Figure]:
    """Yield the figures of a page in one form."""
    form, last = one["form"], one["outcomes"][-1]
    least = LEAST[form]
    speed = median(one, "performance")
    why = tuple(f"{name}: {said}" for said in last["failed"] or ["no reason given"])
    paint = statistics.median(run["metrics"]["largest-contentful-paint"] for run in one["outcomes"])
    yield Figure(f"Lighthouse {form}, {name}", f"{speed} (largest paint {paint / 1000:.1f} s)",
                 str(least), why if speed < least else ())  # fmt: skip
    short = {category: median(one, category) for category in WHOLE}
    if min(short.values()) < 100:
        scores = ", ".join(f"{category} {score}" for category, score in short.items())
        yield Figure(f"Lighthouse {form}, {name}, the rest", scores, "100", why)


def measure(address: str, names: list[str], runs: int = RUNS) -> Iterator[Figure]:
    """Yield the figures, page by page."""
    wanted = [name for name in CHOSEN if name in names] or names[:1]
    made = []
    for one in outcomes([f"{address}{name}.html" for name in wanted], runs):
        name = one["address"].removeprefix(address).removesuffix(".html")
        made += list(figures_of(name, one))
        print(f"  lighthouse, {name}, {one['form']}: {made[-1].found}", flush=True)
    yield from made
    rest = [one for one in made if one.name.endswith("the rest")]
    if made and not rest:
        yield Figure("Lighthouse: accessibility, best practices, SEO", "100", "100")
