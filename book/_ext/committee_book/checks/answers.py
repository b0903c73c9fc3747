"""Answers: the list of what was right and why, for whoever reads on paper or without a script.

``{check-answers}`` stands on a page of the back matter and lists the answers of the whole
book. LaTeX and EPUB need one; without it LaTeX puts the list at the end of the book, EPUB at
the end of each page. A page of the site carries its own answers at its end, for print alone.
"""

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import docname_join
from sphinx.util.docutils import SphinxDirective

from committee_book.checks.nodes import Check
from committee_book.checks.register import answer_pages, pages_with_checks

TITLE = "Answers to the checks"


class Answers(nodes.General, nodes.Element):
    """Copies of checks, to be shown as answers; ``own`` where they are those of the page itself."""


class CheckAnswersDirective(SphinxDirective):
    """The place where the answers of the whole book stand."""

    def run(self) -> list[nodes.Node]:
        """Leave a place; the pages are not all read yet."""
        answer_pages(self.env).add(self.env.docname)
        return [Answers("", own=False)]


class GatherAnswers(SphinxPostTransform):
    """Fill the lists of answers with copies of checks, before claims reach their sentences."""

    default_priority = 5

    def run(self, **_: Any) -> None:
        """Fill the book's list where this page has it; give a page its own list."""
        checks = [check for check in self.document.findall(Check) if not check.get("of")]
        places = list(self.document.findall(Answers))
        whole = self.app.builder.format == "latex"
        for place in places:
            place.extend(copied(self.of_the_book(), self.env.docname))
        if checks and not places and (whole or self.needs_own()):
            self.document += self.own(checks, whole)

    def of_the_book(self) -> list[Check]:
        """Return the checks of all pages, as they were read."""
        pages = pages_with_checks(self.env)
        return [check for page in pages for check in self.env.get_doctree(page).findall(Check)]

    def needs_own(self) -> bool:
        """Say whether a page ends with its own answers: on the site, or if there is no list."""
        return self.app.builder.format == "html" and not (
            self.app.builder.name == "epub" and answer_pages(self.env))

    def own(self, checks: list[Check], whole: bool) -> nodes.Element:
        """Return a list of answers for the end of a page, or of a book that has no place for it."""
        answers = Answers("", *copied(checks, self.env.docname), own=not whole)
        if not whole:
            return answers
        return nodes.section("", nodes.title("", TITLE), answers, ids=["answers-to-the-checks"])


def copied(checks: Iterable[Check], page: str) -> list[Check]:
    """Return copies that may stand elsewhere: no ids of their own, links seen from ``page``."""
    doubles = []
    for check in checks:
        double = check.deepcopy()
        double["of"] = check["ids"][0]
        for element in double.findall(nodes.Element):
            element["ids"], element["names"] = [], []
            if isinstance(element, addnodes.pending_xref):
                if element.get("reftype") == "doc":  # a page is named from where it is named
                    named = docname_join(element["refdoc"], element["reftarget"])
                    element["reftarget"] = f"/{named}"
                element["refdoc"] = page
        doubles.append(double)
    return doubles


def setup(app: Sphinx) -> None:
    """Make the directive known, and gather."""
    app.add_node(Answers)
    app.add_directive("check-answers", CheckAnswersDirective)
    app.add_post_transform(GatherAnswers)
