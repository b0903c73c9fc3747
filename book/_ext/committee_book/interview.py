"""Interview: a question as it is asked aloud, and behind it what is worth saying.

``{interview} iq-name`` holds the question and below it a list of four terms, ``Strong``,
``Wrong``, ``Senior`` and ``See``: an answer to be spoken, the one that is often given and what
is wrong with it, what experience adds, and where the book shows it. On the site the four stand
in a ``<details>``, so that one can rehearse; a script (static/js/interview.js) draws some at
random and shows one topic. Other editions print question and answer.
"""

from typing import Any

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.checks import html
from committee_book.checks.html import h

PREFIX = "iq-"
PARTS = {
    "strong": "A strong answer",
    "wrong": "Often said, and wrong",
    "senior": "What a senior adds",
    "see": "Where it is shown",
}
SPOKEN = 120  # words of a strong answer at most: what can be said in a minute

logger = logging.getLogger(__name__)


class InterviewError(ValueError):
    """What is wrong with a question: a sentence, and the line it is about."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


class Interview(nodes.General, nodes.Element):
    """A question with its ``Part`` nodes; ``number`` is its place on the page."""


class Asked(nodes.Part, nodes.TextElement):
    """The question, a single sentence or two."""


class Part(nodes.Part, nodes.Element):
    """What there is to say, under one of the four heads, ``key``."""


class InterviewDirective(SphinxDirective):
    """``{interview}``: the question and its four parts."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the question, or nothing where it is faulty, which the log then says."""
        try:
            asked = self.read()
        except InterviewError as error:
            logger.warning(f"{self.arguments[0]}: {error}", type="interview",
                           location=(self.env.docname, error.line or self.lineno))
            return []
        self.set_source_info(asked)
        return [asked]

    def read(self) -> Interview:
        """Read the whole directive."""
        identity = self.arguments[0]
        if not identity.startswith(PREFIX) or nodes.make_id(identity) != identity:
            raise InterviewError(f"its id should begin with {PREFIX} and be in small letters, "
                                 f"digits and hyphens, got {identity!r}")
        before = [node["ids"][0] for node in self.env.temp_data.setdefault("interview", [])]
        if identity in before:
            raise InterviewError("this id is taken on the page; give each question its own")
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        made = Interview("", *read_parts(holder), ids=[identity], number=len(before) + 1)
        self.env.temp_data["interview"].append(made)
        return made


def read_parts(holder: nodes.Element) -> list[nodes.Element]:
    """Return the question and its parts."""
    blocks = list(holder.children)
    kinds = (nodes.paragraph, nodes.definition_list)
    if len(blocks) != 2 or not all(isinstance(*pair) for pair in zip(blocks, kinds, strict=True)):
        raise InterviewError("it should be a paragraph that asks, then one list of "
                             f"{', '.join(key.capitalize() for key in PARTS)}, each on a line of "
                             "its own with its words after a colon on the next")
    asked = Asked("", "", *[child.deepcopy() for child in blocks[0].children])
    found = {item[0].astext().lower(): item for item in blocks[1].children}
    if list(found) != list(PARTS):
        raise InterviewError(f"its terms should be {', '.join(PARTS)}, in this order; they are "
                             f"{', '.join(found)}", blocks[1].line)
    parts = [Part("", *item[-1].children, key=key) for key, item in found.items()]
    check_parts(dict(zip(found, parts, strict=True)), blocks[1].line)
    return [asked, *parts]


def check_parts(parts: dict[str, Part], line: int | None) -> None:
    """Expect an answer that can be spoken, and a link to where it is shown."""
    if (count := len(parts["strong"].astext().split())) > SPOKEN:
        raise InterviewError(f"its strong answer has {count} words; what one can say in a minute "
                             f"has {SPOKEN} at most", line)
    links = (nodes.reference, pending_xref)
    if not any(isinstance(node, links) for node in parts["see"].findall()):
        raise InterviewError("its term see leads nowhere; name the page with {doc} or {ref}", line)


class SettleInterviews(SphinxPostTransform):
    """Turn each question into what the edition can show."""

    default_priority = 20  # after references and claims are filled in

    def run(self, **_: Any) -> None:
        """Replace them all."""
        web = self.app.builder.format == "html" and self.app.builder.name != "epub"
        for node in list(self.document.findall(Interview)):
            node.replace_self(for_web(node) if web else for_paper(node))


def for_web(node: Interview) -> html.Tag:
    """Return a heading and what opens below it."""
    asked, *parts = node.children
    inside = [block for part in parts for block in (head(part), *part.children)]
    heading = h("h3", None, h("span", {"class": "interview-number"}, f"{node['number']}."), " ",
                *asked.children)
    answer = h("details", {"class": "interview-answer"}, h("summary", None, "Answer"),
               h("div", None, *inside))
    return h("div", {"class": "interview", "id": node["ids"][0]}, heading, answer)


def head(part: nodes.Element) -> nodes.paragraph:
    """Return the words above a part."""
    return nodes.paragraph("", PARTS[part["key"]], classes=["interview-word", part["key"]])


def for_paper(node: Interview) -> nodes.container:
    """Return the question in bold, and each part behind its own words."""
    asked, *parts = node.children
    lines = [nodes.paragraph("", "", nodes.strong("", f"{node['number']}. ", *asked.children))]
    for part in parts:
        first, *rest = part.children
        lead = [nodes.emphasis("", f"{PARTS[part['key']]}. ")]
        if isinstance(first, nodes.paragraph):
            first.insert(0, lead)
            lines += [first, *rest]
        else:
            lines += [nodes.paragraph("", "", *lead), first, *rest]
    return nodes.container("", *lines, ids=node["ids"], classes=["interview"])


def add_assets(app: Sphinx, _page: str, _template: str, _context: Any, tree: Any) -> None:
    """Give the pages that have questions, and no others, their style and script."""
    tags = [] if tree is None else tree.findall(html.Tag)
    if any(tag["attributes_html"].get("class") == "interview" for tag in tags):
        app.add_css_file("css/interview.css", priority=900)  # after the page's own
        app.add_js_file("js/interview.js", priority=900, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known; the nodes never reach a writer."""
    for kind in (Interview, Asked, Part):
        app.add_node(kind)
    html.setup(app)
    app.add_directive("interview", InterviewDirective)
    app.add_post_transform(SettleInterviews)
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
