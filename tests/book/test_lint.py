"""What can be seen to be wrong with a chapter's code without running it."""

import ast

import nbformat
import pytest

from committee_book.lint import faults_of_cells, names_of


def notebook(*cells):
    """Return a notebook of (code, tags) cells."""
    made = [nbformat.v4.new_code_cell(code, metadata={"tags": tags}) for code, tags in cells]
    return nbformat.v4.new_notebook(cells=made)


def sentences(*cells):
    return [fault.sentence for fault in faults_of_cells(notebook(*cells))]


def test_a_visible_cell_may_not_need_a_name_that_only_a_removed_cell_binds():
    said = sentences(("secret = 3", ["remove-cell"]), ("print(secret)", []))
    assert len(said) == 1
    assert said[0].startswith("cell 2: it is visible but needs 'secret'")
    assert "removed cell 1" in said[0]


def test_a_cell_whose_input_is_removed_cannot_be_run_by_a_reader_either():
    assert sentences(("f = 3", ["remove-input"]), ("print(f)", []))


def test_a_name_that_a_visible_cell_binds_again_is_the_readers_own():
    assert not sentences(("x = 1", ["remove-cell"]), ("x = 2", []), ("print(x)", []))


def test_a_removed_cell_may_use_what_visible_cells_bind():
    assert not sentences(("gap = 3", []), ("assert gap == 3", ["remove-cell"]))


def test_a_removed_cell_may_not_draw_from_the_generator_that_visible_cells_share():
    said = sentences(("rng = object()", []), ("rng.random()", ["remove-cell"]))
    assert len(said) == 1
    assert "removed but uses 'rng'" in said[0]


def test_a_removed_cell_may_draw_from_a_generator_of_its_own():
    assert not sentences(("rng = 1", []), ("rng = make(2); rng.random()", ["remove-cell"]))


def test_code_that_is_not_python_is_named_with_its_line():
    (said,) = sentences(("x = 1", []), ("y = 2\nx = = 3", []))
    assert said.startswith("cell 2: it is not Python")
    assert said.endswith("in its line 2")


@pytest.mark.parametrize(
    ("code", "needs", "binds"),
    [
        ("x = x + 1", {"x"}, {"x"}),
        ("x += 1", {"x"}, {"x"}),
        ("y = 1\nx = y", set(), {"x", "y"}),
        ("for i in items: total = i", {"items"}, {"i", "total"}),
        ("squares = [n * k for n in numbers]", {"numbers", "k"}, {"squares"}),
        ("def f(a, b=size):\n    c = a\n    return c + scale", {"size", "scale"}, {"f"}),
        ("import numpy as np\nfrom a.b import c", set(), {"np", "c"}),
        ("with opened(p) as f: f.read()", {"opened", "p"}, {"f"}),
        ("f = lambda v: v + w", {"w"}, {"f"}),
        ("class A(Base):\n    x = 1", {"Base"}, {"A"}),
    ],
)
def test_the_names_a_cell_needs_and_binds(code, needs, binds):
    assert names_of(ast.parse(code)) == (needs, binds)
