"""Curves: the numbers behind a figure, for a reader who wants to draw it differently.

The kernel publishes them beside each drawing (``committee.plots.curve_data``). Here they
become one CSV a figure, below ``curves/``, and a link under the caption.
"""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book import cells
from committee_book.kernel import CURVES

FOLDER = "curves"
Tables = dict[str, dict[str, list[float]]]


def curves_of(notebook: Any) -> dict[str, Tables]:
    """Return the curves of each named figure of a notebook."""
    found = {}
    for cell in cells.code_cells(notebook):
        name = cell.node.metadata.get("mystnb", {}).get("figure", {}).get("name")
        for output in cell.outputs:
            tables = output.get("data", {}).get(CURVES)
            if name and tables:
                found[str(name)] = tables
    return found


def curves_by_figure(env: Any) -> dict[str, Tables]:
    """Return the curves of every figure of the book, by the figure's name."""
    pages = getattr(env, "nb_metadata", {}).values()
    each = (page.get("exec_data", {}).get(FOLDER, {}) for page in pages)
    return {name: tables for found in each for name, tables in found.items()}


def table(tables: Tables) -> Iterator[dict[str, Any]]:
    """Yield one row a point, curve after curve: its name, then a column a quantity."""
    for curve, columns in tables.items():
        for values in zip(*columns.values(), strict=True):
            yield {"curve": curve.partition("-")[2], **dict(zip(columns, values, strict=True))}


def write(path: Path, tables: Tables) -> None:
    """Write one figure's curves; a quantity that a curve has not stays empty."""
    quantities = dict.fromkeys(name for columns in tables.values() for name in columns)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["curve", *quantities], restval="", lineterminator="\n")
        writer.writeheader()
        for row in table(tables):
            short = {k: f"{v:.6g}" if isinstance(v, float) else v for k, v in row.items()}
            writer.writerow(short)


def write_all(app: Sphinx, error: Exception | None) -> None:
    """Write every figure's curves beside the pages."""
    if error is not None or app.builder.name not in {"html", "dirhtml"}:
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(exist_ok=True)
    for name, tables in curves_by_figure(app.env).items():
        write(folder / f"{name}.csv", tables)


class LinkCurves(SphinxPostTransform):
    """Link the numbers from the caption of their figure."""

    default_priority = 11
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Add the link to each figure that has curves."""
        known = curves_by_figure(self.env)
        root = "../" * self.env.docname.count("/")
        for figure in self.document.findall(nodes.figure):
            name = next((name for name in figure["names"] if name in known), None)
            captions = [child for child in figure.children if isinstance(child, nodes.caption)]
            if name and captions and self.app.builder.name != "epub":
                captions[0] += nodes.raw("", _link(f"{root}{FOLDER}/{name}.csv"), format="html")


def _link(address: str) -> str:
    return (
        f' <span class="figure-tools"><a href="{address}" download '
        'aria-label="The numbers behind this figure, as CSV">Numbers</a></span>'
    )


def setup(app: Sphinx) -> None:
    """Write the tables, link them."""
    app.add_post_transform(LinkCurves)
    app.connect("build-finished", write_all)
