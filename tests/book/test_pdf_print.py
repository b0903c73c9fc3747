"""The printed site, opened; `make pdf-print-test` says in BOOK_PDF_PRINT where it is."""

import os
import re
import subprocess

import pytest
import yaml
from test_pdf import ROOT, pages, plain

PDF = os.environ.get("BOOK_PDF_PRINT", "")
pytestmark = pytest.mark.skipif(not PDF, reason="no printed site: make pdf-print-test makes one")

def told(*command):
    done = subprocess.run([*command], capture_output=True, text=True, check=True)
    return done.stdout

@pytest.fixture(scope="module")
def text():
    return told("pdftotext", PDF, "-")

def test_it_is_tagged_and_says_what_it_is():
    about = told("pdfinfo", PDF)
    assert re.search(r"^Tagged: +yes$", about, re.MULTILINE)
    assert re.search(r"^Title: +The Brain.s Decision Committee$", about, re.MULTILINE)
    assert re.search(r"^Author: +The Brain.s Decision Committee contributors$", about, re.M)

def test_every_page_of_the_contents_is_in_it(text):
    said = plain(text)
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    for page in pages(toc):
        source = (ROOT / "book" / f"{page}.md").read_text(encoding="utf-8")
        title = re.search(r"^# (.+)$", source, re.MULTILINE)[1]
        assert plain(title) in said, f"{page} is missing: {title}"

def test_the_contents_name_the_sheet_that_a_page_begins_on(text):

    sheets = {name: int(sheet) for sheet, name in
              re.findall(r'^ *(\d+) \[.*"([^"]+)"$', told("pdfinfo", "-dests", PDF), re.M)}

    contents = told("pdftotext", "-layout", "-f", "2", "-l", "3", PDF, "-")
    assert re.search(rf"The knife\s+{sheets['story.perceptron']}\b", contents)

def test_every_figure_is_lines_and_solutions_and_answers_are_open(text):
    assert told("pdfimages", "-list", PDF).splitlines()[2:] == []
    assert text.count("Solution to Exercise") > 40
    assert text.count("\nAnswers\n") > 15
