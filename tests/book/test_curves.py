"""The numbers behind a figure reach the reader as they were drawn."""

import csv

import nbformat

from committee_book.curves import CURVES, curves_of, write

TABLES = {
    "curve-train-loss": {"epoch": [1.0, 2.0], "loss, nats": [0.7, 0.123456789]},
    "points-dots": {"x": [0.5]},
}


def test_a_figures_curves_are_one_table_with_a_row_a_point(tmp_path):
    write(tmp_path / "fig-a.csv", TABLES)
    with (tmp_path / "fig-a.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["curve"] for row in rows] == ["train-loss", "train-loss", "dots"]
    assert rows[1] == {"curve": "train-loss", "epoch": "2", "loss, nats": "0.123457", "x": ""}
    assert rows[2]["x"] == "0.5"


def test_only_a_named_figure_brings_its_numbers():
    cells = [
        nbformat.v4.new_code_cell("draw()", metadata={"mystnb": {"figure": {"name": "fig-a"}}}),
        nbformat.v4.new_code_cell("draw()"),
    ]
    for cell in cells:
        cell.outputs = [nbformat.v4.new_output("display_data", {CURVES: TABLES})]
    assert curves_of(nbformat.v4.new_notebook(cells=cells)) == {"fig-a": TABLES}
