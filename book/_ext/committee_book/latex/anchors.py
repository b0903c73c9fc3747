"""Anchors: whatever a link leads to has a label on paper, or the link leads to its page.

Sphinx labels sections, figures and targets. A row of a table or a claim in a sentence it does
not; and a claim that stands in a check's explanation has moved to the appendix.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

UNLABELLED = (
    nodes.inline, nodes.paragraph, nodes.container, nodes.list_item, nodes.row, nodes.entry,
    nodes.definition_list_item,
)  # fmt: skip


class AnchorLinks(SphinxPostTransform):
    """Label each place that is linked to, and mend the links to places that are not there."""

    default_priority = 770  # when every text is where it will be printed
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Label, then mend."""
        everything = list(elements(self.document, self.env.docname))
        links = [(address(page, link), link) for page, link in everything
                 if isinstance(link, nodes.reference)]
        wanted = {target for target, _ in links}
        there: set[str] = set()
        for page, place in everything:
            found = [name for name in place["ids"] if f"%{page}#{name}" in wanted]
            there.update(f"%{page}#{name}" for name in found)
            if isinstance(place, UNLABELLED):
                label(place, page, found)
        for target, link in links:
            home, _hash, name = target.partition("#")
            if name.startswith("claim-") and target not in there:
                link["refuri"] = home


def address(page: str, link: nodes.Element) -> str:
    """Return where a link on a page leads, as LaTeX's builder writes it."""
    return f"%{page}#{link['refid']}" if "refid" in link else str(link.get("refuri", ""))


def label(place: nodes.Element, page: str, names: list[str]) -> None:
    """Put labels at the beginning of a place: into its first text, or before all else."""
    text = place if isinstance(place, nodes.TextElement) else place.next_node(nodes.TextElement)
    within = text if isinstance(text, nodes.TextElement) and not is_verbatim(text) else place
    anchor = "" if isinstance(place.parent, nodes.caption) else r"\phantomsection"
    for name in names:
        tex = rf"{anchor}\label{{\detokenize{{{page}:{name}}}}}"
        within.insert(0, nodes.raw("", tex, format="latex"))


def is_verbatim(text: nodes.Element) -> bool:
    """Say whether a text is printed to the letter."""
    return isinstance(text, nodes.literal_block | nodes.math_block | nodes.math | nodes.raw)


def elements(node: nodes.Element, page: str) -> Iterator[tuple[str, nodes.Element]]:
    """Yield every element with the page it was written on.

    From the top, for in the one large tree a page's sections do not know where they stand.
    """
    for child in node.children:
        if isinstance(child, nodes.Element):
            inner = child["docname"] if isinstance(child, addnodes.start_of_file) else page
            yield inner, child
            yield from elements(child, inner)


def setup(app: Sphinx) -> None:
    """Label for LaTeX."""
    app.add_post_transform(AnchorLinks)
