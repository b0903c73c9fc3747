"""Lists: what stands in rows, with a mark, a number, a term or a table's lines."""

import textwrap
from collections.abc import Iterator
from typing import Any

from docutils import nodes

from committee_book.notebooks.blocks import Block, Blocks, text_only
from committee_book.notebooks.tables import table


class Lists(Blocks):
    """Writes lists and tables."""

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
