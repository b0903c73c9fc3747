"""Forms of a figure that an edition needs and no page does."""

import base64
import pickle
import subprocess
import sys
import zlib

import nbformat
from matplotlib.figure import Figure
from planted_book import ROOT, PlantedBook, cell
from test_notebooks import DRAWS

from committee_book import prints
from committee_book.kernel import FIGURE
from committee_book.notebooks import cells

LATEX = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv.pop(1))
import build_book, edition
sys.exit(0 if edition.write(build_book.parse(), "latex", "The sources were") else 1)
"""


def notebook():
    figure = Figure(figsize=(2, 1))
    figure.subplots().plot([1, 2], [3, 4])
    told = base64.b64encode(zlib.compress(pickle.dumps(figure))).decode()
    v4 = nbformat.v4
    drawn = v4.new_output("display_data", {"image/svg+xml": "<svg/>\n", FIGURE: told})
    return v4.new_notebook(cells=[v4.new_code_cell("draw()", outputs=[drawn])])


def test_a_figure_is_kept_beside_the_notebook_and_not_in_it(tmp_path):
    ran = notebook()
    prints.lay_up(ran, tmp_path / "figures")
    assert set(ran.cells[0].outputs[0].data) == {"image/svg+xml"}
    (kept,) = (tmp_path / "figures").iterdir()
    assert kept.name == f"{prints.name_of('<svg/>')}.figure"
    assert prints.pdf(kept).startswith(b"%PDF")


def test_an_executed_notebook_gets_a_picture_of_what_was_kept(tmp_path):
    ran = notebook()
    prints.lay_up(ran, tmp_path / "figures")
    ran.cells[0].outputs[0].metadata["image/svg+xml"] = {"alt": "A line that rises."}
    (output,) = cells.printed(ran, tmp_path / "figures").cells[0].outputs
    assert base64.b64decode(output.data["image/png"]).startswith(b"\x89PNG")
    assert set(output.data) == {"image/png"}
    about = output.metadata["image/png"]
    assert about["alt"] == "A line that rises."
    assert about["width"] > about["height"] > 0


def test_a_drawing_that_nobody_kept_stays_one(tmp_path):
    ran = notebook()
    del ran.cells[0].outputs[0].data[FIGURE]
    prints.lay_up(ran, tmp_path / "figures")
    (output,) = cells.printed(ran, tmp_path / "figures").cells[0].outputs
    assert set(output.data) == {"image/svg+xml"}


def test_paper_gets_a_pdf_of_what_a_cell_drew_and_a_page_no_more_than_its_svg(tmp_path):
    book = PlantedBook(tmp_path)
    book.plant("deep/figure", cell("from committee.plots import panels"), DRAWS)
    assert book.build().status == 0
    drawn = book.output / "jupyter_execute"
    assert {path.suffix for path in drawn.rglob("*.*")} == {".ipynb", ".svg"}
    arguments = book.command()[2:]
    command = [sys.executable, "-c", LATEX, str(ROOT / "scripts"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (pdf,) = drawn.rglob("*.pdf")
    (source,) = (book.output / "latex").glob("*.tex")
    assert f"{{{pdf.stem}}}.pdf" in source.read_text(encoding="utf-8")
    assert (book.output / "latex" / pdf.name).read_bytes() == pdf.read_bytes()
