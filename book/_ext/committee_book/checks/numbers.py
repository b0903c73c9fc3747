"""Numbers: checks whose answer is one, typed by the author or computed by the page.

``:answer:`` is a number, or ``claim name`` / ``claim page/name``: the value that a claim
measured; or ``explorable recipe fact``: what an explorable's recipe found out about its states.
Claims are known once every page has run, so they are looked up last.
"""

import math
import re
from typing import Any

from docutils import nodes

from committee_book.checks.nodes import LETTERS, Check, Option, Wording, parts
from committee_book.checks.source import (
    CheckError,
    Settings,
    first_paragraph,
    read_option,
    take_mark,
)
from committee_book.claims import claims_by_page

CLAIM = re.compile(r"claim\s+(?:(?P<page>[\w/-]+)/)?(?P<name>[a-z0-9-]+)$")
FACT = re.compile(r"explorable\s+(?P<recipe>[a-z]+)\s+(?P<fact>[a-z-]+)$")
TOLERANCE = re.compile(r"(?P<number>.+?)\s*(?P<percent>%?)$")


def read_numeric(check: Check, items: list[nodes.Element], settings: Settings) -> None:
    """Make a numeric check of its settings and items."""
    answer, tolerance = settings.one("answer") or "", settings.one("tolerance")
    if tolerance is None:
        raise CheckError("a numeric check needs a :tolerance:, a number or a percentage: 0.01, 5 %")
    match = TOLERANCE.match(tolerance)
    number = read_number(match["number"]) if match else None
    if number is None or number < 0:
        raise CheckError(f"its :tolerance: should be a number or a percentage, got {tolerance!r}")
    require_number(answer, "its :answer:", None)
    check["kind"], check["answer"], check["unit"] = "numeric", answer, settings.one("unit") or ""
    check["tolerance"], check["percent"] = number, bool(match and match["percent"])
    check += [numeric_option(item, LETTERS[i]) for i, item in enumerate(items)]
    if sum(bool(option["right"]) for option in parts(check, Option)) != 1:
        raise CheckError("one item should be - [x], with the explanation of the right answer")


def numeric_option(item: nodes.Element, letter: str) -> Option:
    """Make an option of an item: [x] for the answer, a number, or else for all others."""
    right = take_mark(item) == "x"
    text = first_paragraph(item).astext().strip()
    option = read_option(item, letter)
    option.replace(option[0], Wording())  # a number is looked up, not read
    option["right"], option["otherwise"] = right, text == "else"
    if right and text:
        raise CheckError(f"- [x] should stand alone, with its explanation below, got {text!r}; "
                         "the number goes into :answer:", item.line)
    if not right and not option["otherwise"]:
        require_number(text, f"the known answer {letter}", item.line)
        option["answer"] = text
    return option


def read_number(text: str) -> float | None:
    """Return the number that a text is, or None."""
    try:
        number = float(text.replace("\N{MINUS SIGN}", "-"))
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def require_number(text: str, what: str, line: int | None) -> None:
    """Raise unless the text is a number or names a claim."""
    if read_number(text) is None and not CLAIM.match(text) and not FACT.match(text):
        raise CheckError(f"{what} should be a number or 'claim name', got {text!r}", line)


def resolve(check: Check, env: Any) -> None:
    """Write the values of a numeric check into it: ``value``, ``margin``, and each option's."""
    claims = claims_by_page(env)
    check["value"] = value_of(check["answer"], check["page"], claims)
    margin = abs(check["value"]) * check["tolerance"] / 100 if check["percent"] else None
    check["margin"] = check["tolerance"] if margin is None else margin
    for option in parts(check, Option):
        if option["right"]:
            option["value"] = check["value"]
        elif not option["otherwise"]:
            option["value"] = value_of(option["answer"], check["page"], claims)
            if abs(option["value"] - check["value"]) <= check["margin"]:
                raise CheckError(f"the known wrong answer {option['answer']} lies within the "
                                 "tolerance of the right one", option["line"])


def value_of(text: str, page: str, claims: dict[str, dict[str, dict[str, Any]]]) -> float:
    """Return a number, or the value of the claim that is named."""
    number = read_number(text)
    if number is not None:
        return number
    if match := FACT.match(text):
        return fact_of(match["recipe"], match["fact"])
    match = CLAIM.match(text)
    place, name = (match["page"] or page, match["name"]) if match else (page, text)
    claim = claims.get(place, {}).get(name)
    if claim is None:
        raise CheckError(f"the claim {name!r} is not stated on the page {place!r}")
    return float(claim["value"])


def fact_of(recipe: str, asked: str) -> float:
    """Return what an explorable's recipe found out."""
    from committee_book.explorables import store  # noqa: PLC0415  (few checks ask one)

    fact = store.fact(recipe, asked)
    if fact is None:
        raise CheckError(f"no explorable's recipe {recipe!r} knows the fact {asked!r}")
    return fact
