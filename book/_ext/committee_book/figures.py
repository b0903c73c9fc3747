"""Figures: every one has words, and one drawing serves both themes.

A chapter draws once. The web gets the SVG inline: its colours become the page's custom
properties, its text stays text, its ids cannot collide. What paper and notebooks get of the
same figure is in ``prints``. A figure without a name, a caption or an alt text of its own
fails the build.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from committee_book import cells
from committee_book.svg import inline_svg

IMAGES = ("image/svg+xml", "image/png", "image/jpeg")
SHORTEST_ALT = 30  # characters; less cannot say what one would see
NO_ALT = re.compile(r"\s*(an? |the )?(plot|figure|image|picture|graph|chart|diagram)s?\b", re.I)

logger = logging.getLogger(__name__)


def fault_of_alt(alt: str | None) -> str | None:
    """Return what is wrong with an alt text, as the end of a sentence, or None."""
    words = " ".join((alt or "").split())
    if not words:
        return "has no alt text; write what one would see, for somebody who cannot"
    if NO_ALT.match(words):
        return f"has an alt text that begins {words[:24]!r}; say what one sees, not that one sees"
    if len(words) < SHORTEST_ALT or re.fullmatch(r"\S+\.(svg|png|jpe?g|gif)", words):
        return f"has an alt text that says too little: {words!r}"
    return None


def faults_of_figures(notebook: Any) -> Iterator[cells.Fault]:
    """Yield each drawing cell whose figure lacks a name, a caption or an alt text of its own."""
    alts: dict[str, int] = {}
    for cell in cells.code_cells(notebook):
        drawn = [o for o in cell.outputs if any(m in o.get("data", {}) for m in IMAGES)]
        if not drawn or cell.tags & {"remove-cell", "remove-output"}:
            continue
        words = cell.node.metadata.get("mystnb", {})
        alt = words.get("image", {}).get("alt")
        figure = words.get("figure", {})
        if len(drawn) > 1:
            yield cell.fault(f"it draws {len(drawn)} figures; draw one a cell, so each has words")
        if trouble := fault_of_alt(alt):
            yield cell.fault(f"its figure {trouble} (mystnb: image: alt:)")
        elif alt in alts:
            yield cell.fault(f"its figure repeats the alt text of cell {alts[alt]}")
        alts.setdefault(alt, cell.number)
        if not str(figure.get("name", "")).startswith("fig-"):
            yield cell.fault("its figure has no name (mystnb: figure: name: fig-...)")
        if not str(figure.get("caption", "")).strip():
            yield cell.fault("its figure has no caption (mystnb: figure: caption:)")


def check_images(app: Sphinx, doctree: nodes.document) -> None:
    """Ask the images that a page shows by a directive for their words, too."""
    for image in doctree.findall(nodes.image):
        if _is_executed(image):
            continue  # examined with its cell
        if trouble := fault_of_alt(image.get("alt")):
            logger.warning(f"the image {image['uri']} {trouble}", location=image, type="figures")


def _is_executed(image: nodes.image) -> bool:
    parent = image.parent
    return isinstance(parent, nodes.container) and "mime_type" in parent


class InlineFigures(SphinxPostTransform):
    """Put the drawings of executed cells into the page itself."""

    default_priority = 8  # after myst-nb has chosen one MIME type of each bundle
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Replace each SVG that a cell drew by its own text."""
        if self.app.builder.name == "epub":
            return
        for number, image in enumerate(list(self.document.findall(nodes.image)), start=1):
            path = Path(self.app.srcdir, image["uri"])
            if path.suffix != ".svg" or "jupyter_execute" not in path.parts:
                continue
            figure = image.parent if isinstance(image.parent, nodes.figure) else None
            name = figure["names"][0] if figure and figure["names"] else f"figure-{number}"
            drawing = inline_svg(path.read_text(encoding="utf-8"), name, image.get("alt", ""))
            image.replace_self(nodes.raw("", drawing, format="html"))


def setup(app: Sphinx) -> None:
    """Watch every image; inline what cells drew."""
    app.connect("doctree-read", check_images)
    app.add_post_transform(InlineFigures)
