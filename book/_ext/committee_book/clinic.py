"""The clinic's page: its desk, which reads a log that the reader hands in, and its rules.

``:::{div} clinic-desk`` marks where the desk stands; its words are for readers without
JavaScript. ``{clinic-rules}`` and ``{clinic-thresholds}`` list what the package's rules look for,
taken from the package as it is, so that the page cannot say anything else.
"""

import inspect
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective, SphinxRole

from committee.clinic.remedies import PAGES, WORDS
from committee.clinic.rules import RULES
from committee.clinic.thresholds import THRESHOLDS
from committee_book import livecode

DESK = "clinic-desk"
SOURCE = Path(__file__).parent / "livekernels" / "clinic.py"
SETTING = ["number-setting"]  # what an author chose and a page may say


class Rules(SphinxDirective):
    """``{clinic-rules}``: what each rule looks for, in the order in which they are asked."""

    def run(self) -> list[nodes.Node]:
        """Return the list."""
        items = []
        for rule in RULES:
            words = ", ".join(WORDS[word].lower() for word in answers(rule))
            name = nodes.literal("", rule.__name__)
            sentence = (inspect.getdoc(rule) or "").split("\n", 1)[0].removeprefix("Find ")
            says = nodes.inline("", f"{sentence[:1].upper()}{sentence[1:]} ", classes=SETTING)
            items.append(nodes.list_item("", nodes.paragraph(
                "", "", says, nodes.Text("It says: "), nodes.emphasis("", words),
                nodes.Text(". "), nodes.inline("", "", name, *_uses(rule)))))  # fmt: skip
        return [nodes.enumerated_list("", *items, enumtype="arabic", classes=["clinic-rules"])]


def _uses(rule: Any) -> list[nodes.Node]:
    """Return the names of the thresholds that a rule compares with, each leading to its row."""
    found: list[nodes.Node] = []
    for name in used_by(rule):
        found += [nodes.Text(", " if found else ": "), nodes.reference(
            "", "", nodes.literal("", name), refid=row_id(name), internal=True)]  # fmt: skip
    return found


def answers(rule: Any) -> list[str]:
    """Return the diagnoses that a rule may give."""
    return list(dict.fromkeys(re.findall(r'Finding\("(\w+)"', inspect.getsource(rule))))


def used_by(rule: Any) -> list[str]:
    """Return the names of the thresholds that stand in a rule, in their order there."""
    return list(dict.fromkeys(re.findall(r"\bt\.([A-Z_]+)\b", inspect.getsource(rule))))


def row_id(name: str) -> str:
    """Return the id of a threshold's row."""
    return f"threshold-{name.lower().replace('_', '-')}"


class ThresholdRole(SphinxRole):
    """``{threshold}`NOISE```: what the rules compare with."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number, leading to its row."""
        if self.text not in THRESHOLDS:
            wrong = self.inliner.reporter.error(
                f"the clinic has no threshold {self.text!r}; see committee.clinic.thresholds",
                line=self.lineno)  # fmt: skip
            return [nodes.problematic(self.rawtext, self.rawtext)], [wrong]
        number = nodes.inline("", f"{THRESHOLDS[self.text]:g}", classes=SETTING)
        return [nodes.reference("", "", number, refid=row_id(self.text), internal=True)], []


class Thresholds(SphinxDirective):
    """``{clinic-thresholds}``: every number that a rule compares with, and why it is that one."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        body = nodes.tbody()
        for name, value in THRESHOLDS.items():
            row = nodes.row("", *(_entry(cell) for cell in (
                nodes.literal("", name), nodes.inline("", f"{value:g}", classes=SETTING),
                nodes.inline("", value.why, classes=SETTING))), ids=[row_id(name)])  # fmt: skip
            body += row
        heads = (nodes.Text(word) for word in ("threshold", "value", "why"))
        head = nodes.thead("", nodes.row("", *(_entry(word) for word in heads)))
        specs = [nodes.colspec(colwidth=width) for width in (28, 10, 62)]
        group = nodes.tgroup("", *specs, head, body, cols=len(specs))
        return [nodes.table("", group, classes=["clinic-thresholds", "colwidths-given"])]


def _entry(child: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", child))


def titles(env: Any, pages: Iterable[str]) -> dict[str, str]:
    """Return the pages that the book has, with their titles."""
    return {page: env.titles[page].astext() for page in pages if page in env.titles}


def add_desk(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Give a page that has a place for the desk its script and its style."""
    if tree is None or not any(DESK in n["classes"] for n in tree.findall(nodes.container)):
        return
    about = app.livecode  # type: ignore[attr-defined]
    size = about["browser"]["wire"] / 1e6 if about["browser"] else 0
    data: dict[str, Any] = {
        "data-details": livecode.address(about),
        "data-pages": json.dumps(titles(app.env, PAGES.values()), sort_keys=True),
        "data-words": "Python in this browser reads them, and they are not uploaded; Python itself "
        f"is {size:.1f} MB to download, once." if size else about["absent"],
    }  # fmt: skip
    app.add_css_file("css/clinic.css", priority=900)
    app.add_js_file("js/clinic.js", loading_method="defer", **data)


def tell(app: Sphinx) -> None:
    """Put what the desk's kernel is to run with what a page is told of kernels."""
    if hasattr(app, "livecode"):
        app.livecode["clinic"] = SOURCE.read_text(encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Make the directives known, and give the page its desk."""
    app.add_directive("clinic-rules", Rules)
    app.add_directive("clinic-thresholds", Thresholds)
    app.add_role("threshold", ThresholdRole())
    app.connect("builder-inited", tell, priority=600)  # after live code knows what there is
    app.connect("html-page-context", add_desk)
