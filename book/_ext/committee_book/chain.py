"""Chain: what failed and what mended it, row by row, to be filled in from memory.

``{chain} chn-name`` holds a numbered list. Each item says in its first paragraph what failed,
in its second what mended it, and below why. On the site every row is a native ``<select>`` of
all the mends, which a script (static/js/chain.js) judges; without it each row opens. On paper
there is a blank table to write in, and the answers follow on another page; a reading device
lists the failures, and the answers below.
"""

from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.checks import html
from committee_book.checks.html import Tag, h
from committee_book.checks.nodes import copies
from committee_book.checks.web import option_id

PREFIX = "chn-"
FEWEST = 3
HEADS = ("What failed", "What mended it", "Why")
ROOM = r"\rule{0pt}{22pt}"  # of a row that somebody writes in

logger = logging.getLogger(__name__)


class ChainError(ValueError):
    """What is wrong with a chain: a sentence, and the line it is about."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


class Chain(nodes.General, nodes.Element):
    """The rows, each a ``Row``."""


class Row(nodes.Part, nodes.Element):
    """Three elements: what failed, what mended it, and the blocks that say why."""


@dataclass(frozen=True)
class Parts:
    """The parts of a row, for an edition to arrange."""

    failed: nodes.Element
    mended: nodes.Element
    why: nodes.Element


def parts(row: nodes.Element) -> Parts:
    """Return the parts of a row."""
    return Parts(*row.children)


class ChainDirective(SphinxDirective):
    """``{chain}``: a list of failures with their mends."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the chain, or nothing where it is faulty, which the log then says."""
        name = self.arguments[0]
        try:
            if not name.startswith(PREFIX) or nodes.make_id(name) != name:
                raise ChainError(f"its id should begin with {PREFIX} and be in small letters, "
                                 f"digits and hyphens, got {name!r}")
            holder = nodes.Element()
            self.state.nested_parse(self.content, self.content_offset, holder)
            chain = Chain("", *read_rows(holder), ids=[name])
        except ChainError as error:
            logger.warning(f"{name}: {error}", type="chain",
                           location=(self.env.docname, error.line or self.lineno))
            return []
        self.set_source_info(chain)
        return [chain]


def read_rows(holder: nodes.Element) -> list[Row]:
    """Return the rows of the one list that there should be."""
    if len(holder) != 1 or not isinstance(holder[0], nodes.enumerated_list):
        raise ChainError("it should hold one numbered list and nothing else")
    rows = [read_row(item) for item in holder[0]]
    if len(rows) < FEWEST:
        raise ChainError(f"it should have {FEWEST} rows or more, it has {len(rows)}")
    for place in (0, 1):
        texts = [row[place].astext() for row in rows]
        for text in texts:
            if texts.count(text) > 1:
                raise ChainError(f"two rows say {text!r}; word them so that they differ")
    return rows


def read_row(item: nodes.Element) -> Row:
    """Return a row: two paragraphs, then what explains them."""
    blocks = list(item.children)
    if len(blocks) < 3 or not all(isinstance(block, nodes.paragraph) for block in blocks[:2]):
        raise ChainError(f"the row {item.astext()[:40]!r} should have three paragraphs: what "
                         "failed, what mended it, and why; leave a line empty between them",
                         item.line)
    return Row("", blocks[0], blocks[1], nodes.container("", *blocks[2:]))


class SettleChains(SphinxPostTransform):
    """Turn each chain into what the edition can show."""

    default_priority = 20  # after references and claims are filled in

    def run(self, **_: Any) -> None:
        """Replace them all."""
        builder = self.app.builder
        for node in list(self.document.findall(Chain)):
            if builder.format == "html" and builder.name != "epub":
                node.replace_self([for_web(node), printed(node)])
            else:
                node.replace_self(for_paper(node, latex=builder.format == "latex"))


def for_web(chain: Chain) -> Tag:
    """Return the rows: a failure each, with a place for its mend, and the mend in a fold."""
    rows = [parts(row) for row in chain.children]
    return h("div", {"class": "chain", "id": chain["ids"][0]},
             h("ol", {"class": "chain-rows"}, *[web_row(row) for row in rows]))


def web_row(row: Parts) -> Tag:
    """Return a row that opens; the script asks in place of the fold."""
    mend = row.mended.astext()
    answer = h("p", {"class": "chain-mend"}, h("strong", None, *copies(row.mended)))
    return h("li", {"data-id": option_id(row.failed.astext()), "data-mend": option_id(mend)},
             h("p", {"class": "chain-failed"}, *copies(row.failed)),
             h("details", {"class": "chain-answer"}, h("summary", None, "What mended it"),
               h("div", None, answer, *copies(row.why))))


def printed(chain: Chain) -> Tag:
    """Return what a page of the site has on paper: an empty table, and the answers after it."""
    rows = [parts(row) for row in chain.children]
    heads = [h("th", {"scope": "col"}, words) for words in ("", *HEADS[:2])]
    blank = [h("tr", None, h("th", {"scope": "row"}, str(number)), h("td"), h("td"))
             for number, _ in enumerate(rows, start=1)]
    empty = h("table", {"class": "chain-blank"}, h("thead", None, h("tr", None, *heads)),
              h("tbody", None, *blank))
    answers = [h("li", None, *copies(row.failed), " Mended by ",
                 h("strong", None, *copies(row.mended)), ".") for row in rows]
    return h("div", {"class": "chain-paper print-only"}, empty,
             h("div", {"class": "chain-answers"}, h("h3", None, "Answers"),
               h("ol", None, *answers)))


def for_paper(chain: Chain, *, latex: bool) -> list[nodes.Node]:
    """Return what failed, in print with room to write, and from another page on the answers."""
    rows = [parts(row) for row in chain.children]
    answers = [[nodes.paragraph("", "", *copies(row.failed)),
                nodes.paragraph("", "", nodes.strong("", "", *copies(row.mended))),
                *copies(row.why)[:1]] for row in rows]
    asked = blank_table(len(rows)) if latex else [listed(rows)]
    return [nodes.container("", *asked, nodes.rubric("", "Answers"),
                            table(HEADS, (28, 26, 46), answers),
                            ids=chain["ids"], classes=["chain"])]


def blank_table(count: int) -> list[nodes.Node]:
    """Return a table to write in, as LaTeX sets it, and the end of its page."""
    room = [[nodes.paragraph("", "", nodes.raw("", ROOM, format="latex"), nodes.Text(str(number))),
             nodes.paragraph(), nodes.paragraph()] for number in range(1, count + 1)]
    return [table(("", *HEADS[:2]), (6, 47, 47), room),
            nodes.raw("", r"\clearpage", format="latex")]


def listed(rows: list[Parts]) -> nodes.enumerated_list:
    """Return what failed, where nobody can write."""
    items = [nodes.list_item("", nodes.paragraph("", "", *copies(row.failed))) for row in rows]
    return nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")


def table(heads: tuple[str, ...], widths: tuple[int, ...], rows: list[list[nodes.Node]]
          ) -> nodes.table:
    """Return a table of those columns."""
    head = nodes.row("", *[nodes.entry("", nodes.paragraph("", word)) for word in heads])
    body = [nodes.row("", *[nodes.entry("", block) for block in row]) for row in rows]
    columns = [nodes.colspec(colwidth=width) for width in widths]
    group = nodes.tgroup("", *columns, nodes.thead("", head), nodes.tbody("", *body),
                         cols=len(heads))
    return nodes.table("", group, classes=["colwidths-given"])


def add_assets(app: Sphinx, _page: str, _template: str, _context: Any, tree: Any) -> None:
    """Give the pages that have a chain, and no others, its style and script."""
    tags = [] if tree is None else tree.findall(Tag)
    if any(tag["attributes_html"].get("class") == "chain" for tag in tags):
        app.add_css_file("css/chain.css", priority=900)  # after the page's own
        app.add_js_file("js/chain.js", priority=900, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known; the nodes never reach a writer."""
    for kind in (Chain, Row):
        app.add_node(kind)
    html.setup(app)
    app.add_directive("chain", ChainDirective)
    app.add_post_transform(SettleChains)
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
