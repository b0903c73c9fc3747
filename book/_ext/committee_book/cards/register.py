"""Register: every card of the book with its page and line, and the pages that list them all."""

from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.util import logging

from committee_book.checks.register import reading_order

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """Where a card stands."""

    id: str
    page: str
    line: int


def entries(env: Any) -> dict[str, list[Entry]]:
    """Return the cards of each page that has any, in the page's order."""
    return env.__dict__.setdefault("committee_cards", {})  # type: ignore[no-any-return]


def sheets(env: Any) -> set[str]:
    """Return the pages that list the cards of the whole book."""
    return env.__dict__.setdefault("committee_card_sheets", set())  # type: ignore[no-any-return]


def pages_with_cards(env: Any) -> list[str]:
    """Return the pages of the book that have cards, in the order of the book."""
    order = reading_order(env)
    return sorted(entries(env), key=lambda page: (order.get(page, len(order)), page))


def record(env: Any, entry: Entry) -> None:
    """Note a card of the page that is being read."""
    entries(env).setdefault(entry.page, []).append(entry)


def forget(_app: Sphinx, env: Any, page: str) -> None:
    """Drop a page's cards: it is read anew, or gone."""
    entries(env).pop(page, None)
    sheets(env).discard(page)


def merge(_app: Sphinx, env: Any, pages: list[str], other: Any) -> None:
    """Take over what a parallel reader found."""
    entries(env).update({page: found for page, found in entries(other).items() if page in pages})
    sheets(env).update(sheets(other).intersection(pages))


def examine(_app: Sphinx, env: Any) -> list[str]:
    """Fail the build where two cards have one id; return the pages that depend on all cards."""
    first: dict[str, Entry] = {}
    for entry in (entry for page in pages_with_cards(env) for entry in entries(env)[page]):
        if entry.id in first:
            other = first[entry.id]
            logger.warning(
                f"{entry.id}: this id is taken by the one in line {other.line} of the page "
                f"{other.page!r}; give each card of the book an id of its own",
                location=(entry.page, entry.line), type="cards",
            )
        first.setdefault(entry.id, entry)
    return sorted(sheets(env))


def setup(app: Sphinx) -> None:
    """Keep the register as pages come and go."""
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", examine)
