"""Contents: the pages that a reader works through, each with its sections and its checks.

A section is known by its label, ``(sec-…)=`` above its heading: its title may be reworded and
its page renamed, and what a reader has kept about it still counts.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx

from committee_book.checks import register
from committee_book.parts import folder_of, part_of

LOOKED_UP = {"reference", "practice"}  # folders of pages that nobody works through
PREFIX = "sec-"


class Section(NamedTuple):
    """A section one level below the title: its label, and its title in words."""

    label: str
    title: str


class Page(NamedTuple):
    """A page with what can be done on it."""

    name: str
    title: str
    part: str
    sections: list[Section]
    checks: list[str]


def label_of(section: nodes.Element) -> str:
    """Return the label that an author gave a section, or nothing."""
    return next((name for name in section["ids"] if name.startswith(PREFIX)), "")


def sections(doctree: nodes.document) -> Iterator[nodes.section]:
    """Yield the labelled sections one level below the title."""
    tops = [node for node in doctree.children if isinstance(node, nodes.section)]
    for top in tops:
        for node in top.children:
            if isinstance(node, nodes.section) and label_of(node):
                yield node


def counts(env: Any, page: str) -> bool:
    """Say whether a page is one to be worked through."""
    return page != env.config.root_doc and folder_of(page) not in LOOKED_UP


def noted(env: Any) -> dict[str, list[Section]]:
    """Return the sections of each page that has been read."""
    return env.__dict__.setdefault("committee_sections", {})  # type: ignore[no-any-return]


def pages(env: Any) -> list[Page]:
    """Return the pages to be worked through, in the order of the book."""
    order = register.reading_order(env)
    listed = [page for page in order if counts(env, page) and noted(env).get(page)]
    return [Page(page, env.titles[page].astext(), part_title(env, page), noted(env)[page],
                 [entry.id for entry in register.entries(env).get(page, [])
                  if entry.kind != "predict"]) for page in listed]  # fmt: skip


def part_title(env: Any, page: str) -> str:
    """Return the title of the part that a page stands in, or nothing."""
    site_map = getattr(env.config, "external_site_map", None)
    part = part_of(page, site_map) if site_map else None
    return part.title if part else ""


def note(app: Sphinx, doctree: nodes.document) -> None:
    """Note the sections of the page that was read."""
    noted(app.env)[app.env.docname] = [
        Section(label_of(node), node[0].astext()) for node in sections(doctree)]


def forget(_app: Sphinx, env: Any, page: str) -> None:
    """Drop a page's sections: it is read anew, or gone."""
    noted(env).pop(page, None)
    gathering(env).discard(page)


def merge(_app: Sphinx, env: Any, names: list[str], other: Any) -> None:
    """Take over what a parallel reader found."""
    noted(env).update({page: found for page, found in noted(other).items() if page in names})
    gathering(env).update(gathering(other).intersection(names))


def gathering(env: Any) -> set[str]:
    """Return the pages that show something of all others."""
    return env.__dict__.setdefault("committee_gathering", set())  # type: ignore[no-any-return]


def depending(_app: Sphinx, env: Any) -> list[str]:
    """Return the pages to be written anew, whatever has changed."""
    return sorted(gathering(env))


def setup(app: Sphinx) -> dict[str, bool]:
    """Keep the contents as pages come and go."""
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", depending)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
