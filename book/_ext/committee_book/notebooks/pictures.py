"""Pictures: cells with what they draw, and pictures that are files of the book."""

import posixpath
from collections.abc import Iterator
from typing import Any

from docutils import nodes

from committee_book.notebooks.blocks import (
    Block,
    Blocks,
    CodeCell,
    opened_on_request,
    quoted,
    text_only,
)
from committee_book.notebooks.inline import UnknownNodeError, escaped, line_safe


class Pictures(Blocks):
    """Writes cells and figures."""

    def block_container(self, node: Any) -> Iterator[Block]:
        """Write a cell, or what some words were put together for."""
        if node.get("nb_element") == "cell_code":
            yield from self.cell(node)
        elif "opening" in node["classes"]:
            yield quoted(text_only(self.all(node), node))
        else:
            yield from self.all(node)

    def cell(self, node: Any) -> Iterator[Block]:
        """Write a cell; below it the caption of the figure that it draws, and its words."""
        if not any(child.get("nb_element") == "cell_code_source" for child in node.children):
            raise UnknownNodeError(node, "a notebook cannot show an output whose code is removed; "
                                         "hide the code (hide-input) instead")
        figures = list(node.findall(nodes.figure))
        alts = [" ".join(image.get("alt", "").split()) for image in node.findall(nodes.image)]
        tags = tuple(tag for tag in node["cell_metadata"].get("tags", []))
        yield CodeCell(node["cell_index"], tags, next(filter(None, alts), ""), self.solves)
        for figure in figures:
            yield from self.caption(figure)
        if alts and alts[0]:
            yield opened_on_request("The figure in words", [line_safe(escaped(alts[0]))])

    def block_figure(self, node: Any) -> Iterator[Block]:
        """Write a picture and its caption."""
        for child in node.children:
            if not isinstance(child, nodes.caption | nodes.legend):
                yield from self.block(child)
        yield from self.caption(node)

    def caption(self, figure: Any) -> Iterator[Block]:
        """Write what stands below a figure."""
        for child in figure.children:
            if isinstance(child, nodes.caption):
                number = self.number_of(figure, "figure")
                yield f"**{number.strip()}** {self.words(child)}" if number else self.words(child)
            elif isinstance(child, nodes.legend):
                yield from self.all(child)

    def block_image(self, node: Any) -> Iterator[Block]:
        """Write a picture that is a file of the book."""
        yield self.inline_image(node)

    def inline_image(self, node: Any) -> str:
        """Return a picture that travels with the cell of its words."""
        name = posixpath.basename(node["uri"])
        if self.pictures.setdefault(name, node["uri"]) != node["uri"]:
            name = node["uri"].replace("/", "-")
            self.pictures[name] = node["uri"]
        return f"![{' '.join(node.get('alt', '').split())}](attachment:{name})"
