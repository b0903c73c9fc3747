"""Spaces: a number and its per cent sign stay on one line."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LOOSE = re.compile(r"(?<=\d) (?=%)")
UNBROKEN = "\N{NO-BREAK SPACE}"
LITERAL = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def in_literal(text: nodes.Node) -> bool:
    """Say whether a text is to be kept to the letter."""
    while text is not None:
        if isinstance(text, LITERAL):
            return True
        text = text.parent
    return False


class BindPercent(SphinxPostTransform):
    """Replace the space before a per cent sign by one at which no line breaks."""

    default_priority = 11  # after claims are filled in

    def run(self, **_: Any) -> None:
        """Look at every text of the page but code and formulas."""
        for text in list(self.document.findall(nodes.Text)):
            bound = LOOSE.sub(UNBROKEN, text)
            if bound != text and not in_literal(text):
                text.parent.replace(text, nodes.Text(bound))


def setup(app: Sphinx) -> None:
    """Look at every page."""
    app.add_post_transform(BindPercent)
