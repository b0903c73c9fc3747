"""Dress: a page of a book for a reading device is not dressed as a page of the site.

The site's templates, buttons and head ask for a theme that the EPUB builder has not.
"""

from importlib.metadata import version
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

STATIC = Path(__file__).with_name("static")


def undress(app: Sphinx) -> None:
    """Leave the EPUB builder its own theme, and Sphinx's own work on a page."""
    builder = app.builder
    if builder.name == "epub" and isinstance(builder, StandaloneHTMLBuilder):
        app.config.version = app.config.version or version("committee")
        app.config.templates_path = []
        builder.init_templates()
        listeners = app.events.listeners["html-page-context"]
        ours = ("sphinx.", f"{__package__}.")
        listeners[:] = [one for one in listeners if one.handler.__module__.startswith(ours)]


def forget_static(app: Sphinx) -> None:
    """Leave out the fonts, sheets and scripts that the site and its extensions bring."""
    builder = app.builder
    if builder.name == "epub" and isinstance(builder, StandaloneHTMLBuilder):
        app.config.html_static_path = [str(STATIC)]
        app.config.epub_css_files = [("book.css", {})]
        app.registry.css_files.clear()
        builder.init_css_files()


def setup(app: Sphinx) -> None:
    """Do so before the builder looks at its settings, and when they are complete."""
    app.connect("builder-inited", undress, priority=100)
    app.connect("builder-inited", forget_static, priority=900)  # when extensions have added theirs
