"""Words: what every edition says about a check, its options and their verdicts."""

import random

from committee_book.checks.nodes import Check, Option, Wording, letter_of, part

HOW = {
    "multiple": "Select all that apply.",
    "order": "Put these in order, from the first to the last.",
}


def name_of(check: Check) -> str:
    """Return the word that stands over a check."""
    return "Predict" if check["kind"] == "predict" else "Check"


def verdict(check: Check, option: Option) -> str:
    """Return the word that begins an explanation."""
    if check["kind"] == "order":
        return f"Place {letter_place(option)}."
    if check["kind"] == "predict" or option.get("otherwise"):
        return ""
    if check["kind"] == "numeric" and option["right"]:
        return f"{answer_text(check)}."
    if check["kind"] == "multiple":
        return "Applies." if option["right"] else "Does not apply."
    return "Right." if option["right"] else "Not so."


def letter_place(option: Option) -> int:
    """Return the place of an option among its siblings, from 1."""
    return ord(letter_of(option)) - ord("A") + 1


def number_summary(check: Check, option: Option) -> str:
    """Return what a reader opens to see an explanation of a number."""
    if option["right"]:
        return "The answer"
    if option["otherwise"]:
        return "If you found another number"
    return f"If you found {number_text(option['value'], check['unit'])}"


def number_text(value: float, unit: str) -> str:
    """Return a number as the book writes it, three digits, with its unit."""
    written = f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
    return f"{written}\N{NO-BREAK SPACE}{unit}" if unit else written


def answer_text(check: Check) -> str:
    """Return the answer of a check: letters, a number, or the wordings in order."""
    options = [option for option in check.children if isinstance(option, Option)]
    if check["kind"] == "numeric":
        return number_text(check["value"], check["unit"])
    if check["kind"] == "order":
        return "; ".join(part(option, Wording).astext() for option in options)
    return ", ".join(letter_of(option) for option in options if option["right"])


def notes_on_guess(option: Option) -> str:
    """Return what is to be said of a guess: that it happened, that most people make it."""
    notes = {"it happened": option["right"], "most people expect it": option["expected"]}
    found = " and ".join(note for note, true in notes.items() if true)
    return f"({found})" if found else ""


def shuffled(options: list[Option], identity: str) -> list[Option]:
    """Return options in an order drawn from the check's id, never the right one."""
    dice = random.Random(identity)
    order = list(options)
    while order == options:
        dice.shuffle(order)
    return order
