"""Directive: ``{concept-card}`` reads a card, and refuses one that not every edition could show.

The drawing has the card's name: ``card-perceptron-cut`` is drawn in
``drawings/cards/perceptron-cut.svg``. Whatever is wrong is a sentence with its page and line.
"""

import xml.etree.ElementTree as ET
from pathlib import Path, PurePosixPath

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.cards import register
from committee_book.cards.nodes import Card, CardQuestion, CardTitle, CardWords
from committee_book.checks.source import CheckError, Settings, read_settings
from committee_book.drawings import FOLDER
from committee_book.figures import fault_of_alt
from committee_book.latex.drawings import DrawingError, tikz
from committee_book.svg import ROLES

logger = logging.getLogger(__name__)
PLACE = f"{FOLDER}/cards"
SETTINGS = ("title", "alt", "question")


class CardDirective(SphinxDirective):
    """An idea, drawn, with its title and its words."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True

    def run(self) -> list[nodes.Node]:
        """Return the card, or nothing where it is faulty, which the log then says."""
        try:
            card = self.read()
        except CheckError as error:
            name = " ".join(self.arguments) or "a {concept-card}"
            logger.warning(f"{name}: {error}", type="cards",
                           location=(self.env.docname, error.line or self.lineno))
            return []
        entry = register.Entry(card["ids"][0], self.env.docname, self.lineno)
        register.record(self.env, entry)
        if entry.id not in self.state.document.nameids:  # else the register says so
            card["names"] = [entry.id]
            self.state.document.note_explicit_target(card)
        return [card]

    def read(self) -> Card:
        """Read the whole directive."""
        identity = self.identity()
        settings = read_settings(list(self.content), SETTINGS)
        card: Card = Card("", ids=[identity], page=self.env.docname, line=self.lineno)
        self.set_source_info(card)
        card += CardTitle("", "", *self.line(settings, "title"))
        if "question" in settings.values:
            card += CardQuestion("", "", *self.line(settings, "question"))
        card += self.picture(identity.removeprefix("card-"), settings.one("alt"))
        words = StringList(self.content[settings.lines:])
        card += CardWords("", *self.parse(words, settings.lines))
        if not card[-1].children:
            raise CheckError("it says nothing; write its idea in one to three sentences")
        if any(card.findall(is_link)):
            raise CheckError("it should hold no link and no citation: a card is also read apart "
                             "from its page; let the section say where more stands")
        return card

    def identity(self) -> str:
        """Return the id the author gave."""
        identity, start = " ".join(self.arguments), f"card-{stem(self.env.docname)}-"
        if not identity.startswith(start) or nodes.make_id(identity) != identity:
            raise CheckError(
                f"its id should begin with {start} and be in small letters, digits and hyphens, "
                f"got {identity!r}; write ```{{concept-card}} {start}its-idea"
            )
        return identity

    def line(self, settings: Settings, name: str) -> list[nodes.Node]:
        """Return a setting that is a line of Markdown."""
        text = settings.one(name)
        if not text:
            raise CheckError(f"it has no {name}; write :{name}: and a few words")
        blocks = self.parse(StringList([text]), 0)
        return [child for block in blocks for child in block.children]

    def parse(self, lines: StringList, offset: int) -> list[nodes.Node]:
        """Return the blocks of some lines of Markdown."""
        holder = nodes.Element()
        self.state.nested_parse(lines, self.content_offset + offset, holder)
        return list(holder.children)

    def picture(self, name: str, alt: str | None) -> nodes.image:
        """Return the drawing of a card, known to be fit for screen and paper."""
        if fault := fault_of_alt(alt):
            raise CheckError(f"it {fault}")
        uri = f"{PLACE}/{name}.svg"
        if fault := fault_of_drawing(Path(self.env.srcdir, uri)):
            raise CheckError(f"its drawing {uri} {fault}")
        return nodes.image(uri=f"/{uri}", alt=alt)


def stem(page: str) -> str:
    """Return the name of a page as ids begin with it; that of its folder where it is an index."""
    path = PurePosixPath(page)
    return path.parent.name if path.name == "index" and path.parent.name else path.name


def is_link(node: nodes.Node) -> bool:
    """Say whether a node leads elsewhere."""
    return isinstance(node, addnodes.pending_xref | nodes.reference | nodes.footnote_reference)


def fault_of_drawing(path: Path) -> str | None:
    """Return what is wrong with a drawing, as the end of a sentence, or None."""
    if not path.is_file():
        return "is missing; every card has a drawing of its own name"
    text = path.read_text(encoding="utf-8")
    try:
        tikz(text)
    except (DrawingError, ET.ParseError, KeyError) as error:
        return f"cannot be drawn: {error}"
    for element in ET.fromstring(text).iter():
        for key in ("fill", "stroke"):
            value = element.get(key, "none")
            if value != "none" and value.lower() not in ROLES:
                return f"has the colour {value}, which is not of the palette (svg.py lists it)"
    return None
