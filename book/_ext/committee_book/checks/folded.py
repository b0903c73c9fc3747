"""Folded: what opens on request in a notebook, and a check in such a form."""

from docutils import nodes

from committee_book.checks import words
from committee_book.checks.nodes import Check, Hint, Option, Outcome, Question, copies, part, parts
from committee_book.checks.paper import listed, listed_options, reason, word


class folded(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """Blocks that open on request, under the words of ``summary``."""


def for_notebook(check: Check) -> list[nodes.Node]:
    """Return a check as a notebook shows it: the question, then its hints and answer, folded."""
    line = words.HOW.get(check["kind"])
    how = [nodes.paragraph("", "", nodes.emphasis("", line))] if line else []
    hints = [folded("", *hint.children, summary="Hint") for hint in parts(check, Hint)]
    asked = [word(words.name_of(check)), *copies(part(check, Question)), *how,
             *listed_options(check)]
    answer = words.ANSWER.get(check["kind"], "Answer")
    box = folded("", *answer_of(check), summary=answer)
    return [nodes.container("", *asked, *hints, box, ids=[check["ids"][0]], classes=["check"])]


def answer_of(check: Check) -> list[nodes.Node]:
    """Return what was right, or what happened, and why."""
    style = {"numeric": "unordered", "order": "numbers"}.get(check["kind"], "letters")
    key = words.answer_text(check)
    reasons = listed([reason(check, option) for option in parts(check, Option)], style)
    if check["kind"] == "predict":
        return [*part(check, Outcome).children, reasons]
    return [*([nodes.paragraph("", "", nodes.strong("", key))] if key else []), reasons]

