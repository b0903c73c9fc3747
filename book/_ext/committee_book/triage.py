"""Triage: a few questions in a row; each answer leads to the next one, or to what to try first.

``{triage} trg-name`` holds a list. An item with a list of its own is a question: its first
paragraph asks, the others say how to look, and its items are the answers, each with the name of
what it leads to, ``- [falling] Yes, all of them.`` An item without such a list is an end.
Every edition gets a table; on the site a script (static/js/triage.js) walks through it.
"""

import re
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.checks.nodes import copies

logger = logging.getLogger(__name__)

NAME = re.compile(r"\[(?P<name>[a-z]+(?:-[a-z]+)*)\]\s+")
HEADS, WIDTHS = ("Question", "If", "Then"), (34, 26, 40)


class TriageError(ValueError):
    """What is wrong with a triage: a sentence, and the line it is about."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass(frozen=True)
class Station:
    """A question with its answers, each with the name of what it leads to; or an end."""

    name: str
    blocks: nodes.Element
    answers: tuple[tuple[str, nodes.Element], ...]
    line: int | None


class TriageDirective(SphinxDirective):
    """``{triage}``: the questions, as a table."""

    has_content = True
    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the table, or nothing where it is faulty, which the log then says."""
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        try:
            stations = read_stations(holder)
            check_ways(stations)
        except TriageError as error:
            logger.warning(f"{self.arguments[0]}: {error}", type="triage",
                           location=(self.env.docname, error.line or self.lineno))
            return []
        box = nodes.container("", classes=["triage"], ids=[nodes.make_id(self.arguments[0])])
        box += table_of(stations, box["ids"][0])
        self.set_source_info(box)
        return [box]


def read_stations(holder: nodes.Element) -> dict[str, Station]:
    """Return what the list's items say, by name, in order."""
    if len(holder) != 1 or not isinstance(holder[0], nodes.bullet_list):
        raise TriageError("it should hold one list and nothing else; begin each question and "
                          "each end with - [its-name]")
    stations: dict[str, Station] = {}
    for item in holder[0]:
        station = read_station(item)
        if station.name in stations:
            raise TriageError(f"two items are called [{station.name}]; rename one", station.line)
        stations[station.name] = station
    return stations


def read_station(item: nodes.Element) -> Station:
    """Return a question or an end; a question's list comes last."""
    name = take_name(item)
    asks = isinstance(item[-1], nodes.bullet_list)
    answers = [(take_name(answer), answer) for answer in item[-1]] if asks else []
    if len(answers) == 1:
        raise TriageError(f"the question [{name}] has one answer; it needs two or more", item.line)
    blocks = nodes.Element("", *[block.deepcopy() for block in item[: len(item) - asks]])
    return Station(name, blocks, tuple(answers), item.line)


def take_name(item: nodes.Element) -> str:
    """Take the name in brackets off an item's first words."""
    words = next(iter(item.findall(nodes.Text)), nodes.Text(""))
    match = NAME.match(str(words))
    if match is None or item.astext() == match[0]:
        raise TriageError(f"the item {item.astext()[:40]!r} should begin with a name in brackets "
                          "and some words, as in - [falling] Does it fall?", item.line)
    words.parent.replace(words, nodes.Text(str(words)[match.end():]))
    return match["name"]


def check_ways(stations: dict[str, Station]) -> None:
    """Expect every answer to lead on, to what stands below, and everything to be led to."""
    names = list(stations)
    met = set(names[:1])
    for place, station in enumerate(stations.values()):
        for goal, answer in station.answers:
            if goal not in names[place + 1:]:
                why = "stands above it" if goal in names else "is not there"
                raise TriageError(f"an answer to [{station.name}] leads to [{goal}], which {why}; "
                                  "ways lead down the list", answer.line or station.line)
            met.add(goal)
    for name in names:
        if name not in met:
            raise TriageError(f"no answer leads to [{name}]; name it in one, or take it out",
                              stations[name].line)


def table_of(stations: dict[str, Station], identity: str) -> nodes.table:
    """Return a row for each answer; a question's cell reaches over all its answers."""
    questions = [name for name, station in stations.items() if station.answers]
    body = nodes.tbody()
    for number, name in enumerate(questions, start=1):
        asked = question_cell(stations[name], f"{identity}-{name}", number)
        for goal, answer in stations[name].answers:
            then = (link_cell(f"{identity}-{goal}", questions.index(goal) + 1)
                    if goal in questions else cell("triage-end", *copies(stations[goal].blocks)))
            body += nodes.row("", *asked, cell("triage-answer", *answer.children), then)
            asked = []
    head = nodes.row("", *[cell("", nodes.paragraph("", word)) for word in HEADS])
    columns = [nodes.colspec(colwidth=width) for width in WIDTHS]
    group = nodes.tgroup("", *columns, nodes.thead("", head), body, cols=3)
    return nodes.table("", group, classes=["longtable", "colwidths-given"])  # may leave a page


def question_cell(station: Station, identity: str, number: int) -> list[nodes.Node]:
    """Return the cell of a question, its number before it."""
    asked = cell("triage-question", *copies(station.blocks))
    asked["morerows"] = len(station.answers) - 1
    asked[0].insert(0, [nodes.target("", "", ids=[identity]), nodes.Text(f"{number}. ")])
    return [asked]


def link_cell(target: str, number: int) -> nodes.entry:
    """Return a cell that leads to another question."""
    link = nodes.reference("", f"Question {number}", internal=True, refid=target)
    return cell("triage-next", nodes.paragraph("", "", link))


def cell(kind: str, *blocks: nodes.Node) -> nodes.entry:
    """Return a cell of a table."""
    return nodes.entry("", *blocks, classes=[kind] if kind else [])


def add_assets(app: Sphinx, _page: str, _template: str, _context: Any, tree: Any) -> None:
    """Give the pages that have a triage, and no others, its style and script."""
    boxes = [] if tree is None else tree.findall(nodes.container)
    if any("triage" in box["classes"] for box in boxes):
        app.add_css_file("css/triage.css", priority=900)  # after the page's own
        app.add_js_file("js/triage.js", priority=900, loading_method="defer")


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known."""
    app.add_directive("triage", TriageDirective)
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
