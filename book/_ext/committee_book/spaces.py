"""Spaces and signs: a number and its per cent sign stay on one line, and a minus is a minus."""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LOOSE = re.compile(r"(?<=\d) (?=%)")
UNBROKEN = "\N{NO-BREAK SPACE}"
HYPHEN = re.compile(r"(?<![\w.-])(?<!\w\[)-(?=\d)")  # before a number, not in 5-10 or x[-1]
MINUS = "\N{MINUS SIGN}"
LITERAL = (nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw)


def in_literal(text: nodes.Node) -> bool:
    """Say whether a text is to be kept to the letter."""
    while text is not None:
        if isinstance(text, LITERAL):
            return True
        text = text.parent
    return False


def well_set(text: str) -> str:
    """Return a text with the spaces and signs that its numbers want."""
    return HYPHEN.sub(MINUS, LOOSE.sub(UNBROKEN, text))


class SetNumbers(SphinxPostTransform):
    """Set the numbers of the running text."""

    default_priority = 11  # after claims are filled in

    def run(self, **_: Any) -> None:
        """Look at every text of the page but code and formulas."""
        for text in list(self.document.findall(nodes.Text)):
            if well_set(text) != text and not in_literal(text):
                text.parent.replace(text, nodes.Text(well_set(text)))


def setup(app: Sphinx) -> None:
    """Look at every page."""
    app.add_post_transform(SetNumbers)
