"""Markdown: a finished page as a row of blocks, words and cells in their order."""

from committee_book.notebooks.lists import Lists
from committee_book.notebooks.pictures import Pictures
from committee_book.notebooks.remarks import Remarks


class Markdown(Lists, Remarks, Pictures):
    """Writes every block of a page: ``Markdown(builder, home).block(doctree)``."""
