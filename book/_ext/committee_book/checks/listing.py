"""Listing: every check of the book in ``checks.json`` at the site's root, for pages that review.

Texts come as plain text and as HTML; links in the HTML are relative to the check's own page.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx

from committee_book.checks import numbers, words
from committee_book.checks.nodes import (
    Check,
    Explanation,
    Hint,
    Option,
    Outcome,
    Question,
    Wording,
    letter_of,
    part,
    parts,
)
from committee_book.checks.register import pages_with_checks
from committee_book.checks.source import CheckError
from committee_book.checks.web import option_id

FILE = "checks.json"


class Piece(nodes.General, nodes.TextElement):
    """A part of a check on its way through the transforms that every page passes."""


def write_nothing(_translator: Any, _piece: Piece) -> None:
    """Add nothing around what a piece holds."""


class Pieces:
    """The parts of a page's checks, turned into text and HTML all at once."""

    def __init__(self, app: Sphinx, page: str) -> None:
        self.app, self.page = app, page
        self.document = new_document(app.env.doc2path(page))
        self.document.settings.env = app.env

    def add(self, node: nodes.Element) -> Piece:
        """Take a copy of a part's children."""
        piece = Piece("", "", *node.deepcopy().children)
        for element in piece.findall(nodes.Element):
            element["ids"], element["names"] = [], []
        self.document += piece
        return piece

    def settle(self) -> None:
        """Fill claims, resolve links."""
        self.app.env.apply_post_transforms(self.document, self.page)

    def texts(self, piece: Piece) -> dict[str, str]:
        """Return a part as plain text and as HTML."""
        inline = any(isinstance(child, nodes.Text | nodes.Inline) for child in piece.children)
        blocks = [child.astext() for child in piece.children]
        blocks = ["".join(blocks)] if inline else blocks
        text = "\n\n".join(" ".join(block.split()) for block in blocks)
        builder: Any = self.app.builder
        return {"text": text, "html": builder.render_partial(piece)["fragment"].strip()}


def listed(app: Sphinx, page: str) -> list[dict[str, Any]]:
    """Return the checks of a page."""
    pieces = Pieces(app, page)
    checks = [check for check in app.env.get_doctree(page).findall(Check) if known(check, app.env)]
    taken = [(check, take(check, pieces)) for check in checks]
    pieces.settle()
    return [describe(check, parts_, pieces) for check, parts_ in taken]


def known(check: Check, env: Any) -> bool:
    """Look up the numbers of a check; what is wrong with them has been said elsewhere."""
    try:
        if check["kind"] == "numeric":
            numbers.resolve(check, env)
    except CheckError:
        return False
    return True


def take(check: Check, pieces: Pieces) -> list[Piece]:
    """Add all parts of a check, in the order in which ``describe`` asks for them."""
    found = [part(check, Question), *parts(check, Hint), part(check, Outcome)]
    for option in parts(check, Option):
        found += [part(option, Wording), part(option, Explanation)]
    return [pieces.add(node) for node in found]


def describe(check: Check, taken: list[Piece], pieces: Pieces) -> dict[str, Any]:
    """Return one check as it is listed."""
    texts = iter([pieces.texts(piece) for piece in taken])
    question, hints, outcome = next(texts), [next(texts) for _ in parts(check, Hint)], next(texts)
    options = [describe_option(option, next(texts), next(texts)) for option in parts(check, Option)]
    found = {
        "id": check["ids"][0], "kind": check["kind"], "page": check["page"],
        "title": pieces.app.env.titles[check["page"]].astext(),
        "url": f"{pieces.app.builder.get_target_uri(check['page'])}#{check['ids'][0]}",
        "question": question, "hints": hints, "options": options,
    }
    if check["kind"] == "numeric":
        found |= {"value": check["value"], "margin": check["margin"], "unit": check["unit"]}
    return found | {"outcome": outcome} if check["kind"] == "predict" else found


def describe_option(option: Option, wording: dict[str, str], why: dict[str, str]) -> dict[str, Any]:
    """Return one option as it is listed."""
    names = ("right", "expected", "value", "otherwise")
    facts = {name: option[name] for name in names if name in option}
    return {"letter": letter_of(option), "id": option_id(wording["text"]), **wording,
            **(facts or {"place": words.place_of(option)}), "explanation": why}


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the list beside the pages of the site."""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    checks = [check for page in pages_with_checks(app.env) for check in listed(app, page)]
    text = json.dumps({"checks": checks}, ensure_ascii=False, indent=1)
    Path(app.outdir, FILE).write_text(text + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Write it when the pages are done."""
    app.add_node(Piece, html=(write_nothing, write_nothing))
    app.connect("build-finished", write)
