"""Sheet: all cards of the book on one page, each with its question first.

``{all-cards}`` lists them by chapter. On the site a card is turned by a press, and printed as a
sheet to cut out. On paper, where the cards are in their chapters, the page lists the questions.
"""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from committee_book.cards.directive import stem
from committee_book.cards.nodes import Card, CardQuestion, CardTitle, CardWords, picture
from committee_book.cards.register import pages_with_cards, sheets
from committee_book.checks.html import Tag, h
from committee_book.checks.nodes import copies, part
from committee_book.checks.paper import latex_name, link


class AllCards(nodes.General, nodes.Element):
    """Copies of all cards, in the order of the book."""


class AllCardsDirective(SphinxDirective):
    """The place where the cards of the whole book are listed."""

    def run(self) -> list[nodes.Node]:
        """Leave a place; the pages are not all read yet."""
        sheets(self.env).add(self.env.docname)
        return [AllCards("")]


class GatherCards(SphinxPostTransform):
    """Fill the lists with copies of cards, before claims reach their sentences."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Fill each list on this page."""
        for place in list(self.document.findall(AllCards)):
            for page in pages_with_cards(self.env):
                place.extend(copy_of(card) for card in self.env.get_doctree(page).findall(Card))


def copy_of(card: Card) -> Card:
    """Return a copy that may stand elsewhere: without its id, but knowing where it is from."""
    double: Card = card.deepcopy()
    double["of"], double["section"] = card["ids"][0], section_of(card)
    for element in double.findall(nodes.Element):
        element["ids"], element["names"] = [], []
    return double


def section_of(card: Card) -> str:
    """Return the title of the section in which a card stands."""
    node: Any = card.parent
    while not isinstance(node, nodes.section | nodes.document):
        node = node.parent
    title = node.next_node(nodes.title)
    return title.astext() if title is not None else ""


def front(card: Card) -> list[nodes.Node]:
    """Return what the card's front asks; its title, where it asks nothing."""
    return copies(part(card, CardQuestion)) or copies(part(card, CardTitle))


def by_page(place: AllCards) -> list[tuple[str, list[Card]]]:
    """Return pages with their cards."""
    return [(page, list(cards)) for page, cards in groupby(place.children, lambda one: one["page"])]


def for_web(place: AllCards, app: Any) -> list[nodes.Node]:
    """Return a list of chapters, then the cards of each, to be turned."""
    chapters = by_page(place)
    titles = {page: app.env.titles[page].astext() for page, _ in chapters}
    entries = [h("li", None, reference(titles[page], f"#cards-{stem(page)}"))
               for page, _ in chapters]
    sections = []
    for page, cards in chapters:
        uri = app.builder.get_relative_uri(app.env.docname, page)
        turned = [to_turn(card, uri) for card in cards]
        sections.append(h("section", {"id": f"cards-{stem(page)}"},
                          h("h2", None, reference(titles[page], uri)),
                          h("div", {"class": "card-sheet"}, *turned)))
    return [h("ul", {"class": "card-chapters"}, *entries),
            h("div", {"class": "card-book"}, *sections)]


def reference(text: str, uri: str) -> nodes.reference:
    """Return a link within the book."""
    return nodes.reference("", text, refuri=uri, internal=True)


def to_turn(card: Card, uri: str) -> Tag:
    """Return a card whose question stands above, and the rest below when it is turned."""
    source = h("p", {"class": "card-source"}, reference(card["section"], f"{uri}#{card['of']}"))
    title = h("p", {"class": "card-title"}, *part(card, CardTitle).children)
    back = h("div", {"class": "card-back"}, picture(card), title, *part(card, CardWords).children,
             source)
    return h("details", {"class": "card-turn"}, h("summary", None, *front(card)), back)


def for_paper(place: AllCards, app: Any) -> list[nodes.Node]:
    """Return the questions, chapter by chapter, each with the place of its card."""
    blocks: list[nodes.Node] = []
    for page, cards in by_page(place):
        items = [nodes.list_item("", question(card, app)) for card in cards]
        blocks += [nodes.rubric("", app.env.titles[page].astext()),
                   nodes.bullet_list("", *items, bullet="-")]
    return blocks


def question(card: Card, app: Any) -> nodes.paragraph:
    """Return what a card asks, and where it answers."""
    latex = app.builder.format == "latex"
    target = latex_name(card) if latex else card["of"]
    return nodes.paragraph("", "", *front(card), nodes.Text(" ("),
                           *link(target, "card", card["page"], app), nodes.Text(")"))


def setup(app: Sphinx) -> None:
    """Make the directive known, and gather."""
    app.add_node(AllCards)
    app.add_directive("all-cards", AllCardsDirective)
    app.add_post_transform(GatherCards)
