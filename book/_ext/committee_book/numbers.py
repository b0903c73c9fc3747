"""Numbers: a measured number is never typed, neither in digits nor in words.

What an experiment showed reaches the page through its claim, so a measurement-like number in
prose, a caption, an alt text or a check is a fault, unless it is marked: ``{setting}`20 %```
for what the author chose, ``{sourced}`3.3 %```, with a citation in the same paragraph, for
what somebody else measured, ``{exact}`75 %```, for arithmetic that the reader can check.
A setting that a page speaks of often is listed once, in its front matter, under ``settings``.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from committee_book.claims import pending_claim
from committee_book.exercises import Hints

logger = logging.getLogger(__name__)

MARKS = ("setting", "sourced", "exact")
EXEMPT = ("reference/api", "reference/bibliography", "reference/changelog")  # written elsewhere

_DIGITS = r"(?<![\w.,/-])[-+\N{MINUS SIGN}]?\d+(?:[.,]\d+)*"
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|"
    "fifty|sixty|seventy|eighty|ninety|(?:a |one |two |three )?hundred|(?:a |one )?thousand"
)
_NUMBER = rf"(?:{_DIGITS}|\b(?:{_WORDS})(?:-(?:{_WORDS}))?)"
_SEVERAL = _NUMBER.replace("one|two", "two", 1)  # "one of the six" counts nothing
MEASURED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"{_NUMBER}(?:\s|-)*(?:%|(?:per ?cent|(?:percentage )?points?|times|fold)\b)",
        r"(?<![\w.])\d*\.\d+(?![\w.]*\w)",
        rf"{_NUMBER}(?: \w+)? in (?:every )?(?!(?:one|two|three|1|2|3)\b){_NUMBER}\b",
        rf"{_SEVERAL} (?:out )?of (?:the |every )?{_NUMBER}\b",
        r"\b(?:one|two|three|a|nearly|almost|about|over) (?:half|third|quarter|fifth|tenth)s? of\b",
        r"\b(?:half|twice|thrice) (?:of|as|the)\b",
    )
)
SKIPPED = (
    nodes.literal, nodes.literal_block, nodes.math, nodes.math_block, nodes.raw, nodes.comment,
    pending_claim,
)  # fmt: skip


class MarkRole(SphinxRole):
    """``{setting}``, ``{sourced}``, ``{exact}``: a number that is typed on purpose."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Write the text as it is, and remember why it may stand there."""
        return [nodes.inline(self.rawtext, self.text, classes=[f"number-{self.name}"])], []


def _marks(node: nodes.Node) -> set[str]:
    classes = node.get("classes", []) if isinstance(node, nodes.Element) else []
    return {mark for mark in MARKS if f"number-{mark}" in classes}


def typed_numbers(text: str, settings: tuple[str, ...] = ()) -> list[str]:
    """Return what in a text looks like a measured number, settings of the page apart."""
    text = " ".join(text.split())
    for phrase in sorted(settings, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(phrase)}(?!\w)", "\N{WHITE SQUARE}", text, flags=re.I)
    matches = [match for pattern in MEASURED for match in pattern.finditer(text)]
    whole = [m for m in matches if not any(_inside(m, other) for other in matches)]
    return list(dict.fromkeys(match[0].strip() for match in whole))


def _inside(match: re.Match[str], other: re.Match[str]) -> bool:
    """Say whether a match is a part of another, longer one."""
    within = other.start() <= match.start() and match.end() <= other.end()
    return within and match.span() != other.span()


def spoken(element: nodes.Element) -> str:
    """Return an element's own words; code, formulas, claims and marked numbers are blanks."""
    words = []
    for child in element.children:
        if isinstance(child, nodes.Text):
            words.append(str(child))
        elif isinstance(child, SKIPPED) or _marks(child):
            words.append("\N{WHITE SQUARE}")
        elif isinstance(child, nodes.Element):
            words.append(spoken(child))
    return "".join(words)


def texts(doctree: nodes.document) -> Iterator[tuple[nodes.Element, str, str]]:
    """Yield each stretch of words of a page: its element, what it is, and the words."""
    for element in doctree.findall(nodes.TextElement):
        if isinstance(element.parent, nodes.TextElement) or isinstance(element, SKIPPED):
            continue  # part of a stretch, or no words
        if isinstance(element.parent.parent, Hints) or _marks(element.parent):
            continue  # arithmetic, from the package, whose tests try it; a link marked as a whole
        kind = {nodes.caption: "a caption", nodes.title: "a title"}.get(type(element), "the prose")
        yield element, kind, spoken(element)
    for image in doctree.findall(nodes.image):
        yield image, "an alt text", image.get("alt", "")


def examine(app: Sphinx, doctree: nodes.document) -> None:
    """Report every measured number that a page types."""
    page = app.env.docname
    if page in EXEMPT:
        return
    listed = app.env.metadata.get(page, {}).get("settings", "")
    settings = tuple(listed if isinstance(listed, list) else re.findall(r"[^,\[\]'\"]+", listed))
    settings = tuple(phrase.strip() for phrase in settings if phrase.strip())
    said: set[tuple[str, str]] = set()
    for element, kind, words in texts(doctree):
        for number in typed_numbers(words, settings):
            if (kind, number) in said and kind == "an alt text":
                continue  # a figure's drawing exists in two formats
            said.add((kind, number))
            logger.warning(
                f"{kind} types the number {number!r}; let its claim write it, or mark it as "
                "{setting}, {sourced} or {exact}", location=element, type="numbers",
            )
    uncited(doctree)


def uncited(doctree: nodes.document) -> None:
    """Report a sourced number without a citation in its paragraph."""
    for node in doctree.findall(nodes.inline):
        if "sourced" not in _marks(node):
            continue
        home = node.parent
        while isinstance(home.parent, nodes.TextElement):
            home = home.parent
        if not any(n.get("reftype") == "cite" or "cite" in str(n.get("refdomain", ""))
                   for n in home.findall(nodes.Element)):
            logger.warning(f"the sourced number {node.astext()!r} has no citation in its "
                           "paragraph; add a {cite}", location=node, type="numbers")


def setup(app: Sphinx) -> None:
    """Make the marks known and read every page."""
    for mark in MARKS:
        app.add_role(mark, MarkRole())
    app.connect("doctree-read", examine)
