"""Anchors: what the ledger points at is a claim's place in the prose; on paper it needs a label.

Where the place is not printed, as in a check's explanation that stands in the appendix, the
ledger points at the page.
"""

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
        for place in list(self.document.findall(nodes.inline)):
            if "claim" in place["classes"] and place["ids"]:
                page, name = page_of(place) or self.env.docname, place["ids"][0]
                label = rf"\label{{\detokenize{{{page}:{name}}}}}"
                anchor = "" if within(place, nodes.caption) else r"\phantomsection"
                place.insert(0, nodes.raw("", anchor + label, format="latex"))
                found.add(f"%{page}#{name}")
        for link in self.document.findall(nodes.reference):
            page, _, name = link.get("refuri", "").partition("#")
            if name.startswith("claim-") and link["refuri"] not in found:
                link["refuri"] = page


def within(node: nodes.Node, kind: type[nodes.Element]) -> nodes.Element | None:
    """Return what of a kind a node stands in, or None."""
    above = node.parent
    while above is not None and not isinstance(above, kind):
        above = above.parent
    return above


def page_of(node: nodes.Node) -> str | None:
    """Return the page that a node was written on."""
    file = within(node, addnodes.start_of_file)
    return str(file["docname"]) if file is not None else None


def setup(app: Sphinx) -> None:
    """Label for LaTeX."""
    app.add_post_transform(AnchorClaims)
