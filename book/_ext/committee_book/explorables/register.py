"""Register: every explorable of the book with its page and line, and the check it is there for."""

from typing import Any, NamedTuple

from sphinx.application import Sphinx
from sphinx.util import logging

from committee_book.checks import register as checks
from committee_book.explorables import store

logger = logging.getLogger(__name__)


class Entry(NamedTuple):
    """Where an explorable stands, what it asks, and a hash of all that its states depend on."""

    name: str
    recipe: str
    asks: str
    page: str
    line: int
    key: str


def entries(env: Any) -> dict[str, list[Entry]]:
    """Return the explorables of each page that has any."""
    return env.__dict__.setdefault("committee_explorables", {})  # type: ignore[no-any-return]


def record(env: Any, entry: Entry) -> None:
    """Note an explorable of the page that is being read."""
    entries(env).setdefault(entry.page, []).append(entry)


def forget(_app: Sphinx, env: Any, page: str) -> None:
    """Drop a page's explorables: it is read anew, or gone."""
    entries(env).pop(page, None)


def merge(_app: Sphinx, env: Any, pages: list[str], other: Any) -> None:
    """Take over what a parallel reader found."""
    entries(env).update({page: found for page, found in entries(other).items() if page in pages})


def outdated(_app: Sphinx, env: Any, *_: object) -> list[str]:
    """Return the pages whose states would be computed otherwise today."""
    return [page for page, found in entries(env).items()
            if any(entry.key != store.key(entry.recipe) for entry in found)]


def examine(_app: Sphinx, env: Any) -> None:
    """Fail the build where the question of an explorable is not on its page."""
    for page, found in entries(env).items():
        asked = [check.id for check in checks.entries(env).get(page, [])]
        for entry in found:
            if entry.asks not in asked:
                logger.warning(
                    f"{entry.name}: its :asks: should name a check or a prediction of this page, "
                    f"got {entry.asks!r}; it has {', '.join(asked) or 'none'}",
                    location=(page, entry.line), type="explorables",
                )


def setup(app: Sphinx) -> None:
    """Keep the register as pages come and go."""
    app.connect("env-get-outdated", outdated)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", examine)
