"""Remarks: what is said beside the text, asked of the reader, or folded until somebody asks."""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx.locale import admonitionlabels

from committee_book.notebooks.blocks import Block, Blocks, opened_on_request, quoted, text_only


class Remarks(Blocks):
    """Writes notes, exercises and their solutions."""

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
