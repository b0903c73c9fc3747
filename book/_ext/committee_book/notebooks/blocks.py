"""Blocks: a page's words as blocks of Markdown, one kind of node after the other.

Every kind has a function that says what a notebook shows for it; one that has none fails the
build, so that nothing is lost without a word. Lists, remarks, pictures have modules of their own.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.util.math import get_node_equation_number

from committee_book.notebooks.inline import SILENT, Inline, UnknownNodeError, line_safe


@dataclass(frozen=True)
class CodeCell:
    """A cell of the page: its place in the page's notebook, and whether a solution holds it."""

    index: int
    tags: tuple[str, ...] = ()
    alt: str = ""
    solves: bool = False


Block = str | CodeCell


def text_only(blocks: Iterable[Block], node: nodes.Node) -> list[str]:
    """Return blocks that are all words; a cell cannot stand inside a list or a quotation."""
    found = list(blocks)
    if any(not isinstance(block, str) for block in found):
        raise UnknownNodeError(node, f"a notebook cannot show a cell inside "
                                     f"<{type(node).__name__}>; put it beside it")
    return [block for block in found if isinstance(block, str)]


class Blocks(Inline):
    """Writes the blocks of a page."""

    def __init__(self, builder: Any, home: str) -> None:
        super().__init__(home)
        self.builder = builder
        self.depth = 0
        self.solves = False
        self.pictures: dict[str, str] = {}  # by the name under which a cell carries them

    def all(self, node: nodes.Element) -> Iterator[Block]:
        """Yield the blocks that an element holds."""
        for child in node.children:
            yield from self.block(child)

    def block(self, node: nodes.Node) -> Iterator[Block]:
        """Yield the blocks of one node."""
        for kind in type(node).__mro__:
            write = getattr(self, f"block_{kind.__name__}", None)
            if write is not None:
                yield from write(node)
                return
        if isinstance(node, SILENT):
            return
        if isinstance(node, nodes.Text | nodes.Inline):
            yield line_safe(self.one(node))
            return
        raise UnknownNodeError(node)

    def block_document(self, node: Any) -> Iterator[Block]:
        """Write what an element holds, and nothing around it."""
        yield from self.all(node)

    block_compound = block_definition = block_description = block_legend = block_document
    block_start_of_file = block_glossary = block_document

    def block_section(self, node: Any) -> Iterator[Block]:
        """Write a section, one level below the one around it."""
        self.depth += 1
        yield from self.all(node)
        self.depth -= 1

    def block_title(self, node: Any) -> Iterator[Block]:
        """Write a heading."""
        yield f"{'#' * min(max(self.depth, 1), 6)} {' '.join(self.words(node).split())}"

    def block_paragraph(self, node: Any) -> Iterator[Block]:
        """Write a paragraph."""
        if words := self.words(node).strip():
            yield line_safe(words)

    block_compact_paragraph = block_term = block_attribution = block_paragraph

    def block_rubric(self, node: Any) -> Iterator[Block]:
        """Write a heading that stands outside the order of sections."""
        yield f"**{self.words(node).strip()}**"

    def block_target(self, node: Any) -> Iterator[Block]:
        """Leave out a mere place to lead to."""
        if node.children:
            yield from self.block_paragraph(node)

    def block_transition(self, _node: Any) -> Iterator[Block]:
        """Write a rule."""
        yield "---"

    def block_raw(self, node: Any) -> Iterator[Block]:
        """Leave out what was written for one other edition."""
        self.inline_raw(node)
        yield from ()

    block_toctree = block_tabular_col_spec = block_docinfo = block_target

    def block_literal_block(self, node: Any) -> Iterator[Block]:
        """Write code that is shown and not run."""
        language = str(node.get("language", "")).replace("ipython3", "python")
        text = node.astext().rstrip("\n")
        fence = "```" if "```" not in text else "````"
        yield f"{fence}{language if language not in {'default', 'none'} else ''}\n{text}\n{fence}"

    def block_math_block(self, node: Any) -> Iterator[Block]:
        """Write a formula of its own, with its number."""
        tex = "\n".join(line for line in node.astext().strip().splitlines() if line.strip())
        writer: Any = self  # all it asks for is the builder
        tag = f" \\tag{{{get_node_equation_number(writer, node)}}}" if node.get("number") else ""
        yield f"$$\n{tex}{tag}\n$$"

    def block_quote(self, node: Any) -> Iterator[Block]:
        """Write a quotation."""
        yield quoted(text_only(self.all(node), node))

    block_block_quote = block_quote

    def block_line_block(self, node: Any) -> Iterator[Block]:
        """Write lines that end where they end."""
        yield "  \n".join(line_safe(self.words(line)) for line in node.findall(nodes.line))

    def number_of(self, node: Any, kind: str) -> str:
        """Return a figure's or table's name, as the site writes it: ``Fig. 3. ``."""
        known = self.builder.fignumbers.get(kind, {})
        number = next((known[name] for name in node["ids"] if name in known), None)
        if number is None:
            return ""
        written = self.builder.config.numfig_format[kind] % ".".join(map(str, number))
        return f"{written.rstrip('.')}. "


def quoted(blocks: list[str]) -> str:
    """Return blocks as a quotation."""
    return textwrap.indent("\n\n".join(blocks), "> ", lambda _line: True).replace("> \n", ">\n")


def opened_on_request(summary: str, blocks: list[str]) -> str:
    """Return blocks that stay folded until somebody asks."""
    text = "\n\n".join(blocks)
    return f"<details><summary>{summary}</summary>\n\n{text}\n\n</details>"
