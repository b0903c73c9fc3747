"""Review: what the five minutes of review need to know of the checks, written as two scripts.

``_static/review/facts.js`` says what is right, so that a kept answer can be judged where its
check is not, and which concept cards there are; ``_static/review/checks.js`` holds the checks
themselves, as ``_static/cards/cards.js`` holds the cards: both are loaded when a session begins.
"""

import json
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from docutils import nodes
from docutils.utils import new_document
from sphinx.application import Sphinx

from committee_book.accessibility import mend
from committee_book.checks.listing import known
from committee_book.checks.nodes import Check
from committee_book.checks.register import pages_with_checks
from committee_book.checks.web import signature
from committee_book.knowledge import copy_for, section_of
from committee_book.progress import has_desk, is_site, write_script
from committee_book.weight import bare

DESK = "review-desk"
FACTS, CHECKS = "review/facts.js", "review/checks.js"
CARDS = "cards/cards.js"


def facts(check: Check, html: str) -> dict[str, Any]:
    """Return what makes an answer right: a number and its margin, or the right options' places.

    They are read off the check as its page shows it: there the script knows them by the same ids.
    """
    found: dict[str, Any] = {"key": signature(check)}
    if check["kind"] == "numeric":
        return found | {name: check[name] for name in ("value", "margin", "unit")}
    shown = BeautifulSoup(html, "html.parser")
    if check["kind"] == "order":
        items = sorted(shown.select(".check-item"), key=lambda item: int(str(item["data-place"])))
        return found | {"ids": [str(item["data-id"]) for item in items]}
    options = shown.select(".check-option")
    rights = [place for place, option in enumerate(options) if option.has_attr("data-right")]
    fields = [option.input for option in options if option.input]
    return found | {"ids": [str(field["value"]) for field in fields], "right": rights}


class Holder(nodes.General, nodes.Element):
    """A check on its way through the transforms that every page passes."""


def rendered(app: Sphinx, page: str, checks: list[Check]) -> list[str]:
    """Return checks as their page shows them; links are relative to that page."""
    document = new_document(app.env.doc2path(page))
    document.settings.env = app.env
    holders = [Holder("", copy_for(check, page)) for check in checks]
    document += holders
    app.env.apply_post_transforms(document, page)
    builder: Any = app.builder
    fragments = (builder.render_partial(holder)["fragment"] for holder in holders)
    return [mend(bare(fragment), {}).strip() for fragment in fragments]


def listed(app: Sphinx, page: str) -> list[tuple[Check, dict[str, str]]]:
    """Return the checks of a page, each with what a session shows of it."""
    checks = [check for check in app.env.get_doctree(page).findall(Check)
              if check["kind"] != "predict" and known(check, app.env)]
    address = app.builder.get_target_uri(page)
    return [(check, {"id": check["ids"][0], "page": page,
                     "pageTitle": app.env.titles[page].astext(), "html": html,
                     "sectionTitle": section_of(check).title,
                     "href": f"{address}#{check['ids'][0]}"})
            for check, html in zip(checks, rendered(app, page, checks), strict=True)]  # fmt: skip


def card_list(app: Sphinx) -> list[list[str]]:
    """Return the id and the page of every concept card; none where the book has no cards."""
    path = Path(app.outdir, "_static", CARDS)
    if not path.is_file():
        return []
    text = path.read_text(encoding="utf-8").partition("=")[2].strip()
    return [[card["id"], card["page"]] for card in json.loads(text.removesuffix(";"))]


def write(app: Sphinx, error: Exception | None) -> None:
    """Write both scripts."""
    if error is not None or not is_site(app):
        return
    found = [one for page in pages_with_checks(app.env) for one in listed(app, page)]
    known_facts = {show["id"]: facts(check, show["html"]) for check, show in found}
    write_script(app, FACTS, committeeFacts=known_facts, committeeCardList=card_list(app))
    write_script(app, CHECKS, committeeReviewChecks=[show for _, show in found])


def add_desk(app: Sphinx, _page: str, _: str, _context: Any, tree: Any) -> None:
    """Give the page of reviews its sheets and scripts; what a session needs comes with it."""
    if has_desk(tree, DESK):
        app.add_css_file("css/checks.css", priority=900)
        app.add_css_file("css/review.css", priority=910)
        for place, name in enumerate(("checks", "exports", "review")):
            app.add_js_file(f"js/{name}.js", priority=900 + place, loading_method="defer")


def pass_through(_translator: Any, _holder: Holder) -> None:
    """Add nothing around a check."""


def setup(app: Sphinx) -> dict[str, bool]:
    """Write when the pages are done and what nobody needs is gone."""
    app.add_node(Holder, html=(pass_through, pass_through))
    app.connect("html-page-context", add_desk)
    app.connect("build-finished", write, priority=948)  # after the cards
    return {"parallel_read_safe": True, "parallel_write_safe": True}
