"""HTML: one node that becomes any element, so that a page's structure reads as it nests."""

from html import escape
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

VOID = frozenset({"input", "br"})
INLINE = frozenset({"label", "span", "strong", "em", "input", "button", "summary", "legend"})


class Tag(nodes.General, nodes.TextElement):
    """An HTML element: its ``tag`` and its ``attributes_html``.

    A text element, since a legend may hold a link, and Sphinx writes links nowhere else.
    """


def h(tag: str, attributes: dict[str, Any] | None = None,
      *children: nodes.Node | str) -> Tag:
    """Return an element; an attribute that is True has no value, None or False leaves it out."""
    node: Tag = Tag("", "", tag=tag, attributes_html=attributes or {})
    node += [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return node


def visit(translator: Any, node: Tag) -> None:
    """Open the element."""
    written = [node["tag"]]
    for name, value in node["attributes_html"].items():
        if value is True:
            written.append(name)
        elif value is not None and value is not False:
            written.append(f'{name}="{escape(str(value))}"')
    translator.body.append(f"<{' '.join(written)}>")


def depart(translator: Any, node: Tag) -> None:
    """Close it, and begin a new line after a block."""
    if node["tag"] not in VOID:
        translator.body.append(f"</{node['tag']}>")
    if node["tag"] not in INLINE:
        translator.body.append("\n")


def setup(app: Sphinx) -> None:
    """Let the HTML writers write it; several modules ask for that, the first is enough."""
    if Tag.__name__ not in app.registry.translation_handlers.get("html", {}):
        app.add_node(Tag, html=(visit, depart))
