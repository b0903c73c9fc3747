"""Pins: a figure or an output that stays in sight while one reads on, beside a second one.

Only pages with something to pin get the script (static/js/pins.js) and its style. No other
edition notices: on paper nothing scrolls away.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

OUTPUT = "cell_output"  # the class that myst-nb gives to what a cell returned


def can_be_pinned(tree: nodes.document) -> bool:
    """Say whether a page shows a figure, or has cells, which may show something once they run."""
    if any(True for _ in tree.findall(nodes.figure)):
        return True
    return any({OUTPUT, "cell_input"} & set(box["classes"])
               for box in tree.findall(nodes.container))


def add_assets(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Give such a page, and no other, script and style."""
    if tree is not None and can_be_pinned(tree):
        app.add_css_file("css/pins.css", priority=900)  # after the page's own
        app.add_js_file("js/pins.js", priority=900, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Look at every page as it is made."""
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
