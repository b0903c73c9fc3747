"""Paper: a check in plain nodes for LaTeX, EPUB and print: the question in place, answers apart."""

from itertools import groupby
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
    identity = check["ids"][0]
    line = words.HOW.get(check["kind"])
    how = [nodes.paragraph("", "", nodes.emphasis("", line))] if line else []
    answer = nodes.paragraph("", "", *link(
        f"answer-{identity}", words.ANSWER.get(check["kind"], "Answer"), answer_page(app, check),
        app))
    blocks = [word(words.name_of(check)), *copies(part(check, Question)), *how,
              *listed_options(check), answer]
    if app.builder.format == "latex":
        blocks.insert(0, latex_label(latex_name(check)))
    return [nodes.container("", *blocks, ids=[identity], classes=["check"])]


def word(text: str) -> nodes.paragraph:
    """Return a word on a line of its own, as a small heading."""
    return nodes.paragraph("", "", nodes.strong("", text), classes=["check-word"])


def latex_name(check: Check) -> str:
    """Return the name under which Sphinx's own references know a check in LaTeX."""
    return f"\\detokenize{{{check['page']}:{check.get('of') or check['ids'][0]}}}"


def latex_label(name: str) -> nodes.raw:
    """Return a place that LaTeX can refer to by its page."""
    return nodes.raw("", f"\\phantomsection\\label{{{name}}}", format="latex")


def listed_options(check: Check) -> list[nodes.Element]:
    """Return the options of a check without a word on which is right."""
    options = parts(check, Option)
    if check["kind"] == "numeric":
        return []
    if check["kind"] == "order":
        options = words.shuffled(options, check["ids"][0])
    items = [nodes.list_item("", nodes.paragraph("", "", *copies(part(option, Wording))))
             for option in options]
    return [listed(items, "unordered" if check["kind"] == "order" else "letters")]


def listed(items: list[nodes.list_item], style: str) -> nodes.Element:
    """Return a list: under letters, numbered, or unordered."""
    if style == "unordered":
        return nodes.bullet_list("", *items, bullet="-")
    kind = "upperalpha" if style == "letters" else "arabic"
    return nodes.enumerated_list("", *items, enumtype=kind, prefix="", suffix=".")


def answer_page(app: Any, check: Check) -> str:
    """Return the page on which a check's answer stands."""
    found = sorted(answer_pages(app.env))
    return found[0] if found else check["page"]


def link(target: str, text: str, page: str, app: Any) -> list[nodes.Node]:
    """Return a link to a place in the book; in LaTeX with the number of its page."""
    if app.builder.format == "latex":
        return [nodes.raw("", f"\\hyperref[{target}]{{{text}: page~\\pageref*{{{target}}}}}",
                          format="latex")]
    here = app.env.docname
    uri = "" if page == here else app.builder.get_relative_uri(here, page)
    return [nodes.reference("", text, refuri=f"{uri}#{target}", internal=True)]


def answers_for_paper(checks: list[Check], app: Any, *, own: bool) -> nodes.Element:
    """Return the answers of some checks, page by page; a page's own appear in print alone."""
    if own and app.builder.name != "epub":
        answers = [answer_of(check, app, linked=False) for check in checks]
        return h("section", {"class": "check-answers print-only"},
                 h("h2", None, "Answers"), *answers)
    blocks: list[nodes.Node] = []
    for page, found in groupby(checks, key=lambda check: check["page"]):
        blocks += [] if own else [nodes.rubric("", app.env.titles[page].astext())]
        blocks += [answer_of(check, app, linked=True) for check in found]
    return nodes.container("", *blocks, classes=["check-answers"])


def answer_of(check: Check, app: Any, *, linked: bool) -> nodes.Element:
    """Return what is printed as the answer of a check: its question again, the key, the reasons."""
    label = f"answer-{check['of']}"
    happened = [word("What happened"), *part(check, Outcome).children]
    style = {"numeric": "unordered", "order": "numbers"}.get(check["kind"], "letters")
    blocks = [answer_head(check, app, linked=linked),
              *(happened if check["kind"] == "predict" else []),
              listed([reason(check, option) for option in parts(check, Option)], style)]
    if app.builder.format == "latex":
        return nodes.container("", latex_label(label), *blocks)
    return nodes.container("", *blocks, classes=["check-answer"], ids=[label] if linked else [])


def answer_head(check: Check, app: Any, *, linked: bool) -> nodes.paragraph:
    """Return the question's last sentence, the key, and the way back."""
    last = part(check, Question).children[-1]
    asked = copies(last) if isinstance(last, nodes.paragraph) else [nodes.Text("Answer")]
    key = words.answer_text(check)
    head = nodes.paragraph("", "", nodes.emphasis("", "", *asked))
    head += [nodes.Text(" "), nodes.strong("", key)] if key else []
    if linked:
        target = latex_name(check) if app.builder.format == "latex" else check["of"]
        back = link(target, words.name_of(check), check["page"], app)
        head += [nodes.Text(" ("), *back, nodes.Text(")")]
    return head


def reason(check: Check, option: Option) -> nodes.list_item:
    """Return why an option is right, or why one might think so."""
    lead = words.lead(check, option)
    return nodes.list_item("", *words.led(nodes.strong("", lead) if lead else None,
                                          part(option, Explanation)))
