"""LaTeX: what the pages become on the way to a printed book.

The writer is Sphinx's own. Here it is told what the book looks like (``committee.sty``), and the
one large tree of all pages is put into the order of a book: cover, parts, chapters, appendices.
"""

from sphinx.application import Sphinx

from committee_book.latex import anchors, drawings, exercises, settings, structure, tables


def setup(app: Sphinx) -> dict[str, bool]:
    """Prepare for the LaTeX builder; no other builder notices."""
    for module in (settings, drawings, exercises, tables, structure, anchors):
        module.setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
