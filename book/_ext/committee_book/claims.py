"""Claims: what an experiment showed reaches the prose through the claim that asserts it.

``{claim}`name``` writes what the claim of that name on the same page says to show, and
``{claim}`page/name``` one of another page. Nothing is typed twice, so nothing can differ.
"""

import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

logger = logging.getLogger(__name__)


class pending_claim(nodes.Inline, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """The place in a sentence where a claim's value will stand."""


class ClaimRole(SphinxRole):
    """``{claim}`name```: what the claim shows."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Leave a place to be filled once every page has run."""
        page, _, name = self.text.rpartition("/")
        node = pending_claim(page=page or self.env.docname, name=name)
        self.set_source_info(node)
        return [node], []


def claims_by_page(env: Any) -> dict[str, dict[str, dict[str, Any]]]:
    """Return every claim of the book: page → name → what the claim published."""
    pages = getattr(env, "nb_metadata", {})
    stated = {page: data.get("exec_data", {}).get("claims", []) for page, data in pages.items()}
    return {page: {claim["name"]: claim for claim in found} for page, found in stated.items()}


def failed(env: Any, page: str) -> bool:
    """Say whether the page's cells did not run to the end."""
    return bool(getattr(env, "nb_metadata", {}).get(page, {}).get("exec_data", {}).get("error"))


def written(show: str) -> list[nodes.Node]:
    """Return what a claim shows as a page sets it: ``10^-8`` with a raised exponent."""
    parts = re.split(r"(?<=10)\^(-?\d+)", show.replace(" %", "\N{NO-BREAK SPACE}%"))
    raised = [part.replace("-", "\N{MINUS SIGN}") for part in parts[1::2]]
    found: list[nodes.Node] = [nodes.Text(parts[0])]
    for exponent, rest in zip(raised, parts[2::2], strict=True):
        found += [nodes.superscript("", exponent), nodes.Text(rest)]
    return found


class FillClaims(SphinxPostTransform):
    """Write what each claim shows into its sentence."""

    default_priority = 6

    def run(self, **_: Any) -> None:
        """Replace every place; one that names no claim fails the build."""
        claims = claims_by_page(self.env)
        for node in list(self.document.findall(pending_claim)):
            claim = claims.get(node["page"], {}).get(node["name"])
            if failed(self.env, node["page"]):
                pass  # its cell is reported; what it did not come to say is no second fault
            elif not (claim and claim.get("show")):
                what = "shows nothing (give it show=...)" if claim else "is not stated there"
                sentence = f"the claim {node['name']!r} of the page {node['page']!r} {what}"
                logger.warning(sentence, location=node, type="claims")
            text = str(claim["show"]) if claim and claim.get("show") else "?"
            filled = nodes.inline("", "", *written(text), classes=["claim"], ids=node["ids"])
            node.replace_self(filled)


def setup(app: Sphinx) -> None:
    """Make the role known."""
    app.add_node(pending_claim)
    app.add_role("claim", ClaimRole())
    app.add_post_transform(FillClaims)
