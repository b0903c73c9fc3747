"""Addresses: where the book is published, and where its notebooks can be opened.

The repository's address stands in ``_config.yml`` and all others follow from it; a site that is
published elsewhere says so in the environment (BOOK_URL, as the publishing workflow does) or as
``html: baseurl``.
"""

import os
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from sphinx.config import Config

BRANCH = "notebooks"  # of the repository: what `make notebooks` writes


class Place(NamedTuple):
    """Where somebody can open a notebook: the place's name, and the address there."""

    name: str
    url: str


def repository(config: Config) -> str:
    """Return the repository's address, without a slash at its end."""
    return str(config.html_theme_options.get("repository_url", "")).rstrip("/")


def owner_and_name(config: Config) -> str:
    """Return who owns the repository and what it is called: ``owner/name``."""
    return urlsplit(repository(config)).path.strip("/")


def published(config: Config) -> str:
    """Return where the site is, with a slash at its end; nothing where nobody says."""
    named = os.environ.get("BOOK_URL") or config.html_baseurl
    owner, _, name = owner_and_name(config).partition("/")
    if not named and owner and name and urlsplit(repository(config)).netloc == "github.com":
        named = f"https://{owner}.github.io/{name}"
    return named.rstrip("/") + "/" if named else ""


def places(config: Config, page: str) -> list[Place]:
    """Return where a page's notebook can be opened and run, without installing anything."""
    where = owner_and_name(config)
    if urlsplit(repository(config)).netloc != "github.com":
        return []
    file = quote(f"clean/{page}.ipynb")
    binder = str(config.livecode_binder).rstrip("/") if "livecode_binder" in config else ""
    found = [Place("Colab", f"https://colab.research.google.com/github/{where}/blob/{BRANCH}/{file}")]
    if binder:
        found.append(Place("Binder", f"{binder}/v2/gh/{where}/{BRANCH}?urlpath=lab/tree/{file}"))
    return found
