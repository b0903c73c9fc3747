"""Explorables: figures with controls, all of whose states were computed when the book was built.

``{explorable} fig-name`` names a recipe (``recipes/``). The page gets the first state as a drawing
and loads the others, a file of some kilobytes, when a reader comes to the figure. Paper, and a
reader without a script, get a few states side by side.
"""

from pathlib import Path

from sphinx.application import Sphinx

from committee_book.explorables import directive, editions, register, store

SHEET, SCRIPT, FOLDER = "css/explore.css", "js/explore.js", "explorables"


def add_assets(app: Sphinx, page: str, *_: object) -> None:
    """Give the pages that have an explorable, and no others, their style and script."""
    if page in register.entries(app.env):
        app.add_css_file(SHEET, priority=900)  # after the page's own
        app.add_js_file(SCRIPT, priority=900, loading_method="defer")


def write_states(app: Sphinx, error: Exception | None) -> None:
    """Write the states that pages load beside the pages of the site."""
    names = {entry.recipe for found in register.entries(app.env).values() for entry in found}
    if error or app.builder.name not in {"html", "dirhtml"} or not names:
        return
    folder = Path(app.outdir, FOLDER)
    folder.mkdir(exist_ok=True)
    for name in sorted(names):
        (folder / f"{name}.js").write_text(store.served(name), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known, and what becomes of it."""
    app.add_node(directive.Explorable)
    app.add_directive("explorable", directive.ExplorableDirective)
    app.add_post_transform(editions.SettleExplorables)
    register.setup(app)
    app.connect("html-page-context", add_assets)
    app.connect("build-finished", write_states, priority=930)  # before the pages are inspected
    return {"parallel_read_safe": True, "parallel_write_safe": True}
