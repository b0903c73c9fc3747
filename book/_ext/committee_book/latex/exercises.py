"""Exercises: the question in its place, hints and worked solution in an appendix, page for page.

Neither stands in a frame, so that whatever a solution draws may be set as any other figure.
"""

from itertools import groupby
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book.checks.paper import latex_label, link
from committee_book.exercises import Hints, numbered

TITLE = "Worked solutions"


class SetExercises(SphinxPostTransform):
    """Turn exercises into plain blocks, and gather the solutions at the end of the book."""

    default_priority = 710  # after titles and references are resolved
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Do nothing where sphinx_exercise is not in use."""
        if "sphinx_exercise" not in self.app.extensions:
            return
        from sphinx_exercise.nodes import (  # type: ignore[import-untyped]  # noqa: PLC0415
            is_exercise_node,
            solution_node,
        )

        solutions = list(self.document.findall(solution_node))
        solved = {str(one["target_label"]): self.label(one["label"]) for one in solutions}
        for exercise in list(self.document.findall(is_exercise_node)):
            exercise.replace_self(self.exercise(exercise, solved))
        if solutions:
            self.document += self.appendix(solutions)

    def page(self, label: str) -> str:
        """Return the page on which an exercise or a solution was written."""
        return str(self.env.sphinx_exercise_registry[label]["docname"])  # type: ignore[attr-defined]

    def label(self, label: str) -> str:
        """Return the name under which the book's links know an exercise or a solution."""
        return f"\\detokenize{{{self.page(label)}:{label}}}"

    def exercise(self, node: nodes.Element, solved: dict[str, str]) -> nodes.container:
        """Return an exercise: its title, what it asks, and where its solution stands."""
        label = str(node["label"])
        names = [latex_label(f"exercise:{label}"), latex_label(self.label(label))]
        there = [nodes.paragraph("", "", *link(solved[label], "Solution", "", self.app))
                 ] if label in solved else []
        head = titled(node[0].astext())
        return nodes.container("", *names, head, *contents(node), *there, classes=["exercise"])

    def solution(self, node: nodes.Element) -> nodes.container:
        """Return a solution: which exercise it solves, and how."""
        there = f"exercise:{node['target_label']}"
        head = titled(node[0].astext().removeprefix("Solution to").strip())
        head += [nodes.Text(" ("), *link(there, "Exercise", "", self.app), nodes.Text(")")]
        name = latex_label(self.label(str(node["label"])))
        hints = self.hints(str(node["target_label"]))
        return nodes.container("", name, head, *hints, *contents(node), classes=["solution"])

    def hints(self, label: str) -> list[nodes.Node]:
        """Take the hints to an exercise from their place; return them as they are printed."""
        found = [node for node in self.document.findall(Hints) if node["of"] == label]
        for node in found:
            node.parent.remove(node)
        return [numbered(node) for node in found]

    def appendix(self, solutions: list[nodes.Element]) -> nodes.section:
        """Take the solutions from their pages; return them page by page."""
        section = nodes.section("", nodes.title("", TITLE), ids=["worked-solutions"])
        for page, found in groupby(solutions, key=lambda one: self.page(str(one["label"]))):
            moved = addnodes.start_of_file(docname=page)  # labels inside keep their page's name
            moved += nodes.rubric("", self.env.titles[page].astext())
            for node in found:
                node.parent.remove(node)
                moved += self.solution(node)
            section += moved
        return section


def titled(text: str) -> nodes.paragraph:
    """Return a title that is none in the book's outline."""
    return nodes.paragraph("", "", nodes.strong("", text))


def contents(node: nodes.Element) -> list[nodes.Node]:
    """Return what an exercise or a solution holds; sphinx_exercise wraps it in a section."""
    found: list[nodes.Node] = []
    for child in node.children[1:]:
        found += child.children if isinstance(child, nodes.section) else [child]
    return found


def setup(app: Sphinx) -> None:
    """Set them for LaTeX."""
    app.add_post_transform(SetExercises)
