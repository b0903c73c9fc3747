"""Interview questions: what a directive makes of them, on a page, on paper, and if faulty."""

import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

MORE = 'myst_enable_extensions = ["colon_fence", "deflist", "dollarmath"]'
QUESTION = """\
What is *overfitting*, and at $x = 1$?

Strong
: A gap that grows.

  It has a second paragraph.

Wrong
: Too many weights. They make it possible.

Senior
: Look at the labels first.

See
: {ref}`This page <ch-asked>`.
"""


def asked(*questions):
    blocks = [f"````{{interview}} {name}\n{text}\n````\n" for name, text in questions]
    return "(ch-asked)=\n# A page\n\n## A topic\n\n" + "\n".join(blocks)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("interview"), ["scripts", "interview"], more=MORE)
    book.write("index", "# A book\n\n```{toctree}\nasked\nother\n```\n")
    book.write("asked", asked(("iq-fit", QUESTION), ("iq-again", QUESTION)))
    book.write("other", "# A page without\n\nNothing.\n")
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book


def words(node):
    return " ".join(node.get_text().split())


def test_a_question_is_a_heading_and_its_answer_opens(book):
    page = BeautifulSoup(book.read("asked"), "html.parser")
    first, second = page.select(".interview")
    assert words(first.h3) == r"1. What is overfitting, and at \(x = 1\)?"
    assert words(second.h3).startswith("2. ")
    heads = [words(head) for head in first.details.select(".interview-word")]
    assert heads == ["A strong answer", "Often said, and wrong", "What a senior adds",
                     "Where it is shown"]
    assert "It has a second paragraph." in words(first.details)
    assert first.select_one("a[href='#ch-asked']") or first.select_one("a.internal")
    assert not first.details.has_attr("open")


def test_only_a_page_with_questions_loads_their_script_and_style(book):
    assert [("interview.js" in book.read(name), "interview.css" in book.read(name))
            for name in ("asked", "other")] == [(True, True), (False, False)]


def test_on_paper_every_part_stands_behind_its_own_words(book):
    outcome = book.build("-b", "latex", "-d", str(book.output.parent / "latex-trees"))
    assert outcome.returncode == 0, outcome.stderr
    [text] = [path.read_text() for path in book.output.glob("*.tex")]
    text = " ".join(text.split())
    assert r"\sphinxstylestrong{1. What is \sphinxstyleemphasis{overfitting}" in text
    for lead in ("A strong answer. }A gap", "wrong. }Too many", "adds. }Look", "shown. }"):
        assert lead in text, lead


LONG = QUESTION.replace("A gap that grows.", "A gap that grows. " * 40)
OTHER = QUESTION.replace("Senior", "Also")
LOST = QUESTION.replace("{ref}`This page <ch-asked>`", "It")
FAULTS = {
    "its id should begin with iq-": ("fit", QUESTION),
    "it should be a paragraph that asks, then one list": ("iq-none", "What is it?"),
    "its terms should be strong, wrong, senior, see": ("iq-two", OTHER),
    "its strong answer has 165 words": ("iq-long", LONG),
    "its term see leads nowhere": ("iq-lost", LOST),
    "this id is taken on the page": ("iq-taken", QUESTION),
}  # fmt: skip


def test_what_is_wrong_with_a_question_is_said_with_its_page_and_line(tmp_path):
    book = SmallBook(tmp_path, ["interview"], more=MORE)
    book.write("index", asked(("iq-taken", QUESTION), *FAULTS.values()))
    said = book.build().stderr
    for sentence, (name, _) in FAULTS.items():
        assert any(f"{name}: {sentence}" in line and "index.md:" in line
                   for line in said.splitlines()), f"{sentence}\n{said}"
