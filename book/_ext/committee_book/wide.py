"""Wide code: marks what has lines longer than the text, so that it may borrow the margin.

On a page of the site and on paper the column holds the same number of letters.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LETTERS = 68  # of the code face that fit into the text's column


def is_wide(block: nodes.literal_block) -> bool:
    """Say whether a line of code or output is longer than the column."""
    return any(len(line) > LETTERS for line in block.astext().splitlines())


def cell_of(block: nodes.Node) -> nodes.Element | None:
    """Return the cell that a block of code or output belongs to."""
    node = block.parent
    while node is not None and "cell" not in node.get("classes", []):
        node = node.parent
    return node


class MarkWide(SphinxPostTransform):
    """Give wide code the class ``wide``: the whole cell, where it belongs to one."""

    default_priority = 10  # after myst-nb has chosen one MIME type of each bundle
    formats = ("html", "latex")

    def run(self, **_: Any) -> None:
        """Mark each once."""
        for block in self.document.findall(nodes.literal_block):
            marked = cell_of(block) or block
            if is_wide(block) and "wide" not in marked["classes"]:
                marked["classes"].append("wide")


def setup(app: Sphinx) -> None:
    """Look at every block of code."""
    app.add_post_transform(MarkWide)
