"""Lost: the page that a host shows where there is none, at whatever depth that was asked for.

Its links begin at the root of the host, since a relative one would start at an address that
nobody knows. Where the book stands on its host follows from the book's address.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx.application import Sphinx

PAGE = "404"
RELATIVE = re.compile(r'(?<= )(href|src|action|data-content_root)="(?!#|/|[a-z]+:)([^"]*)"')


def root_of(base: str) -> str:
    """Return the folder of the host that holds the book: ``/`` if it has the host for itself."""
    return "/" + f"{urlsplit(base).path.strip('/')}/".lstrip("/")


def anchored(page: str, root: str) -> str:
    """Return a page of the book's root with every link within the book begun at the host's."""
    return RELATIVE.sub(lambda found: f'{found[1]}="{root}{found[2].removeprefix("./")}"', page)


def pages_made(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page."""
    if app.builder.name == "html":
        yield PAGE, {}, "404.html"


def anchor(app: Sphinx, error: Exception | None) -> None:
    """Give its links their beginning, when it was inspected like the others."""
    path = Path(app.outdir, f"{PAGE}.html")
    if error or app.builder.name != "html" or not path.is_file():
        return
    page = anchored(path.read_text(encoding="utf-8"), root_of(app.config.html_baseurl))
    path.write_text(page, encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the page with the others; change it last of all."""
    app.connect("html-collect-pages", pages_made)
    app.connect("build-finished", anchor, priority=960)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
