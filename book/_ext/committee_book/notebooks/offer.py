"""Offer: the foot of a page leads to the page's notebook, to take along or to open elsewhere.

The notebooks lie in the site itself, below ``notebooks/``, as somebody finds them who is about to
run them; places that run one in the browser take it from the repository's branch.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from committee_book.notebooks import addresses, cells
from committee_book.notebooks.builder import NotebookBuilder, has_code
from committee_book.parallel import each

FOLDER = "notebooks"
BUILDERS = ("html", "dirhtml")


class Offer(NamedTuple):
    """What the foot of a page offers: the file, and where it can be opened."""

    file: str
    places: list[addresses.Place]


def add_offer(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Hand the page's template its notebook, if it has one."""
    if app.builder.name in BUILDERS and doctree is not None and has_code(doctree):
        file = f"{'../' * page.count('/')}{FOLDER}/{page}.ipynb"
        context["notebook"] = Offer(file, addresses.places(app.config, page))


@contextmanager
def builder_of_notebooks(app: Sphinx) -> Iterator[NotebookBuilder]:
    """Let the pages be finished for notebooks; the transforms ask the application for whom."""
    site = app.builder
    builder = NotebookBuilder(app, app.env)
    builder.outdir = site.outdir
    try:
        app.builder = builder
        builder.init()
        builder.choose_forms()
        yield builder
    finally:
        app.builder = site


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Write the notebooks into the site, when its pages are written."""
    if error or app.builder.name not in BUILDERS:
        return
    with builder_of_notebooks(app) as builder:

        def write(page: str) -> None:
            made = builder.of_page(page)
            if made is not None:
                path = Path(app.outdir, FOLDER, f"{page}.ipynb")
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(cells.written(cells.cleaned(made)), encoding="utf-8")

        each(app, write, sorted(pages_with_code(app)))


def pages_with_code(app: Sphinx) -> set[str]:
    """Return the pages that were executed."""
    return set(getattr(app.env, "nb_metadata", {})) & set(app.env.found_docs)


def setup(app: Sphinx) -> None:
    """Connect to the making of pages, and to the end of a build, before the pages are inspected."""
    app.connect("html-page-context", add_offer)
    app.connect("build-finished", write_notebooks, priority=930)
