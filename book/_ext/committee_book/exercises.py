"""Exercises: the hints to one, taken from the package that also looks at the reader's answer.

A hint is written once, in ``committee.exercises``; live code says it when it is asked for, and
``{hints} ex-...`` puts it on the page, one inside the other, so that each is asked for in turn.
``{exercise-index} easy`` lists the chapters' exercises of a grade.
"""

import inspect
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee import exercises
from committee_book.checks.html import Tag, h
from committee_book.checks.nodes import Hint

WEB = ("html", "dirhtml")

logger = logging.getLogger(__name__)


class Hints(nodes.General, nodes.Element):
    """The hints to an exercise, ``of`` which label; a ``Hint`` each."""


class HintsDirective(SphinxDirective):
    """The hints to the exercise of that label, in the order in which they are given."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the hints, or nothing where there is no such exercise, which the log then says."""
        try:
            exercise = exercises.find(self.arguments[0])
        except ValueError as error:
            where = (self.env.docname, self.lineno)
            logger.warning(f"{{hints}}: {error}", type="exercises", location=where)
            return []
        self.env.note_dependency(str(package()))
        return [Hints("", *map(self.hint, exercise.hints), of=exercise.name)]

    def hint(self, text: str) -> Hint:
        """Return a hint, read as Markdown."""
        hint = Hint("")
        self.state.nested_parse(StringList([text]), self.content_offset, hint)
        return hint


class ExerciseIndex(SphinxDirective):
    """The exercises of one grade that stand in chapters, with links, a line for each chapter."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return a list, or nothing where no exercise has that grade, which the log then says."""
        grade = self.arguments[0]
        lines = [line for chapter in exercises.CHAPTERS if (line := chapter_line(chapter, grade))]
        if not lines:
            logger.warning(f"{{exercise-index}}: expected easy, medium or hard, got {grade!r}",
                           type="exercises", location=(self.env.docname, self.lineno))
        self.env.note_dependency(str(package()))
        holder = nodes.Element()
        self.state.nested_parse(StringList(lines), self.content_offset, holder)
        for link in holder.findall(addnodes.pending_xref):
            link["classes"].append("number-exact")  # "Half of the task" measures nothing
        return list(holder.children)


def chapter_line(chapter: str, grade: str) -> str:
    """Return a chapter's exercises of one grade as Markdown; the practice page shows its own."""
    found = [one for one in exercises.of_chapter(chapter) if one.grade == grade]
    links = ", ".join(f"{{ref}}`{one.title} <{one.name}>`" for one in found)
    own = chapter == "practice"
    return f"- {{ref}}`ch-{chapter.replace('_', '-')}`: {links}" if found and not own else ""


def package() -> Path:
    """Return the folder of the package's exercises, whose change is a change of the page."""
    return Path(inspect.getfile(exercises)).parent


class SetHints(SphinxPostTransform):
    """Fold the hints up on the web; in other editions number them."""

    default_priority = 720  # after LaTeX has taken them to the solutions

    def run(self, **_: Any) -> None:
        """Replace them all."""
        for node in list(self.document.findall(Hints)):
            web = self.app.builder.name in WEB
            node.replace_self(folded(list(node.children)) if web else numbered(node))


def folded(hints: list[nodes.Node], number: int = 1) -> Tag:
    """Return the hints from a number on: the browser's own disclosure, the next within it."""
    last = len(hints)
    inner = [folded(hints, number + 1)] if number < last else []
    word = f"Hint {number} of {last}" if last > 1 else "Hint"
    return h("details", {"class": "hints"}, h("summary", None, word),
             *hints[number - 1].children, *inner)


def numbered(node: Hints) -> nodes.container:
    """Return the hints as a list, for paper."""
    items = [nodes.list_item("", *hint.children) for hint in node.children]
    head = nodes.paragraph("", "", nodes.strong("", "Hints" if len(items) > 1 else "Hint"))
    listed = nodes.enumerated_list("", *items, enumtype="arabic", prefix="", suffix=".")
    return nodes.container("", head, listed, classes=["hints"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directive known, and what becomes of it; ``checks`` knows how to write it."""
    app.add_node(Hints)
    app.add_directive("hints", HintsDirective)
    app.add_directive("exercise-index", ExerciseIndex)
    app.add_post_transform(SetHints)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
