"""Tables: simple ones between bars, the others in HTML with Markdown in their cells."""

from typing import Any

from docutils import nodes


def table(writer: Any, node: nodes.table) -> str:
    """Return a table."""
    rows = list(node.findall(nodes.row))
    heads = [row for head in node.findall(nodes.thead) for row in head.children]
    simple = len(heads) == 1 and all(is_line(entry) for row in rows for entry in row.children)
    return barred(writer, rows) if simple else tagged(writer, rows, heads)


def is_line(entry: nodes.Element) -> bool:
    """Say whether a cell is one line of words, in one row and one column."""
    blocks = entry.children
    spans = "morerows" in entry or "morecols" in entry
    return not spans and (not blocks or (len(blocks) == 1 and
                                         isinstance(blocks[0], nodes.paragraph)))


def barred(writer: Any, rows: list[Any]) -> str:
    """Return a table between bars, its first row the heads."""
    lines = [[cell_line(writer, entry) for entry in row.children] for row in rows]
    rule = ["---"] * len(lines[0])
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (lines[0], rule, *lines[1:]))


def cell_line(writer: Any, entry: nodes.Element) -> str:
    """Return a cell; a bar in it would end it."""
    parts = []
    for child in entry.children:
        for inline in child.children:
            said = writer.one(inline)
            bar = r"\vert " if isinstance(inline, nodes.math) else r"\|"
            # \| is a double bar in a formula, and stays one
            parts.append(said.replace(r"\|", r"\Vert ").replace("|", bar)
                         if isinstance(inline, nodes.math) else said.replace("|", bar))
    return " ".join("".join(parts).split())


def tagged(writer: Any, rows: list[Any], heads: list[Any]) -> str:
    """Return a table in HTML; empty lines around a cell's words let them be Markdown."""
    lines = ["<table>"]
    for row in rows:
        lines.append("<tr>")
        for entry in row.children:
            tag = "th" if row in heads else "td"
            spans = {"rowspan": entry.get("morerows", 0), "colspan": entry.get("morecols", 0)}
            said = "".join(f' {name}="{more + 1}"' for name, more in spans.items() if more)
            blocks = "\n\n".join(str(block) for block in writer.all(entry))
            lines.append(f"<{tag}{said}>\n\n{blocks}\n\n</{tag}>")
        lines.append("</tr>")
    return "\n".join([*lines, "</table>"])
