"""EPUB: the templates of the site are not those of a book for a reading device."""

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder


def leave_templates(app: Sphinx) -> None:
    """Let the EPUB builder use its own theme alone."""
    builder = app.builder
    if builder.name == "epub" and isinstance(builder, StandaloneHTMLBuilder):
        app.config.templates_path = []
        builder.init_templates()


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect to the builder's beginning."""
    app.connect("builder-inited", leave_templates, priority=100)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
