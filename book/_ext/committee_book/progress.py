"""Progress: a mark at the end of every section, a map of the book, and the data of both.

Marks are kept by a script (_static/js/progress.js) on the reader's own device. ``{progress-map}``
lists parts and pages with a seat for each section; on paper the seats are filled with a pencil.
What there is to be marked comes from the build, as ``_static/progress/book.js``.
"""

import json
from itertools import groupby
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from committee_book import contents
from committee_book.checks.html import Tag, h
from committee_book.contents import Page

BOOK = "progress/book.js"
DESK = "progress-desk"
CIRCLE = r"\tikz[baseline=-0.6ex]\draw (0,0) circle (0.6ex);"  # no font needs to have it
SEAT = 10  # units from one seat to the next, as in the book's mark


class pending_map(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """The place where the map of the book will stand."""


class ProgressMapDirective(SphinxDirective):
    """``{progress-map}``: parts, pages, a seat for each section, the number of checks."""

    def run(self) -> list[nodes.Node]:
        """Leave a place to be filled once every page is read."""
        contents.gathering(self.env).add(self.env.docname)
        return [pending_map()]


def is_site(app: Sphinx) -> bool:
    """Say whether it is the site that is made, where a script may help."""
    return app.builder.format == "html" and app.builder.name != "epub"


class DrawMap(SphinxPostTransform):
    """Draw the map."""

    default_priority = 6

    def run(self, **_: Any) -> None:
        """Replace each place by one table, or one list, a part."""
        for place in list(self.document.findall(pending_map)):
            found = contents.pages(self.env)
            blocks: list[nodes.Node] = []
            for part, pages in groupby(found, key=lambda page: page.part):
                draw = self.on_site if is_site(self.app) else self.on_paper
                blocks += draw(part, list(pages))
            place.replace_self(blocks)

    def on_site(self, part: str, pages: list[Page]) -> list[nodes.Node]:
        """Return a part as a table for the site."""
        heads = [h("th", {"scope": "col"}, word) for word in ("Page", "Sections", "Checks")]
        rows = [h("tr", {"data-page": page.name}, h("th", {"scope": "row"}, self.link(page)),
                  h("td", None, seats(len(page.sections)), " ", h(
                      "span", {"class": "sr-only"}, amount(len(page.sections), "section"))),
                  h("td", None, amount(len(page.checks), "check"))) for page in pages]
        return [h("table", {"class": "progress-map"}, h("caption", None, part),
                  h("thead", None, h("tr", None, *heads)), h("tbody", None, *rows))]

    def on_paper(self, part: str, pages: list[Page]) -> list[nodes.Node]:
        """Return a part as a list for paper, with seats to be filled."""
        items = [nodes.list_item("", nodes.paragraph("", "", self.link(page), nodes.Text(" "), *(
            empty_seats(len(page.sections), self.app)))) for page in pages]
        return [nodes.rubric("", part), nodes.bullet_list("", *items, bullet="-")]

    def link(self, page: Page) -> nodes.reference:
        """Return a link to a page."""
        if self.app.builder.format == "latex":
            uri = f"%{page.name}"
        else:
            uri = self.app.builder.get_relative_uri(self.env.docname, page.name)
        return nodes.reference("", page.title, refuri=uri, internal=True)


def amount(number: int, thing: str) -> str:
    """Return a number with what it counts."""
    return f"{number} {thing}{'' if number == 1 else 's'}" if number else ""


def seats(number: int) -> Tag:
    """Return a row of seats, all of them free."""
    drawn = [h("circle", {"cx": 5 + SEAT * place, "cy": 5, "r": 3.25}) for place in range(number)]
    box = {"viewBox": f"0 0 {SEAT * number} 10", "width": SEAT * number, "height": 10}
    return h("svg", {"class": "seats", "aria-hidden": "true", **box}, *drawn)


def empty_seats(number: int, app: Sphinx) -> list[nodes.Node]:
    """Return seats to be filled with a pencil."""
    if app.builder.format == "latex":
        return [nodes.raw("", r"\,".join([CIRCLE] * number), format="latex")]
    return [nodes.Text(" ".join("\N{WHITE CIRCLE}" * number))]


class OfferMarks(SphinxPostTransform):
    """End each section of a page with the button that marks it; it sleeps until the script."""

    default_priority = 900
    formats = ("html",)

    def run(self, **_: Any) -> None:
        """Add the buttons, on pages that count."""
        if not is_site(self.app) or not contents.counts(self.env, self.env.docname):
            return
        for section in contents.sections(self.document):
            seat = h("svg", {"viewBox": "0 0 10 10", "aria-hidden": "true"},
                     h("circle", {"cx": 5, "cy": 5, "r": 3.25}))
            button = h("button", {"type": "button", "disabled": True, "aria-pressed": "false",
                                  "data-section": contents.label_of(section)},
                       seat, " Done with this section")
            section.append(h("p", {"class": "section-done"}, button))


def book_data(app: Sphinx) -> list[dict[str, Any]]:
    """Return what a script needs to know of each page."""
    return [{"page": page.name, "href": app.builder.get_target_uri(page.name),
             "title": page.title, "part": page.part, "sections": [list(s) for s in page.sections],
             "checks": page.checks} for page in contents.pages(app.env)]


def write_script(app: Sphinx, file: str, **globals_: Any) -> None:
    """Write data as a script that sets globals, which works from a folder, too."""
    path = Path(app.outdir, "_static", file)
    path.parent.mkdir(parents=True, exist_ok=True)
    texts = {name: json.dumps(data, ensure_ascii=False, separators=(",", ":"))
             for name, data in globals_.items()}  # fmt: skip
    lines = [f"window.{name} = {text};\n" for name, text in texts.items()]
    path.write_text("".join(lines), encoding="utf-8")


def write(app: Sphinx, error: Exception | None) -> None:
    """Write the book's contents beside the scripts."""
    if error is None and is_site(app):
        write_script(app, BOOK, committeeBook=book_data(app))


def has_desk(tree: nodes.document | None, name: str) -> bool:
    """Say whether a page has a place of that name, ``:::{div} name``."""
    return tree is not None and any(name in n["classes"] for n in tree.findall(nodes.container))


def add_desk(app: Sphinx, page: str, _: str, context: dict[str, Any], tree: Any) -> None:
    """Tell each page its name; give the one that shows the map its script."""
    context["counted"] = page if contents.counts(app.env, page) else ""
    if has_desk(tree, DESK):
        app.add_js_file("js/checks.js", priority=900, loading_method="defer")
        app.add_js_file("js/standing.js", priority=910, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known, end the sections, write the data when all else is pruned."""
    app.add_node(pending_map)
    app.add_directive("progress-map", ProgressMapDirective)
    app.add_post_transform(DrawMap)
    app.add_post_transform(OfferMarks)
    app.connect("html-page-context", add_desk)
    app.connect("build-finished", write, priority=945)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
