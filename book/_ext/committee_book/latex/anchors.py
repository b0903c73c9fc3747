"""Anchors: what the ledger points at is a claim's place in the prose; on paper it needs a label.

Where the place is not printed, as in a check's explanation that stands in the appendix, the
ledger points at the page.
"""

from collections.abc import Iterator
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform


class AnchorClaims(SphinxPostTransform):
    """Label each place of a claim, and mend the links to places that are not there."""

    default_priority = 770  # when every text is where it will be printed
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Label, then mend."""
        found = set()
        for page, place in list(inlines(self.document, self.env.docname)):
            if "claim" in place["classes"] and place["ids"]:
                name = place["ids"][0]
                label = rf"\label{{\detokenize{{{page}:{name}}}}}"
                anchor = "" if isinstance(place.parent, nodes.caption) else r"\phantomsection"
                place.insert(0, nodes.raw("", anchor + label, format="latex"))
                found.add(f"%{page}#{name}")
        for link in self.document.findall(nodes.reference):
            page, _, name = link.get("refuri", "").partition("#")
            if name.startswith("claim-") and link["refuri"] not in found:
                link["refuri"] = page


def inlines(node: nodes.Element, page: str) -> Iterator[tuple[str, nodes.inline]]:
    """Yield each inline text with the page it was written on.

    From the top, for in the one large tree a page's sections do not know where they stand.
    """
    for child in node.children:
        if isinstance(child, nodes.inline):
            yield page, child
        if isinstance(child, nodes.Element):
            inner = child["docname"] if isinstance(child, addnodes.start_of_file) else page
            yield from inlines(child, inner)


def setup(app: Sphinx) -> None:
    """Label for LaTeX."""
    app.add_post_transform(AnchorClaims)
