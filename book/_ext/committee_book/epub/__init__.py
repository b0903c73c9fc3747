"""EPUB: the book for a reading device, valid, navigable, and usable without seeing it.

The builder is Sphinx's own; what it leaves out is added here: parts in the contents, what each
file is made of, what the book offers to those who cannot see it, a cover, the same bytes twice.
"""

from sphinx.application import Sphinx

from committee_book.epub import builder, dress, pages, settings


def setup(app: Sphinx) -> dict[str, bool]:
    """Prepare for the EPUB builder; no other builder notices."""
    for module in (settings, dress, pages, builder):
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
