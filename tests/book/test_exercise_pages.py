"""Exercises on their pages: each has a cell that answers, hints from the package, and an entry."""

import re
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from committee import exercises
from committee_book.lint import names_of

BOOK = Path(__file__).resolve().parents[2] / "book"
ANSWERS = re.compile(r'^check\("(ex-[a-z-]+)", ', re.M)


class Fence(NamedTuple):
    """A fenced block of a page: what it is, the rest of its first line, and what it holds."""

    kind: str
    argument: str
    text: str

    @property
    def label(self):
        """The label of an exercise, or of what refers to one."""
        found = re.search(r"^:label: (.+)$", self.text, re.M)
        return found[1] if found and self.kind == "exercise" else self.argument

    @property
    def code(self):
        """The code of a cell, without what it says of itself."""
        return re.sub(r"\A(---\n.*?\n---\n|(:[^\n]*\n)+\n?)", "", self.text, flags=re.S)

    @property
    def answers(self):
        """The exercise to which the cell hands in an answer, or None."""
        found = ANSWERS.search(self.text) if self.kind == "code-cell" else None
        return found[1] if found else None


def pages():
    """Return the story's and the practice's pages, by name, in the order of the book."""
    toc = yaml.safe_load((BOOK.parent / "_toc.yml").read_text())
    entries = [entry for part in toc["parts"] for entry in part["chapters"]]
    files = [one["file"] for entry in entries for one in (entry, *entry.get("sections", []))]
    return {name: fences(name) for name in files if name.startswith(("story/", "practice/exer"))}


def fences(page):
    """Return the fenced blocks of a page, in order."""
    text = (BOOK / f"{page}.md").read_text(encoding="utf-8")
    found = re.findall(r"^(`{3,})\{([\w-]+)\} ?([^\n]*)\n(.*?)^\1$", text, re.M | re.S)
    return [Fence(*block[1:]) for block in found]


PAGES = pages()
ASKED = {fence.label: (page, fence) for page, blocks in PAGES.items()
         for fence in blocks if fence.kind == "exercise"}  # fmt: skip
STARTERS = {fence.answers: fence for blocks in PAGES.values() for fence in blocks if fence.answers}
ALL = {one.name: one for one in exercises.book()}


def test_every_exercise_of_the_book_has_an_entry_and_every_entry_an_exercise():
    assert set(ALL) == set(ASKED)


def test_the_package_lists_the_exercises_in_the_order_of_the_book():
    assert list(ALL) == list(ASKED)


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_has_its_title_in_the_package_too(name):
    assert ALL[name].title == ASKED[name][1].argument


@pytest.mark.parametrize("name", ALL)
def test_below_an_exercise_stand_its_cell_its_hints_and_its_solution(name):
    blocks = PAGES[ASKED[name][0]]
    place = blocks.index(ASKED[name][1])
    cell, hints, solution = blocks[place + 1 : place + 4]
    assert cell.answers == name
    assert ":tags: [remove-output]" in cell.text
    assert (hints.kind, hints.argument) == ("hints", name)
    assert solution.kind in {"solution", "solution-start"}
    assert solution.argument == name


@pytest.mark.parametrize("name", ALL)
def test_a_starter_runs_by_itself_quietly_and_is_not_yet_right(name, capsys):
    exec(compile(STARTERS[name].code, name, "exec"), {})
    said = capsys.readouterr()
    assert said.out.startswith("Not yet. ")
    assert said.err == ""
    assert len(STARTERS[name].code.strip().splitlines()) <= 12


@pytest.mark.parametrize("page", PAGES)
def test_no_cell_takes_a_name_from_a_starter_that_a_reader_will_change(page):
    import ast

    bound_by_starter = {}
    for fence in PAGES[page]:
        if fence.kind != "code-cell":
            continue
        needs, binds = names_of(ast.parse(fence.code))
        if fence.answers:
            imported = {alias.asname or alias.name for node in ast.walk(ast.parse(fence.code))
                        if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}
            bound_by_starter |= dict.fromkeys(binds - imported, fence.answers)
            continue
        assert not needs & set(bound_by_starter), fence.code
        for name in binds:
            bound_by_starter.pop(name, None)
