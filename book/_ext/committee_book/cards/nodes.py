"""Nodes: what a card is made of, between its author's words and any edition of the book.

None of them reaches a writer: every edition turns them into what it can show.
"""

from docutils import nodes


class Card(nodes.General, nodes.Element):
    """A card: its ``CardTitle``, its ``CardQuestion`` if it has one, its picture and ``CardWords``.

    Its ``page`` and ``line`` are where it was written; on a sheet, ``of`` is its id and
    ``section`` the title of the section in which it stands.
    """


class CardTitle(nodes.Part, nodes.TextElement):
    """The idea in a few words."""


class CardQuestion(nodes.Part, nodes.TextElement):
    """What the card's front asks; its back answers."""


class CardWords(nodes.Part, nodes.Element):
    """The idea in one to three sentences: the card's back."""


def picture(card: Card) -> nodes.image:
    """Return the card's drawing."""
    return next(child for child in card.children if isinstance(child, nodes.image))
