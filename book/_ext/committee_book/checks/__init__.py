"""Checks: questions that a page asks its reader, and answers with an explanation each."""

from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book.checks import (
    answers,
    directives,
    folded,
    html,
    listing,
    nodes,
    register,
    settle,
    strays,
)

SHEET = "css/checks.css"
SCRIPT = "js/checks.js"


def add_assets(app: Sphinx, page: str, *_: object) -> None:
    """Give the pages that have checks, and no others, their style and script."""
    if page in register.entries(app.env) or page in register.answer_pages(app.env):
        app.add_css_file(SHEET, priority=900)  # after the page's own
        app.add_js_file(SCRIPT, priority=900, loading_method="defer")


def keep_to_pages(_app: Sphinx, config: Config) -> None:
    """Undo Jupyter Book's adding of every file in ``_static`` to every page."""
    config.html_css_files = [file for file in config.html_css_files if file != SHEET]
    config.html_js_files = [file for file in config.html_js_files if file != SCRIPT]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known, and what becomes of them."""
    for kind in (nodes.Check, nodes.Question, nodes.Hint, nodes.Option, nodes.Wording,
                 nodes.Explanation, nodes.Outcome, folded.folded):
        app.add_node(kind)
    app.add_directive("check", directives.CheckDirective)
    app.add_directive("predict", directives.PredictDirective)
    for module in (answers, html, listing, register, settle, strays):
        module.setup(app)
    app.connect("config-inited", keep_to_pages, priority=100)
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
