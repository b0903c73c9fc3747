"""Settings: what the EPUB says of itself; most of it follows from what the site says."""

from importlib.metadata import PackageNotFoundError, version

from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book.notebooks import addresses

NAME = "brains-decision-committee"
IDENTITY = "book-id"  # the XML id of the element that holds the identifier
SETTINGS = {
    "epub_uid": IDENTITY,
    "epub_basename": NAME,
    "epub_scheme": "URL",
    "epub_show_urls": "no",
    "epub_tocscope": "includehidden",
    "epub_tocdup": False,
    "epub_theme": "epub",
}


def configure(app: Sphinx, config: Config) -> None:
    """Set it all, but what the book's own settings say stays."""
    title = str(config.html_title or config.project)
    told = {
        **SETTINGS,
        "epub_title": title,
        "epub_identifier": addresses.published(config) or f"urn:x-book:{NAME}",
        "epub_contributor": config.author,
        "epub_description": title,
        "epub_copyright": f"© {config.copyright}. Words and figures: CC BY 4.0, code: BSD 3-Clause",
    }
    for name, value in told.items():
        if name not in config._raw_config:
            setattr(config, name, value)
    if not config.version:
        try:
            config.version = version("committee")
        except PackageNotFoundError:
            config.version = "0"


def setup(app: Sphinx) -> None:
    """Set it when the book's own settings are known."""
    app.connect("config-inited", configure, priority=700)
