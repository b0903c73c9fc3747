"""Page tools: report an error in a section, cite a page, know when and by what it was computed.

All of it stands in the page; nothing is asked of anybody until a reader follows a link. The
date is SOURCE_DATE_EPOCH, else that of the last commit, never that of the clock: the same
sources make the same pages.
"""

import os
import platform
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Any, NamedTuple
from urllib.parse import quote, urlencode

from docutils import nodes
from sphinx.application import Sphinx

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
PACKAGES = {"numpy": "numpy", "committee": "committee", "Jupyter Book": "jupyter-book"}


class Link(NamedTuple):
    """A link: what it says, where it leads."""

    text: str
    url: str


class Tools(NamedTuple):
    """What the foot of a page offers."""

    reports: list[Link]
    citation: str
    address: str
    bibtex: str
    date: str  # 2026-11-20, or nothing where no source tells it
    day: str  # 20 November 2026
    ran: bool  # whether the page has cells that ran
    versions: str


def source_date(folder: str) -> datetime | None:
    """Return the date of the sources, or None where neither variable nor commit tells it."""
    seconds = os.environ.get("SOURCE_DATE_EPOCH")
    if not seconds:
        asked = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=folder, check=False,
                               capture_output=True, text=True)  # fmt: skip
        seconds = asked.stdout.strip() if asked.returncode == 0 else ""
    return datetime.fromtimestamp(int(seconds), UTC) if seconds else None


def day_of(date: datetime) -> str:
    """Return a date in words, whatever the locale."""
    return f"{date.day} {MONTHS[date.month - 1]} {date.year}"


def versions() -> str:
    """Return what computes the book, with versions, as the end of a sentence."""
    found = [f"Python {platform.python_version()}"]
    for name, package in PACKAGES.items():
        try:
            found.append(f"{name} {version(package)}")
        except PackageNotFoundError:
            continue
    return f"{', '.join(found[:-1])} and {found[-1]}" if len(found) > 1 else found[0]


def sections(doctree: nodes.document) -> list[tuple[str, str]]:
    """Return the title and id of each section of a page, one level below its title."""
    tops = [node for node in doctree.children if isinstance(node, nodes.section)]
    below = [node for top in tops for node in top.children if isinstance(node, nodes.section)]
    return [(node[0].astext(), node["ids"][0]) for node in below]


def report_links(
    repository: str, page: str, title: str, found: list[tuple[str, str]], edition: str
) -> list[Link]:
    """Return a link that begins a report, for the whole page and for each of its sections."""
    places = [("The whole page", page), *((name, f"{page}#{anchor}") for name, anchor in found)]
    return [Link(name, report_url(repository, title if place == page else f"{title}: {name}",
                                  place, edition)) for name, place in places]  # fmt: skip


def report_url(repository: str, title: str, place: str, edition: str) -> str:
    """Return the address of a new issue with page and section filled in."""
    body = (f"Where: {place}\nEdition: {edition}\n\n"
            "What it says, or what happens:\n\nWhat it should say, and how you know:\n")
    asked = urlencode({"title": f"Error in “{title}”", "body": body}, quote_via=quote)
    return f"{repository}/issues/new?{asked}"


def bibtex(key: str, **fields: str) -> str:
    """Return a BibTeX entry: a part of a book where ``booktitle`` names one, else a book."""
    kind = "incollection" if fields.get("booktitle") else "book"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def tools_for(app: Sphinx, page: str, context: dict[str, Any], doctree: nodes.document) -> Tools:
    """Return the tools of a page."""
    config, options = app.config, app.config.html_theme_options
    date: datetime | None = app.env.committee_date  # type: ignore[attr-defined]
    day, year = (day_of(date), str(date.year)) if date else ("", "")
    book = str(config.html_title or config.project)
    title = book if page == config.root_doc else app.env.titles[page].astext()
    edition = f"version {version('committee')}" + (f", {day}" if day else "")
    repository = options.get("repository_url", "")
    address = context.get("pageurl") or repository
    within = "" if title == book else f" In {book}."
    links = report_links(repository, page, title, sections(doctree), edition) if repository else []
    stem = "".join(sign for sign in page.rpartition("/")[2] if sign.isalnum())
    note = edition[0].upper() + edition[1:]
    return Tools(
        reports=links,
        citation=f"{config.author}{f' ({year})' if year else ''}. {title}.{within} {note}.",
        address=address,
        bibtex=bibtex(f"committee{year}{stem}", author=f"{{{config.author}}}", title=title,
                      booktitle=book if within else "", year=year, url=address, note=note),
        date=date.date().isoformat() if date else "", day=day,
        ran=page in getattr(app.env, "nb_metadata", {}), versions=versions(),
    )  # fmt: skip


def add_tools(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Hand the page's template its tools; they replace the theme's one link for reports."""
    if doctree is None:
        return
    context["tools"] = tools_for(app, page, context, doctree)
    for group in context.get("header_buttons") or []:
        group["buttons"] = [button for button in group.get("buttons", [])
                            if button.get("label") != "source-issues-button"]  # fmt: skip


def note_date(app: Sphinx) -> None:
    """Look up the date of the sources once a build."""
    app.env.committee_date = source_date(str(app.srcdir))  # type: ignore[attr-defined]


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the making of each page, after the theme's own buttons."""
    app.connect("builder-inited", note_date)
    app.connect("html-page-context", add_tools, priority=510)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
