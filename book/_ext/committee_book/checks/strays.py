"""Strays: options that stand outside any check, for its fence closed where its author did not.

A fence inside a check ends the check, unless the check's own fence is longer. What comes
after would quietly become part of the page.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from committee_book.checks.nodes import Check
from committee_book.checks.source import CheckError, mark_of

logger = logging.getLogger(__name__)


def refuse_strays(_app: Sphinx, doctree: nodes.document) -> None:
    """Fail the build where an item begins with [ ] or [x] and belongs to no check."""
    for item in doctree.findall(nodes.list_item):
        if is_marked(item) and not within_check(item):
            logger.warning(
                "a list item begins with [ ] or [x] but belongs to no check; if a check above it "
                "holds a fence of its own, begin and end the check with a longer one: ````{check}",
                location=item, type="checks",
            )


def is_marked(item: nodes.Element) -> bool:
    """Say whether an item looks like an option."""
    try:
        return mark_of(item) is not None
    except CheckError:
        return False


def within_check(node: nodes.Node | None) -> bool:
    """Say whether a node stands inside a check."""
    while node is not None and not isinstance(node, Check):
        node = node.parent
    return node is not None


def setup(app: Sphinx) -> None:
    """Look at every page that is read."""
    app.connect("doctree-read", refuse_strays)
