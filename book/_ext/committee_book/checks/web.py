"""Web: a check as native fieldset, inputs and details, whole without any script.

Without JavaScript every option is followed by its explanation in a <details>; the script
(book/_static/js/checks.js) adds the buttons that answer, and takes the words from there.
"""

import hashlib
from itertools import chain

from docutils import nodes

from committee_book.checks import words
from committee_book.checks.html import Tag, h
from committee_book.checks.nodes import (
    Check,
    Explanation,
    Hint,
    Option,
    Outcome,
    Question,
    Wording,
    copies,
    letter_of,
    part,
    parts,
)


def option_id(text: str) -> str:
    """Return the id under which a reader's answer is kept: it depends on the text alone."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:8]


def signature(check: Check) -> str:
    """Return what must be unchanged for a kept answer to count: kind, options, key."""
    options = parts(check, Option)
    rights = [letter_of(option) for option in options if option.get("right")]
    return f"{check['kind']}-{len(options)}-{''.join(rights)}"


def for_web(check: Check) -> Tag:
    """Return a check for a page of the site."""
    identity = check["ids"][0]
    setting, asked = setting_and_legend(check)
    body = {"numeric": number_field, "order": order_list}.get(check["kind"], choices)(check)
    data: dict[str, str | bool | None] = {
        "class": f"check check-{check['kind']}", "id": identity,
        "data-kind": check["kind"], "data-signature": signature(check),
    }
    inside = [h("legend", None, *asked), *how(check), *body]
    return h("div", data, h("p", {"class": "check-word"}, words.name_of(check)), *setting,
             h("fieldset", None, *inside), actions(check), *hints(check), *reveal(check))


def setting_and_legend(check: Check) -> tuple[list[nodes.Node], list[nodes.Node]]:
    """Return the blocks that set the scene, and the sentence that asks: the last paragraph."""
    blocks = list(part(check, Question).children)
    if isinstance(blocks[-1], nodes.paragraph):
        scene = blocks[:-1]
        return [h("div", {"class": "check-scene"}, *scene)] if scene else [], blocks[-1].children
    return [h("div", {"class": "check-scene"}, *blocks)], [nodes.Text("Your answer")]


def how(check: Check) -> list[Tag]:
    """Return the line that says how to answer, where that is not plain."""
    line = words.HOW.get(check["kind"])
    return [h("p", {"class": "check-how"}, line)] if line else []


def choices(check: Check) -> list[Tag]:
    """Return the options of a choice or a prediction."""
    return [choice(check, option) for option in parts(check, Option)]


def choice(check: Check, option: Option) -> Tag:
    """Return an option: a label with its input, and its explanation."""
    wording, letter = part(option, Wording), letter_of(option)
    field: dict[str, str | bool | None] = {
        "type": "checkbox" if check["kind"] == "multiple" else "radio",
        "name": check["ids"][0], "value": option_id(wording.astext()),
    }
    label = h("label", None, h("input", field), h("span", {"class": "check-letter"}, letter), " ",
              h("span", {"class": "check-wording"}, *wording.children))
    why = [] if check["kind"] == "predict" else [details(check, option, f"{letter}, explained")]
    return h("div", {"class": "check-option", "data-right": bool(option.get("right"))}, label, *why)


def details(check: Check, option: Option, summary: str, **data: object) -> Tag:
    """Return an option's explanation, to be opened."""
    verdict = words.verdict(check, option)
    first = h("strong", None, verdict) if verdict else None
    return h("details", {"class": "check-why", **data}, h("summary", None, summary),
             h("div", None, *words.led(first, part(option, Explanation))))


def number_field(check: Check) -> list[Tag]:
    """Return a field for a number, and what there is to say to the numbers one may find."""
    field = h("input", {"type": "text", "inputmode": "decimal", "autocomplete": "off",
                        "name": check["ids"][0], "data-value": repr(check["value"]),
                        "data-margin": repr(check["margin"])})
    unit = [" ", h("span", {"class": "check-unit"}, check["unit"])] if check["unit"] else []
    label = h("label", {"class": "check-number"}, h("span", None, "Your answer"), " ", field, *unit)
    return [label, *[number_details(check, option) for option in parts(check, Option)]]


def number_details(check: Check, option: Option) -> Tag:
    """Return what there is to say to a number; one without a value is for all others."""
    data = {"data-value": "" if option["otherwise"] else repr(option["value"]),
            "data-right": bool(option["right"])}
    return details(check, option, words.number_summary(check, option), **data)


def order_list(check: Check) -> list[Tag]:
    """Return the items in an order that is not the right one; each knows its place."""
    options = parts(check, Option)
    shown = words.shuffled(options, check["ids"][0])
    items = []
    for option in shown:
        wording, place = part(option, Wording), options.index(option) + 1
        text = wording.astext()
        line = h("div", {"class": "check-wording"}, *wording.children)
        why = details(check, option, f"Its place: {text}" if len(text) < 60 else "Its place")
        items.append(h("li", {"class": "check-item", "data-place": str(place),
                              "data-id": option_id(text)}, line, why))
    return [h("ol", {"class": "check-sequence"}, *items)]


def actions(check: Check) -> Tag:
    """Return the button that answers, asleep until the script wakes it."""
    text = "That is my guess" if check["kind"] == "predict" else "Answer"
    button = h("button", {"type": "button", "disabled": True}, text)
    return h("div", {"class": "check-actions"}, button)


def hints(check: Check) -> list[Tag]:
    """Return the hints; the style sheet shows each once the one before is open."""
    found = parts(check, Hint)
    return [h("details", {"class": "check-hint"},
              h("summary", None, f"Hint {i} of {len(found)}" if len(found) > 1 else "Hint"),
              *hint.children) for i, hint in enumerate(found, start=1)]


def reveal(check: Check) -> list[Tag]:
    """Return what a prediction is answered with: what happened, which guess tempts, and why."""
    if check["kind"] != "predict":
        return []
    options = parts(check, Option)
    right = next(option for option in options if option["right"])
    expected = next(option for option in options if option["expected"])
    happened = [term("What happened"), *part(check, Outcome).children]
    reasons = [reason(option) for option in options]
    return [h("details", {"class": "check-reveal", "data-right": letter_of(right),
                          "data-expected": letter_of(expected)},
              h("summary", None, "Show what happens"), *happened,
              term("What one might expect, and why"), h("dl", None, *chain(*reasons)))]


def term(text: str) -> Tag:
    """Return a short heading that is none in the page's outline."""
    return h("p", {"class": "check-term"}, text)


def reason(option: Option) -> list[Tag]:
    """Return a guess and why one might make it."""
    letter, wording = letter_of(option), part(option, Wording)
    notes = words.notes_on_guess(option)
    marks = [" ", h("span", {"class": "check-note"}, f"({notes})")] if notes else []
    return [h("dt", {"data-letter": letter}, h("span", {"class": "check-letter"}, letter), " ",
              h("span", None, *copies(wording)), *marks),
            h("dd", None, *part(option, Explanation).children)]
