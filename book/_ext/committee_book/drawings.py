"""Drawings: pictures drawn by hand, put into the page as executed figures are.

A page shows one with ``{figure} drawings/name.svg``; its colours are the book's palette in
their light values, and become the page's own, so that one file serves both themes.
"""

from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book.svg import inline_svg

FOLDER = "drawings"


def is_drawing(uri: str) -> bool:
    """Say whether a picture, named from the book's root, is one of the drawings."""
    path = PurePosixPath(uri)
    return path.suffix == ".svg" and path.parts[0] == FOLDER


class InlineDrawings(SphinxPostTransform):
    """Replace each picture of the folder by its own text."""

    default_priority = 9
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Leave other images, and the EPUB's, as they are."""
        if self.app.builder.name == "epub":
            return
        for image in list(self.document.findall(nodes.image)):
            if is_drawing(image["uri"]):
                path = Path(self.app.srcdir, image["uri"])
                text = path.read_text(encoding="utf-8")
                drawing = inline_svg(text, f"drawing-{path.stem}", image.get("alt", ""))
                image.replace_self(nodes.raw("", drawing, format="html"))


def setup(app: Sphinx) -> None:
    """Put every drawing into its page."""
    app.add_post_transform(InlineDrawings)
