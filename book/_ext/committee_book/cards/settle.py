"""Settle: turns each card, and each list of cards, into what the edition being made can show."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book.cards.nodes import Card, CardTitle, CardWords, picture
from committee_book.cards.sheet import AllCards, for_paper, for_web
from committee_book.checks.html import h
from committee_book.checks.nodes import part
from committee_book.checks.paper import latex_label, latex_name


class SettleCards(SphinxPostTransform):
    """Replace every card, and every list of them, of a page or of the whole book."""

    default_priority = 7  # after claims have reached their sentences, before drawings are drawn

    def run(self, **_: Any) -> None:
        """Build what the site shows, or plain nodes for paper and reading devices."""
        site = self.app.builder.format == "html" and self.app.builder.name != "epub"
        for place in list(self.document.findall(AllCards)):
            place.replace_self((for_web if site else for_paper)(place, self.app))
        for card in list(self.document.findall(Card)):
            card.replace_self(in_the_margin(card) if site else self.in_the_text(card))

    def in_the_text(self, card: Card) -> nodes.container:
        """Return a card as a block of its own, for LaTeX and EPUB."""
        title = nodes.paragraph("", "", nodes.strong("", "", *part(card, CardTitle).children))
        drawn = nodes.container("", picture(card), classes=["card-drawing"])
        words = nodes.container("", title, *part(card, CardWords).children, classes=["card-words"])
        block = nodes.container("", drawn, words, ids=card["ids"], classes=["card"])
        if self.app.builder.format == "latex":
            block.insert(0, latex_label(latex_name(card)))
        return block


def in_the_margin(card: Card) -> nodes.Element:
    """Return a card for a page of the site: a note with its drawing, its title and its words."""
    identity = card["ids"][0]
    label = f"{identity}-title"
    title = h("p", {"class": "card-title", "id": label}, *part(card, CardTitle).children)
    return h("aside", {"class": "margin card", "id": identity, "role": "note",
                       "aria-labelledby": label},
             picture(card), title, *part(card, CardWords).children)


def setup(app: Sphinx) -> None:
    """Run it for every edition."""
    app.add_post_transform(SettleCards)
