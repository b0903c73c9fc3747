"""The printed book itself, opened; `make pdf-test` makes it and says in BOOK_PDF where it is."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

import make_pdf

ROOT = Path(__file__).resolve().parents[2]
PDF = os.environ.get("BOOK_PDF", "")
pytestmark = pytest.mark.skipif(not PDF, reason="no printed book: make pdf-test makes one")


def told(*command):
    done = subprocess.run([*command], capture_output=True, text=True, check=True)
    return done.stdout


@pytest.fixture(scope="module")
def text():
    return told("pdftotext", PDF, "-")


def plain(words):
    """Words without what LaTeX or Markdown makes of spaces, quotes and hyphens."""
    return re.sub(r"\W+", "", words.replace("ﬁ", "fi").replace("ﬂ", "fl")).lower()


def pages(entry):
    for key in ("root", "file"):
        if key in entry:
            yield entry[key]
    for key in ("parts", "chapters", "sections"):
        for inner in entry.get(key, []):
            yield from pages(inner)


def test_every_page_of_the_contents_is_in_it(text):
    said = plain(text)
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for page in pages(toc):
        source = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", source, re.MULTILINE)[1]
        assert plain(title) in said, f"{page} is missing: {title}"


def test_every_face_is_embedded_and_the_books_own_are_there():
    rows = told("pdffonts", PDF).splitlines()[2:]
    assert rows
    for row in rows:
        embedded = row.split()[-5]
        assert embedded == "yes", row
    for face in ("Committee-Serif", "Committee-Mono", "Committee-Maths"):
        assert any(face in row for row in rows), f"the book is not set in {face}"


def test_every_figure_is_lines_and_no_picture_is_pixels():
    assert told("pdfimages", "-list", PDF).splitlines()[2:] == []


def test_no_reference_and_no_number_is_left_open(text):
    assert "??" not in text
    assert not re.search(r"\{claim\}|\{numref\}|\{ref\}", text)


def test_answers_solutions_and_sources_stand_in_it(text):
    for chapter in ("Answers to the checks", "Worked solutions", "Bibliography"):
        assert text.count(chapter) >= 2, f"{chapter} is in the contents or the text, not in both"


def test_the_paper_has_the_size_of_a_book():
    size = re.search(r"Page size: +([\d.]+) x ([\d.]+) pts", told("pdfinfo", PDF))
    assert [round(float(side) / 72, 2) for side in size.groups()] == [6.5, 9.25]


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [("委", "no face has the letter '委'"),
     (r"\ref{nowhere}", "a reference leads nowhere: nowhere"),
     (r"\nowhere", "LaTeX stopped: Undefined control sequence."), ("well", None)],
)  # fmt: skip
def test_what_is_lost_while_the_type_is_set_is_named(tmp_path, spoiled, said):
    page = rf"\documentclass{{article}}\begin{{document}}All is {spoiled}.\end{{document}}"
    (tmp_path / f"{make_pdf.NAME}.tex").write_text(page, encoding="utf-8")
    faults = make_pdf.set_type(tmp_path)
    assert len(faults) == (said is not None)
    assert all(fault.startswith(said) for fault in faults)
