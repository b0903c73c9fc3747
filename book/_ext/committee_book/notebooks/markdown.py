"""Markdown: a finished page as a row of blocks, words and cells in their order.

Every kind of node has a function here that says what a notebook shows for it; one that has none
fails the build, so that nothing is lost without a word.
"""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from docutils import nodes
from sphinx.locale import admonitionlabels
from sphinx.util.math import get_node_equation_number

from committee_book.notebooks.inline import (
    SILENT,
    Inline,
    UnknownNodeError,
    escaped,
    line_safe,
)
from committee_book.notebooks.tables import table


@dataclass(frozen=True)
class CodeCell:
    """A cell of the page: its place in the page's notebook, and whether a solution holds it."""

    index: int
    tags: tuple[str, ...] = ()
    alt: str = ""
    solves: bool = False


@dataclass
class Picture:
    """A picture that stands among words: it travels with its cell."""

    uri: str
    alt: str
    name: str = field(default="")


Block = str | CodeCell | Picture


def text_only(blocks: Iterable[Block], node: nodes.Node) -> list[str]:
    """Return blocks that are all words; a cell cannot stand inside a list or a quotation."""
    found = list(blocks)
    if any(not isinstance(block, str) for block in found):
        raise UnknownNodeError(node, f"a notebook cannot show a cell or picture inside "
                                     f"<{type(node).__name__}>; put it beside it")
    return [block for block in found if isinstance(block, str)]


class Blocks(Inline):
    """Writes the blocks of a page."""

    def __init__(self, builder: Any, home: str, title: str) -> None:
        super().__init__(home)
        self.builder, self.title = builder, title
        self.depth = 0
        self.solves = False

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

    def block_bullet_list(self, node: Any) -> Iterator[Block]:
        """Write a list."""
        yield self.items(node, ["- "] * len(node.children))

    def block_enumerated_list(self, node: Any) -> Iterator[Block]:
        """Write a list with numbers or letters, which Markdown does not know."""
        first = int(node.get("start", 1))
        numbers = range(first, first + len(node.children))
        if "alpha" in node.get("enumtype", "arabic"):
            yield self.items(node, [f"- **{chr(ord('A') + i)}.** " for i in range(len(node))])
        else:
            yield self.items(node, [f"{number}. " for number in numbers])

    def items(self, node: Any, marks: list[str]) -> str:
        """Return the items of a list after their marks, their further blocks below the words."""
        written = []
        for item, mark in zip(node.children, marks, strict=True):
            text = "\n\n".join(text_only(self.all(item), item))
            width = 2 if mark.startswith("-") else len(mark)
            written.append(mark + textwrap.indent(text, " " * width).lstrip())
        loose = any(len(item.children) > 1 for item in node.children)
        return ("\n\n" if loose else "\n").join(written)

    def block_definition_list(self, node: Any) -> Iterator[Block]:
        """Write terms, each with what it means."""
        written = []
        for item in node.children:
            terms = [self.words(term) for term in item.children if isinstance(term, nodes.term)]
            means = [child for child in item.children if isinstance(child, nodes.definition)]
            text = "\n\n".join(text_only((b for one in means for b in self.all(one)), item))
            written.append(f"- **{', '.join(terms)}**  \n{textwrap.indent(text, '  ')}")
        yield "\n".join(written)

    def block_field_list(self, node: Any) -> Iterator[Block]:
        """Write fields as terms; those of a page's head are no part of its text."""
        if isinstance(node.parent, nodes.document):
            return
        for name, body in ((one[0], one[1]) for one in node.children):
            yield f"**{self.words(name)}:** " + "\n\n".join(text_only(self.all(body), body))

    def block_table(self, node: Any) -> Iterator[Block]:
        """Write a table, its title first."""
        for title in node.findall(nodes.title):
            yield f"**{self.number_of(node, 'table')}{self.words(title)}**"
        yield table(self, node)

    def block_Admonition(self, node: Any) -> Iterator[Block]:  # noqa: N802  (docutils' name)
        """Write a remark, its first words in bold."""
        title = node.next_node(nodes.title, descend=True, siblings=False)
        kind = admonitionlabels.get(node.tagname, "Note")
        words = self.words(title) if title is not None and title.parent is node else kind
        rest = [child for child in node.children if child is not title]
        inner = [block for child in rest for block in self.block(child)]
        yield quoted([f"**{words}**", *text_only(inner, node)])

    def block_sidebar(self, node: Any) -> Iterator[Block]:
        """Write a note from the margin, where it is called for."""
        heads = [f"**{self.words(c)}**" for c in node.children if isinstance(c, nodes.title)]
        rest = (c for c in node.children if not isinstance(c, nodes.title))
        yield quoted([*heads, *text_only((b for c in rest for b in self.block(c)), node)])

    block_topic = block_sidebar

    def block_footnote(self, node: Any) -> Iterator[Block]:
        """Write a note from the foot of a page."""
        label, *rest = node.children
        yield f"[{self.words(label)}] " + "\n\n".join(
            text_only((b for child in rest for b in self.block(child)), node))

    block_citation = block_footnote

    def block_folded(self, node: Any) -> Iterator[Block]:
        """Write what opens on request."""
        yield opened_on_request(node["summary"], text_only(self.all(node), node))

    def block_exercise_node(self, node: Any) -> Iterator[Block]:
        """Write an exercise: its title, what it asks."""
        title, *rest = node.children
        number = self.number_of(node, "exercise").removesuffix(". ")
        words = "" if title.astext().startswith(number or "Exercise") else f"{number} "
        yield f"**{words}{' '.join(self.words(title).split())}**"
        for child in rest:
            yield from self.inside(child)

    block_exercise_enumerable_node = block_exercise_node

    def block_solution_node(self, node: Any) -> Iterator[Block]:
        """Write a solution, folded; its cells stand between its words, their code hidden."""
        title, *rest = node.children
        summary = " ".join(title.astext().split()) or "Solution"
        self.solves = True
        blocks = [block for child in rest for block in self.inside(child)]
        self.solves = False
        words: list[str] = []
        if blocks and not isinstance(blocks[0], str):
            yield f"*{summary}: the next cell, folded.*"
        for block in [*blocks, None]:
            if isinstance(block, str):
                words.append(block)
                continue
            if words:
                yield opened_on_request(summary, words)
                summary, words = f"{summary.removesuffix(', continued')}, continued", []
            if block is not None:
                yield block

    def inside(self, node: nodes.Node) -> Iterator[Block]:
        """Yield the blocks of an exercise's content, which sphinx_exercise makes a section."""
        if isinstance(node, nodes.section):
            yield from self.all(node)
        else:
            yield from self.block(node)

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
        yield Picture(node["uri"], " ".join(node.get("alt", "").split()))

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
