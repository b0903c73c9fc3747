"""Inline: the words of a paragraph as Markdown, so that nothing in them is taken for a mark."""

import re
from typing import Any
from urllib.parse import urljoin

from docutils import nodes
from sphinx import addnodes

MARKS = re.compile(r"([\\`*$<])|(?<![^\W_])(_)|(_)(?![^\W_])|(\])(?=[(:\[])|(~)(?=~)|(&)(?=#?\w+;)")
LINE_MARKS = re.compile(r"^(\s*)(?:([#>+-])(?=\s|$|-)|(\d+)([.)])(?=\s|$)|([#>=|]))", re.MULTILINE)
SILENT = (nodes.comment, nodes.system_message, nodes.substitution_definition, addnodes.index)


class UnknownNodeError(ValueError):
    """Something on a page of which nobody has said what a notebook shows for it."""

    def __init__(self, node: nodes.Node, why: str = "") -> None:
        name = type(node).__name__
        super().__init__(why or f"a notebook cannot show <{name}>; say in notebooks/ what becomes "
                                "of it, or replace it by a post-transform (formats: notebook)")
        self.node = node


def escaped(text: str) -> str:
    """Return a text in which nothing is a mark of Markdown or of mathematics."""
    return MARKS.sub(lambda m: "\\" + m[0], text)


def line_safe(text: str) -> str:
    """Return Markdown none of whose lines begins as a heading, a list or a quotation would."""
    def mend(found: re.Match[str]) -> str:
        before, sign, number, stop, other = found.groups()
        return f"{before}{number}\\{stop}" if number else f"{before}\\{sign or other}"

    return LINE_MARKS.sub(mend, text)


def code(text: str) -> str:
    """Return a stretch of code, between as many backticks as it needs."""
    runs = [len(run) for run in re.findall(r"`+", text)]
    fence = "`" * (max(runs, default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def formula(tex: str) -> str:
    """Return a formula in a line; a bare bar would end a cell of a table."""
    return f"${' '.join(tex.split())}$"


class Inline:
    """Writes what stands in a line. ``home`` is the address of the page on the site."""

    def __init__(self, home: str) -> None:
        self.home = home

    def words(self, node: nodes.Element) -> str:
        """Return all that an element says."""
        return "".join(self.one(child) for child in node.children)

    def one(self, node: nodes.Node) -> str:
        """Return one node of a line."""
        if isinstance(node, nodes.Text):
            return escaped(str(node))
        for kind in type(node).__mro__:
            write = getattr(self, f"inline_{kind.__name__}", None)
            if write is not None:
                return str(write(node))
        if isinstance(node, SILENT):
            return ""
        raise UnknownNodeError(node)

    def around(self, node: nodes.Element, sign: str, end: str = "") -> str:
        """Return what an element says between two marks; nothing where it says nothing."""
        said = self.words(node)
        inner = said.strip()
        if not inner:
            return said
        at = said.index(inner)
        return f"{said[:at]}{sign}{inner}{end or sign}{said[at + len(inner):]}"

    def inline_inline(self, node: Any) -> str:
        """Write a stretch of words."""
        return self.words(node)

    inline_abbreviation = inline_target = inline_generated = inline_inline
    inline_pending_xref = inline_inline  # it leads nowhere, and the builder has said so

    def inline_emphasis(self, node: Any) -> str:
        """Write words that are stressed."""
        return self.around(node, "*")

    inline_title_reference = inline_literal_emphasis = inline_emphasis

    def inline_strong(self, node: Any) -> str:
        """Write words that are to be found again."""
        return self.around(node, "**")

    inline_literal_strong = inline_strong

    def inline_superscript(self, node: Any) -> str:
        """Write a raised sign."""
        return self.around(node, "<sup>", "</sup>")

    def inline_subscript(self, node: Any) -> str:
        """Write a lowered sign."""
        return self.around(node, "<sub>", "</sub>")

    def inline_literal(self, node: Any) -> str:
        """Write code."""
        return code(node.astext())

    def inline_math(self, node: Any) -> str:
        """Write a formula."""
        return formula(node.astext())

    def inline_reference(self, node: Any) -> str:
        """Write a link; what leads to a place in the book leads to the site."""
        address = self.address(node)
        return self.around(node, "[", f"]({address})") if address else self.words(node)

    inline_number_reference = inline_download_reference = inline_reference

    def inline_raw(self, node: Any) -> str:
        """Leave out what was written for one other edition."""
        if "html" in node.get("format", "").split():
            raise UnknownNodeError(node, "a notebook cannot show raw HTML: " + node.astext()[:60])
        return ""

    def address(self, node: nodes.Element) -> str:
        """Return where a link leads, from anywhere."""
        there = f"#{node['refid']}" if "refid" in node else str(node.get("refuri", ""))
        found = urljoin(self.home, there) if self.home else there
        return found.replace(" ", "%20").replace("(", "%28").replace(")", "%29")
