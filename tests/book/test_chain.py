"""The chain to fill in: what a directive makes of it, on a page, on paper, and if faulty."""

import re

import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

CHAIN = """
1. A *straight* cut.

   clerks

   Each of them cuts, by $x$.

2. No bend.

   ReLU

   It bends.

3. A whisper.

   shortcuts

   They pass it on.
"""


def page(*chains):
    blocks = [f"```{{chain}} {name}\n{text}\n```\n" for name, text in chains]
    return "# A page\n\nWords.\n\n" + "\n".join(blocks)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("chain"), ["scripts", "chain"])
    book.write("index", "# A book\n\n```{toctree}\nlinked\nother\n```\n")
    book.write("linked", page(("chn-small", CHAIN)))
    book.write("other", "# A page without\n\nNothing.\n")
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book


def words(node):
    return " ".join(node.get_text().split())


def test_every_row_says_what_failed_and_folds_what_mended_it(book):
    rows = BeautifulSoup(book.read("linked"), "html.parser").select("#chn-small li")
    assert [words(row.select_one(".chain-failed")) for row in rows] == [
        "A straight cut.", "No bend.", "A whisper."]
    assert words(rows[0].details) == r"What mended itclerks Each of them cuts, by \(x\)."
    assert len({row["data-mend"] for row in rows}) == 3


def test_for_paper_a_page_has_an_empty_table_and_the_answers_after_it(book):
    paper = BeautifulSoup(book.read("linked"), "html.parser").select_one(".chain-paper")
    assert [words(row) for row in paper.tbody.find_all("tr")] == ["1", "2", "3"]
    assert [words(item) for item in paper.select(".chain-answers li")] == [
        "A straight cut. Mended by clerks.", "No bend. Mended by ReLU.",
        "A whisper. Mended by shortcuts."]


def test_only_a_page_with_a_chain_loads_its_script_and_style(book):
    assert [("chain.js" in book.read(name), "chain.css" in book.read(name))
            for name in ("linked", "other")] == [(True, True), (False, False)]


def test_in_print_the_table_is_empty_and_the_answers_stand_on_another_page(book):
    outcome = book.build("-b", "latex", "-d", str(book.output.parent / "latex-trees"))
    assert outcome.returncode == 0, outcome.stderr
    [text] = [path.read_text() for path in book.output.glob("*.tex")]
    blank, answers = text[text.index("What failed"):].split(r"\clearpage", 1)
    assert "clerks" not in blank
    assert len(re.findall(r"\\rule\{0pt\}", blank)) == 3
    assert r"\sphinxstylestrong{clerks}" in answers


def test_on_a_reading_device_the_answers_follow_the_failures(tmp_path):
    book = SmallBook(tmp_path, ["mathml", "scripts", "chain", "epub"],
                     more='epub_show_urls = "no"')
    book.write("index", page(("chn-small", CHAIN)))
    outcome = book.build("-b", "epub")
    assert outcome.returncode == 0, outcome.stderr
    html = BeautifulSoup((book.output / "index.xhtml").read_text(), "html.parser")
    assert [words(item) for item in html.select("ol li")] == [
        "A straight cut.", "No bend.", "A whisper."]
    assert [words(cell) for cell in html.select("tbody tr")[1].select("td")] == [
        "No bend.", "ReLU", "It bends."]
    assert not html.select("select, .chain-blank, details")


FAULTS = {
    "its id should begin with chn-": ("small", CHAIN),
    "it should hold one numbered list": ("chn-list", "- A cut."),
    "it should have 3 rows or more, it has 2": ("chn-two", CHAIN[: CHAIN.index("3.")]),
    "the row 'A whisper.' should have three paragraphs": ("chn-row", CHAIN[: CHAIN.index("short")]),
    "two rows say 'ReLU'": ("chn-same", CHAIN.replace("shortcuts", "ReLU")),
}


def test_what_is_wrong_with_a_chain_is_said_with_its_page_and_line(tmp_path):
    book = SmallBook(tmp_path, ["chain"])
    book.write("index", page(*FAULTS.values()))
    said = book.build().stderr
    for sentence, (name, _) in FAULTS.items():
        assert any(f"{name}: {sentence}" in line and "index.md:" in line
                   for line in said.splitlines()), f"{sentence}\n{said}"
