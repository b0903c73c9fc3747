"""Addresses: where the published book stands, and what tells machines that read it so.

The repository stands in ``_config.yml``, and GitHub's address of its pages follows from it.
Whoever publishes elsewhere says so in the environment: BOOK_REPOSITORY and BOOK_URL.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book.inspection import pages

UNLISTED = {"404.html", "search.html"}  # nobody looks for these
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def pages_address(repository: str) -> str:
    """Return where GitHub publishes a repository's pages; nothing for other hosts."""
    url = urlsplit(repository)
    owner, _, name = url.path.strip("/").partition("/")
    if url.netloc != "github.com" or not name or "/" in name:
        return ""
    home = f"{owner.lower()}.github.io"
    return f"https://{home}/" if name.lower() == home else f"https://{home}/{name}/"


def settle(_app: Sphinx, config: Config) -> None:
    """Settle the addresses of the repository and of the book."""
    options = config.html_theme_options
    repository = os.environ.get("BOOK_REPOSITORY") or options.get("repository_url", "")
    if repository:
        options["repository_url"] = repository.rstrip("/")
    address = os.environ.get("BOOK_URL") or config.html_baseurl or pages_address(repository)
    config.html_baseurl = address.rstrip("/") + "/" if address else ""


def address_of(base: str, page: str) -> str:
    """Return the one address of a page; the cover's is that of the book."""
    return base if page == "index.html" else base + page


def call_cover(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Let the cover call itself as the sitemap does, and a page that is no page not at all."""
    if page == app.config.root_doc and context.get("pageurl"):
        context["pageurl"] = app.config.html_baseurl
    if f"{page}.html" in UNLISTED:
        context["pageurl"] = None


def sitemap(base: str, names: list[str]) -> str:
    """Return the list of all pages, without dates: one that all pages share says nothing."""
    lines = [f"  <url><loc>{escape(address_of(base, name))}</loc></url>" for name in names]
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="{SITEMAP}">'
    return "\n".join([head, *lines, "</urlset>", ""])


def robots(base: str) -> str:
    """Return what robots may do: read all, and learn of it from the sitemap."""
    return f"User-agent: *\nAllow: /\n\nSitemap: {base}sitemap.xml\n"


def write_lists(app: Sphinx, error: Exception | None) -> None:
    """Write both files at the site's root, where the book has an address."""
    base = app.config.html_baseurl
    if error or app.builder.name != "html" or not base:
        return
    site = Path(app.outdir)
    names = [path.relative_to(site).as_posix() for path in pages(site)]
    listed = [name for name in names if name not in UNLISTED]
    (site / "sitemap.xml").write_text(sitemap(base, listed), encoding="utf-8")
    (site / "robots.txt").write_text(robots(base), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Settle first of all, tell each page before its tools are made, list when all is written."""
    app.connect("config-inited", settle, priority=100)
    app.connect("html-page-context", call_cover, priority=400)
    app.connect("build-finished", write_lists, priority=945)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
