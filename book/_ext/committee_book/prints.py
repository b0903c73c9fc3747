"""Prints: forms of a figure that an edition needs and no page does, drawn when one is made.

A build draws SVG alone. The kernel sends the figure itself along, which is laid up beside what
was executed, under the name that myst-nb gives the file of its SVG. From it paper gets PDF, and
an executed notebook PNG, which every program for notebooks shows.
"""

import base64
import hashlib
import os
import pickle
import zlib
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book import cells
from committee_book.kernel import FIGURE, HOW_TO_PRINT, use_the_pages_face

SVG = "image/svg+xml"


def name_of(drawing: str) -> str:
    """Return what myst-nb calls the file of an SVG, without its ending."""
    return hashlib.sha256(os.linesep.join(drawing.splitlines()).encode()).hexdigest()


def lay_up(notebook: Any, folder: Path) -> None:
    """Move the figures that a notebook brought along to where they are kept."""
    for cell in cells.code_cells(notebook):
        for output in cell.outputs:
            figure = output.get("data", {}).pop(FIGURE, None)
            drawing = output.get("data", {}).get(SVG)
            if figure and drawing:
                folder.mkdir(exist_ok=True)
                (folder / f"{name_of(drawing)}.figure").write_bytes(base64.b64decode(figure))


def store(config: Config) -> Path:
    """Return where a book's figures are kept: with what was executed, and as long."""
    return Path(config.nb_execution_cache_path) / "figures"


@cache
def printer() -> Any:
    """Return IPython's module that prints figures, when matplotlib knows the page's face."""
    import matplotlib as mpl  # noqa: PLC0415  (only an edition pays for these two)
    from IPython.core import pylabtools  # noqa: PLC0415

    mpl.use("agg")
    use_the_pages_face()
    return pylabtools


def restored(file: Path) -> Any:
    """Return a figure that was laid up."""
    printer()
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure = pickle.loads(zlib.decompress(file.read_bytes()))
    plt.close("all")
    return figure


def pdf(file: Path) -> bytes:
    """Return a figure for paper."""
    printed: bytes = printer().print_figure(restored(file), fmt="pdf", **HOW_TO_PRINT)
    return printed


def png(file: Path) -> tuple[str, dict[str, int]]:
    """Return a figure for a notebook, in base 64, and how large to show it."""
    shown, size = printer().retina_figure(restored(file), base64=True, **HOW_TO_PRINT)
    return shown.strip(), size


class PrintFigures(SphinxPostTransform):
    """Let paper have PDF of what cells drew."""

    default_priority = 6  # after myst-nb has chosen one form of each output
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Replace each SVG that a cell drew by a PDF beside it."""
        for image in self.document.findall(nodes.image):
            drawing = Path(self.app.srcdir, image["uri"])
            kept = store(self.config) / f"{drawing.stem}.figure"
            if drawing.suffix != ".svg" or "jupyter_execute" not in drawing.parts:
                continue
            drawing.with_suffix(".pdf").write_bytes(pdf(kept))
            image["uri"] = image["uri"].removesuffix(".svg") + ".pdf"
            image["candidates"] = {"*": image["uri"]}
            self.env.images.add_file(self.env.docname, image["uri"])


def choose_drawings(_app: Sphinx, config: Config) -> None:
    """Let myst-nb choose a cell's drawing for paper, too."""
    config.nb_mime_priority_overrides = [*config.nb_mime_priority_overrides, ("latex", SVG, 0)]


def setup(app: Sphinx) -> None:
    """Print when paper is made."""
    app.connect("config-inited", choose_drawings, priority=400)
    app.add_post_transform(PrintFigures)
