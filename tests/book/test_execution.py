"""What an executed notebook is examined for."""

import nbformat
import pytest

from committee_book.execution import (
    CLAIM,
    claims_of,
    drop_own,
    faults_of_outputs,
    join_streams,
    source_key,
)


def notebook(*outputs_of_cells):
    cells = []
    for number, outputs in enumerate(outputs_of_cells, start=1):
        cells.append(nbformat.v4.new_code_cell("x = 1", execution_count=number))
        cells[-1].outputs = list(outputs)
    return nbformat.v4.new_notebook(cells=cells)


def error(name="ValueError", said="no"):
    return nbformat.v4.new_output("error", ename=name, evalue=said, traceback=[])


def said(made, failure=None):
    return [fault.sentence for fault in faults_of_outputs(made, failure, 120)]


def test_an_exception_is_named_with_its_cell_and_without_colours():
    made = notebook([], [error(said="\x1b[31mred\x1b[0m")])
    assert said(made, "CellExecutionError") == ["cell 2: ValueError: red"]


def test_whatever_stands_on_stderr_is_a_fault():
    five = "one\n\ntwo\nthree\nfour\nfive\n"
    stderr = nbformat.v4.new_output("stream", name="stderr", text=five)
    (sentence,) = said(notebook([stderr]))
    assert sentence == "cell 1: it wrote to stderr: one / two / three / four / ..."


def test_a_timeout_names_the_cell_that_was_interrupted():
    made = notebook([], [error("KeyboardInterrupt", "")])
    assert said(made, "CellTimeoutError") == [
        "cell 2: it ran longer than the 120 seconds a cell may take"
    ]


def test_a_timeout_that_no_interrupt_reached_names_the_cell_without_an_answer():
    made = notebook([], [], [])
    made.cells[1].execution_count = made.cells[2].execution_count = None
    assert said(made, "CellTimeoutError")[0].startswith("cell 2: it ran longer")


def printed(text, name="stdout"):
    return nbformat.v4.new_output("stream", name=name, text=text)


def test_what_came_in_pieces_is_put_together_where_it_was_cut():
    pieces = printed("NaN 5%"), printed("\nthe others"), printed(" 0%\n")
    made = notebook([*pieces, stated("a"), printed("more\n")],
                    [printed("one\n"), printed("two\n", "stderr")])  # fmt: skip
    join_streams(made)
    first, second = (cell.outputs for cell in made.cells)
    assert [output.get("text") for output in first] == ["NaN 5%\nthe others 0%\n", None, "more\n"]
    assert [output.text for output in second] == ["one\n", "two\n"]


def stated(name, fault=""):
    record = {"name": name, "statement": "it is so", "fault": fault}
    return nbformat.v4.new_output("display_data", {CLAIM: record, "text/plain": ""})


def test_every_claim_that_fails_is_named_with_its_cell():
    made = notebook([], [stated("a", "it is false"), stated("b"), stated("c", "too near")])
    assert said(made) == ["cell 2: claim a (it is so): it is false",
                          "cell 2: claim c (it is so): too near"]  # fmt: skip


def test_claims_are_read_with_the_number_of_their_cell_and_then_dropped():
    claim = stated("a")
    made = notebook([], [claim])
    assert list(claims_of(made)) == [{"name": "a", "statement": "it is so", "cell": 2}]
    drop_own(made)
    assert made.cells[1].outputs == []


@pytest.mark.parametrize("change", ["b.py", "a.py"])
def test_the_key_of_the_cache_changes_with_any_source_file(tmp_path, change):
    (tmp_path / "a.py").write_text("x = 1")
    before = source_key(tmp_path)
    assert source_key(tmp_path) == before
    (tmp_path / change).write_text("x = 2")
    assert source_key(tmp_path) != before
