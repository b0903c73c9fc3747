"""Parts: tells each page which part of the book it stands in, and that part's seats in the mark."""

from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx_external_toc.api import SiteMap

# Whose seats are taken, by the folder that holds a part's pages. Seats are numbered by rows,
# from 1; a part that is not named here keeps the book's own.
SEATS: dict[str, tuple[int, ...]] = {
    "": (),  # before you start, nobody has come yet
    "story": (5,),  # it begins with one member
    "clinic": (2, 4, 5, 6, 8),  # a doctor's cross
    "practice": (1, 2, 3, 4, 6, 7, 8, 9),  # all round the table; the middle is the reader's
    "reference": (1, 3, 7, 9),
}
BOOK = (2, 5, 8)


class Part(NamedTuple):
    """A part of the book: its title and the seats taken in its mark."""

    title: str
    seats: tuple[int, ...]


def part_of(page: str, site_map: SiteMap) -> Part | None:
    """Return the part under which the table of contents lists a page, directly or below."""
    for tree in site_map.root.subtrees:
        if tree.caption and page in pages_under(tree.files(), site_map):
            return Part(tree.caption, SEATS.get(folder_of(page), BOOK))
    return None


def folder_of(page: str) -> str:
    """Return the outermost folder of a page; one beside the cover has none."""
    return page.partition("/")[0] if "/" in page else ""


def pages_under(pages: list[str], site_map: SiteMap) -> set[str]:
    """Return pages with all that stand below them."""
    below = {str(page) for page in pages}
    for page in pages:
        for tree in site_map[page].subtrees:
            below |= pages_under(tree.files(), site_map)
    return below


def add_part(app: Sphinx, page: str, _: str, context: dict[str, Any], __: object) -> None:
    """Hand the page's template its part."""
    context["part"] = part_of(page, app.config.external_site_map)


def setup(app: Sphinx) -> None:
    """Connect to the making of each page."""
    app.connect("html-page-context", add_part)
