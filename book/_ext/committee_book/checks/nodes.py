"""Nodes: what a check is made of, between its author's words and any edition of the book.

None of them reaches a writer: every edition turns them into what it can show.
"""

from docutils import nodes

PREFIXES = {"check": "chk-", "predict": "prd-"}
LETTERS = "ABCDEFGH"


class Check(nodes.General, nodes.Element):
    """A question with its options. ``kind``: single, multiple, numeric, order or predict.

    Its ``page`` and ``line`` are where it was written; a numeric one has an ``answer`` and a
    ``tolerance`` (texts; ``value`` and ``margin`` once claims are known) and may have a ``unit``.
    """


class Question(nodes.Part, nodes.Element):
    """The blocks before the options."""


class Hint(nodes.Part, nodes.Element):
    """One hint; they are given one at a time."""


class Option(nodes.Part, nodes.Element):
    """One answer: its ``Wording`` and ``Explanation``.

    ``right`` says that it is (part of) the answer, ``expected`` that most people give it,
    ``answer`` is the number a numeric option stands for, ``otherwise`` that it stands for any.
    """


class Wording(nodes.Part, nodes.TextElement):
    """What an option says."""


class Explanation(nodes.Part, nodes.Element):
    """Why it is right, or why one might think so."""


class Outcome(nodes.Part, nodes.Element):
    """What happened, told after a prediction."""


def part(node: nodes.Element, kind: type[nodes.Element]) -> nodes.Element:
    """Return the part of that kind; an empty one where there is none."""
    found = parts(node, kind)
    return found[0] if found else kind()


def parts(node: nodes.Element, kind: type[nodes.Element]) -> list[nodes.Element]:
    """Return the parts of that kind, in order."""
    return [child for child in node.children if isinstance(child, kind)]


def copies(node: nodes.Element) -> list[nodes.Node]:
    """Return copies of a node's children that may stand a second time on a page: without ids."""
    double = node.deepcopy()
    for element in double.findall(nodes.Element):
        element["ids"] = []
        element["names"] = []
    return list(double.children)


def letter_of(option: nodes.Element) -> str:
    """Return the letter under which an option stands in its check."""
    siblings = parts(option.parent, Option)
    return LETTERS[next(i for i, sibling in enumerate(siblings) if sibling is option)]
