"""Notebooks: each page with code as a Jupyter notebook, without outputs and with them.

A builder of Sphinx (``notebooks``) writes them from the finished pages: words become Markdown
that reads well as it is, cells stay cells, what no reader may run is left out. The site offers
the same notebooks at the foot of its pages.
"""

from sphinx.application import Sphinx

from committee_book.notebooks import builder, offer


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the builder known, and offer what it makes on the site."""
    for module in (builder, offer):
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
