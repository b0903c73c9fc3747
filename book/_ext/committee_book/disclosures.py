"""Disclosures: what opens on request (a solution, a remark) is the browser's own ``details``.

An admonition with the class ``dropdown`` becomes one on the web. It needs no script, and it
opens on paper; other editions keep the admonition.
"""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.locale import admonitionlabels
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.writers.html5 import HTML5Translator


class disclosure(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """What opens on request; its first child is the title."""


class disclosure_title(nodes.General, nodes.TextElement):  # noqa: N801
    """The words that one presses."""


class MakeDisclosures(SphinxPostTransform):
    """Turn each admonition of the class ``dropdown`` into a disclosure."""

    default_priority = 30  # after the titles of exercises are resolved
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Replace them all, the inner ones first."""
        for node in reversed(list(self.document.findall(nodes.Admonition))):
            if "dropdown" in node["classes"]:
                node.parent.replace(node, disclosed(node))


def disclosed(node: nodes.Element) -> disclosure:
    """Return the disclosure that says what an admonition says."""
    classes = [name for name in node["classes"] if name not in {"dropdown", "admonition"}]
    box = disclosure("", ids=node["ids"], classes=classes)
    titled = bool(node.children) and isinstance(node.children[0], nodes.title)
    # A link inside what one presses would be two targets in one: its words alone are kept.
    words = node.children[0].astext() if titled else admonitionlabels.get(node.tagname, "More")
    box.append(disclosure_title("", words))
    box.extend(node.children[1:] if titled else node.children)
    return box


def visit_disclosure(self: HTML5Translator, node: disclosure) -> None:
    """Open a ``details``."""
    self.body.append(self.starttag(node, "details", CLASS="disclosure"))


def depart_disclosure(self: HTML5Translator, _: disclosure) -> None:
    """Close it."""
    self.body.append("</details>\n")


def visit_disclosure_title(self: HTML5Translator, node: disclosure_title) -> None:
    """Open its ``summary``."""
    self.body.append(self.starttag(node, "summary", ""))


def depart_disclosure_title(self: HTML5Translator, _: disclosure_title) -> None:
    """Close it."""
    self.body.append("</summary>\n")


def setup(app: Sphinx) -> None:
    """Make the nodes known and replace admonitions by them."""
    app.add_node(disclosure, html=(visit_disclosure, depart_disclosure))
    app.add_node(disclosure_title, html=(visit_disclosure_title, depart_disclosure_title))
    app.add_post_transform(MakeDisclosures)
