"""Paper: a check in plain nodes for LaTeX, EPUB and print: the question in place, answers apart."""

from typing import Any

from docutils import nodes

from committee_book.checks import words
from committee_book.checks.html import h
from committee_book.checks.nodes import (
    Check,
    Explanation,
    Option,
    Outcome,
    Question,
    Wording,
    copies,
    part,
    parts,
)
from committee_book.checks.register import answer_pages


def for_paper(check: Check, app: Any) -> list[nodes.Node]:
    """Return a check as it stands in its place: the question, the options, where its answer is."""
    latex = app.builder.format == "latex"
    identity, kind = check["ids"][0], check["kind"]
    word = nodes.paragraph("", "", nodes.strong("", words.name_of(check)), classes=["check-word"])
    how = [nodes.paragraph("", "", nodes.emphasis("", line))
           for line in [words.HOW.get(kind)] if line]
    options = parts(check, Option)
    shown = words.shuffled(options, identity) if kind == "order" else options
    listed = [] if kind == "numeric" else [
        lettered([nodes.list_item("", nodes.paragraph("", "", *copies(part(option, Wording))))
                  for option in shown], "bullet" if kind == "order" else "letters")]
    answer = nodes.paragraph("", "", *link(f"answer-{identity}", "Answer", answer_page(app, check),
                                           app))
    blocks = [word, *copies(part(check, Question)), *how, *listed, answer]
    if latex:
        return [nodes.raw("", f"\\phantomsection\\label{{{identity}}}", format="latex"), *blocks]
    return [nodes.container("", *blocks, ids=[identity], classes=["check"])]


def answer_page(app: Any, check: Check) -> str:
    """Return the page on which a check's answer stands."""
    listed = sorted(answer_pages(app.env))
    return listed[0] if listed else check["page"]


def link(target: str, text: str, page: str, app: Any) -> list[nodes.Node]:
    """Return a link to a place in the book; on paper, with its page."""
    if app.builder.format == "latex":
        return [nodes.raw("", f"\\hyperref[{target}]{{{text}: page~\\pageref*{{{target}}}}}",
                          format="latex")]
    here = app.env.docname
    uri = "" if page == here else app.builder.get_relative_uri(here, page)
    return [nodes.reference("", text, refuri=f"{uri}#{target}", internal=True)]


def lettered(items: list[nodes.list_item], style: str = "letters") -> nodes.Element:
    """Return a list of options: under letters, numbered, or unordered."""
    if style == "bullet":
        return nodes.bullet_list("", *items, bullet="-")
    kind = "upperalpha" if style == "letters" else "arabic"
    return nodes.enumerated_list("", *items, enumtype=kind, prefix="", suffix=".")


def answer_of(check: Check, app: Any, *, own: bool) -> nodes.Element:
    """Return what is printed as the answer of a check: its question again, the key, the reasons."""
    last = part(check, Question).children[-1]
    asked = copies(last) if isinstance(last, nodes.paragraph) else [nodes.Text("Answer")]
    key = nodes.strong("", words.answer_text(check))
    back = [] if own else [nodes.Text(" ("), *link(check["of"], words.name_of(check), check["page"],
                                                   app), nodes.Text(")")]
    head = nodes.paragraph("", "", nodes.emphasis("", "", *asked), *back, nodes.Text(" "), key)
    happened = [nodes.paragraph("", "", nodes.strong("", "What happened")),
                *part(check, Outcome).children] if check["kind"] == "predict" else []
    style = {"numeric": "bullet", "order": "numbers"}.get(check["kind"], "letters")
    reasons = lettered([reason(check, option) for option in parts(check, Option)], style)
    label = f"answer-{check['of']}"
    if app.builder.format == "latex":
        mark = nodes.raw("", f"\\phantomsection\\label{{{label}}}", format="latex")
        return nodes.container("", mark, head, *happened, reasons)
    ids = [] if own and app.builder.name != "epub" else [label]
    return nodes.container("", head, *happened, reasons, classes=["check-answer"], ids=ids)


def reason(check: Check, option: Option) -> nodes.list_item:
    """Return why an option is right, or why one might think so."""
    blocks: list[nodes.Node] = list(part(option, Explanation).children)
    lead = lead_of(check, option)
    if isinstance(blocks[0], nodes.paragraph):
        blocks[0].insert(0, [nodes.strong("", lead), nodes.Text(" ")] if lead else [])
    elif lead:
        blocks.insert(0, nodes.paragraph("", "", nodes.strong("", lead)))
    return nodes.list_item("", *blocks)


def lead_of(check: Check, option: Option) -> str:
    """Return the words that begin a reason."""
    kind = check["kind"]
    if kind == "numeric":
        return f"{words.number_summary(check, option)}:"
    if kind == "order":
        return f"{part(option, Wording).astext()}:"
    if kind == "predict":
        return words.notes_on_guess(option).strip("()").capitalize() + "." * bool(
            words.notes_on_guess(option))
    return words.verdict(check, option)


def answers_for_paper(checks: list[Check], app: Any, *, own: bool) -> nodes.Element:
    """Return the answers of some checks; a page's own appear in print alone."""
    answers = [answer_of(check, app, own=own) for check in checks]
    if own and app.builder.name != "epub":
        return h("section", {"class": "check-answers print-only"},
                 h("h2", None, "Answers"), *answers)
    return nodes.container("", *answers, classes=["check-answers"])
