"""Deck: every card in ``_static/cards/cards.js``, for pages that ask them again.

A classic script, so that a page opened from a disk can load it, too. A card's ``front`` is its
question, or its title where it asks none; its ``back`` the drawing, the title and the words.
Both are HTML without links, in the page's own colours.
"""

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from committee_book.cards.nodes import Card, CardQuestion, CardTitle, CardWords, picture
from committee_book.cards.register import pages_with_cards
from committee_book.checks.listing import Pieces
from committee_book.checks.nodes import part
from committee_book.lean import lean
from committee_book.svg import inline_svg

FILE = "_static/cards/cards.js"
VARIABLE = "window.committeeCards"


def listed(app: Sphinx, page: str) -> list[dict[str, str]]:
    """Return the cards of a page."""
    pieces = Pieces(app, page)
    cards = list(app.env.get_doctree(page).findall(Card))
    kinds = (CardQuestion, CardTitle, CardWords)
    taken = [[pieces.add(part(card, kind)) for kind in kinds] for card in cards]
    pieces.settle()
    found = []
    for card, parts in zip(cards, taken, strict=True):
        question, title, words = (pieces.texts(piece)["html"] for piece in parts)
        found.append(describe(card, app, front=question or title,
                              back=f'<p class="card-title">{title}</p>{words}'))
    return found


def describe(card: Card, app: Any, *, front: str, back: str) -> dict[str, str]:
    """Return one card as it is listed."""
    page, identity = card["page"], card["ids"][0]
    return {
        "id": identity, "page": page, "pageTitle": app.env.titles[page].astext(),
        "href": f"{app.builder.get_target_uri(page)}#{identity}",
        "front": f"<p>{front}</p>", "back": drawn(card, app) + back,
    }


def drawn(card: Card, app: Any) -> str:
    """Return the drawing of a card, as a page holds it."""
    image = picture(card)
    text = Path(app.srcdir, image["uri"]).read_text(encoding="utf-8")
    return lean(inline_svg(text, card["ids"][0], image["alt"]))


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the script among the site's own."""
    if error or app.builder.format != "html" or app.builder.name == "epub":
        return
    cards = [card for page in pages_with_cards(app.env) for card in listed(app, page)]
    text = json.dumps(cards, ensure_ascii=False, indent=0)
    path = Path(app.outdir, FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{VARIABLE} = {text};\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Write it when nobody prunes any more, and before the pages' links are looked at."""
    app.connect("build-finished", write, priority=945)
