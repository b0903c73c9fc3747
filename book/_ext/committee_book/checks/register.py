"""Register: every check of the book with its page and line, so that pages can list them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """Where a check stands."""

    id: str
    kind: str
    page: str
    line: int


def entries(env: Any) -> dict[str, list[Entry]]:
    """Return the checks of each page that has any, in the page's order."""
    return env.__dict__.setdefault("committee_checks", {})  # type: ignore[no-any-return]


def answer_pages(env: Any) -> set[str]:
    """Return the pages that list the answers of the whole book."""
    return env.__dict__.setdefault("committee_answer_pages", set())  # type: ignore[no-any-return]


def pages_with_checks(env: Any) -> list[str]:
    """Return the pages of the book that have checks, in the order of the book."""
    order = reading_order(env)
    return sorted(entries(env), key=lambda page: (order.get(page, len(order)), page))


def all_entries(env: Any) -> Iterator[Entry]:
    """Yield every check of the book, in the order of the book."""
    for page in pages_with_checks(env):
        yield from entries(env)[page]


def reading_order(env: Any) -> dict[str, int]:
    """Return the place of each page in the book."""
    pages = [env.config.root_doc]
    for place, page in enumerate(pages):  # it grows: children come right after their parent
        below = [child for child in env.toctree_includes.get(page, []) if child not in pages]
        pages[place + 1:place + 1] = below
    return {page: place for place, page in enumerate(pages)}


def record(env: Any, entry: Entry) -> None:
    """Note a check of the page that is being read."""
    entries(env).setdefault(entry.page, []).append(entry)


def forget(_app: Sphinx, env: Any, page: str) -> None:
    """Drop a page's checks: it is read anew, or gone."""
    entries(env).pop(page, None)
    answer_pages(env).discard(page)


def merge(_app: Sphinx, env: Any, pages: list[str], other: Any) -> None:
    """Take over what a parallel reader found."""
    entries(env).update({page: found for page, found in entries(other).items() if page in pages})
    answer_pages(env).update(answer_pages(other).intersection(pages))


def examine(_app: Sphinx, env: Any) -> list[str]:
    """Fail the build where two checks have one id; return the pages that depend on all checks."""
    first: dict[str, Entry] = {}
    for entry in all_entries(env):
        if entry.id in first:
            other = first[entry.id]
            logger.warning(
                f"{entry.id}: this id is taken by the one in line {other.line} of the page "
                f"{other.page!r}; give each check of the book an id of its own",
                location=(entry.page, entry.line), type="checks",
            )
        first.setdefault(entry.id, entry)
    return sorted(answer_pages(env))


def setup(app: Sphinx) -> None:
    """Keep the register as pages come and go."""
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", examine)
