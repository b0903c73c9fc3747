"""Words: what every edition says about a check, its options and their verdicts."""

import random

from docutils import nodes

from committee_book.checks.nodes import Check, Option, Wording, letter_of, part, parts

HOW = {
    "multiple": "Select all that apply.",
    "order": "Put these in order, from the first to the last.",
}
ANSWER = {"predict": "What happens, and why"}


def name_of(check: Check) -> str:
    """Return the word that stands over a check."""
    return "Predict" if check["kind"] == "predict" else "Check"


def place_of(option: Option) -> int:
    """Return the place of an option among its siblings, from 1."""
    return ord(letter_of(option)) - ord("A") + 1


def verdict(check: Check, option: Option) -> str:
    """Return the word that begins an explanation."""
    if check["kind"] == "order":
        return f"Place {place_of(option)}."
    if check["kind"] == "predict" or option.get("otherwise"):
        return ""
    if check["kind"] == "numeric" and option["right"]:
        return f"{answer_text(check)}."
    if check["kind"] == "multiple":
        return "Applies." if option["right"] else "Does not apply."
    return "Right." if option["right"] else "Not so."


def lead(check: Check, option: Option) -> str:
    """Return the words that begin an explanation where it stands apart from its option."""
    if check["kind"] == "numeric":
        return f"{number_summary(check, option)}:"
    if check["kind"] == "order":
        return f"{part(option, Wording).astext()}:"
    if check["kind"] == "predict":
        notes = notes_on_guess(option)
        return f"{notes[0].upper()}{notes[1:]}." if notes else ""
    return verdict(check, option)


def led(first: nodes.Node | None, explanation: nodes.Element) -> list[nodes.Node]:
    """Return the blocks of an explanation, with some words before the first."""
    blocks = list(explanation.children)
    if first is None:
        return blocks
    if isinstance(blocks[0], nodes.paragraph):
        blocks[0].insert(0, [first, nodes.Text(" ")])
        return blocks
    return [nodes.paragraph("", "", first), *blocks]


def number_summary(check: Check, option: Option) -> str:
    """Return what stands over the explanation of a number."""
    if option["right"]:
        return "The answer"
    if option["otherwise"]:
        return "If you found another number"
    return f"If you found {number_text(option['value'], check['unit'])}"


def number_text(value: float, unit: str) -> str:
    """Return a number as the book writes it, with its unit: whole, or to three digits."""
    whole = abs(value) < 1e6 and (value == round(value) or abs(value) >= 100)
    written = f"{value:.0f}" if whole else f"{value:.3g}"
    written = written.replace("-", "\N{MINUS SIGN}")
    return f"{written}\N{NO-BREAK SPACE}{unit}" if unit else written


def answer_text(check: Check) -> str:
    """Return the answer of a check in short: letters or a number; of an order, nothing."""
    if check["kind"] == "numeric":
        return number_text(check["value"], check["unit"])
    return ", ".join(letter_of(one) for one in parts(check, Option) if one.get("right"))


def notes_on_guess(option: Option) -> str:
    """Return what is to be said of a guess: that it happened, that it tempts."""
    notes = {"it happened": option["right"], "the tempting guess": option["expected"]}
    return " and ".join(note for note, true in notes.items() if true)


def shuffled(options: list[Option], identity: str) -> list[Option]:
    """Return options in an order drawn from the check's id, never the right one."""
    dice = random.Random(identity)
    order = list(options)
    while order == options:
        dice.shuffle(order)
    return order
