"""Knowledge checks: every check of the book on one page, by chapter, and ten of them mixed.

They are the pages' own checks under their own ids, so an answer given here counts there. Other
editions get a sentence that says where they stand: nothing is printed twice.
"""

from itertools import groupby
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from committee_book import contents
from committee_book.checks.answers import copied
from committee_book.checks.html import h
from committee_book.checks.nodes import Check
from committee_book.checks.register import pages_with_checks
from committee_book.progress import amount, has_desk, is_site

DESK = "mixed-desk"
ELSEWHERE = (
    "Every check stands in its own chapter; this page holds them all on the site alone, "
    "so that nothing is printed twice."
)


class Found(NamedTuple):
    """A check of another page, and the section that asks it."""

    check: Check
    page: str
    section: contents.Section


class pending_checks(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """The place where all checks will stand."""


class KnowledgeChecksDirective(SphinxDirective):
    """``{knowledge-checks}``: all checks, chapter by chapter."""

    def run(self) -> list[nodes.Node]:
        """Leave a place to be filled once every page is read."""
        contents.gathering(self.env).add(self.env.docname)
        return [pending_checks()]


def checks_of_the_book(env: Any, page: str) -> list[Found]:
    """Return copies of all checks that may stand on a page, with their ids; no predictions."""
    return [Found(copy_for(check, page), name, section_of(check))
            for name in pages_with_checks(env)
            for check in env.get_doctree(name).findall(Check) if check["kind"] != "predict"]


def copy_for(check: Check, page: str) -> Check:
    """Return a copy of a check under its own id; nothing in it has one."""
    (double,) = copied([check], page)
    double["ids"] = [double["of"]]
    return double


def section_of(node: nodes.Element) -> contents.Section:
    """Return the section that a node stands in, one with a label if there is any."""
    title = ""
    while node.parent is not None:
        node = node.parent
        if isinstance(node, nodes.section):
            title = node[0].astext()
            if label := contents.label_of(node):
                return contents.Section(label, title)
    return contents.Section("", title)


class GatherChecks(SphinxPostTransform):
    """Fill the place, before claims reach their sentences and checks are settled."""

    default_priority = 4

    def run(self, **_: Any) -> None:
        """Replace each place by a section a chapter."""
        for place in list(self.document.findall(pending_checks)):
            if not is_site(self.app):
                place.replace_self(nodes.paragraph("", ELSEWHERE))
                continue
            found = checks_of_the_book(self.env, self.env.docname)
            chapters = [(page, list(of)) for page, of in groupby(found, lambda one: one.page)]
            place.replace_self([self.leads(chapters), *(self.chapter(*one) for one in chapters)])

    def leads(self, chapters: list[tuple[str, list[Found]]]) -> nodes.Element:
        """Return what leads to each chapter."""
        items = [h("li", None, nodes.reference("", self.title(page), refid=anchor(page),
                                               internal=True), f" ({amount(len(of), 'check')})")
                 for page, of in chapters]
        return h("ul", {"class": "knowledge-chapters"}, *items)

    def chapter(self, page: str, found: list[Found]) -> nodes.Element:
        """Return the checks of a chapter, each with the way back to its section."""
        head = h("h3", {"id": anchor(page)}, self.link(page, "", self.title(page)))
        return h("section", None, head, *(self.item(one) for one in found))

    def item(self, found: Found) -> nodes.Element:
        """Return a check with the way back."""
        back = self.link(found.page, found.check["of"], found.section.title)
        return h("div", {"class": "knowledge-item"}, found.check,
                 h("p", {"class": "knowledge-from"}, "From ", back))

    def link(self, page: str, place: str, text: str) -> nodes.reference:
        """Return a link to a page or a place on it."""
        uri = self.app.builder.get_relative_uri(self.env.docname, page)
        return nodes.reference("", text, refuri=f"{uri}#{place}" if place else uri, internal=True)

    def title(self, page: str) -> str:
        """Return a page's title."""
        return str(self.env.titles[page].astext())


def anchor(page: str) -> str:
    """Return the id of a chapter's checks."""
    return f"checks-{nodes.make_id(page)}"


def add_desk(app: Sphinx, _page: str, _: str, _context: Any, tree: Any) -> None:
    """Give the page of all checks what their own pages have, and what mixes them."""
    if has_desk(tree, DESK):
        app.add_css_file("css/checks.css", priority=900)
        app.add_css_file("css/knowledge.css", priority=910)
        app.add_js_file("js/checks.js", priority=900, loading_method="defer")
        app.add_js_file("js/mixed.js", priority=910, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known, and gather."""
    app.add_node(pending_checks)
    app.add_directive("knowledge-checks", KnowledgeChecksDirective)
    app.add_post_transform(GatherChecks)
    app.connect("html-page-context", add_desk)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
