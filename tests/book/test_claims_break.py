"""A chapter's words stand on its experiment: change the experiment, and the book does not build."""

import re

import pytest
from planted_book import HEADER, ROOT, PlantedBook

CHAPTER = ROOT / "book" / "story" / "growing-pains" / "overfitting.md"
WRONG = "archive = line_images(100, noise=0.3, wrong_labels=0.2,"
BORNE_OUT_BY_MISTAKES = {"overfitting-law", "overfitting-court", "overfitting-gap"}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """The chapter's first experiment with its claims, but without wrong labels."""
    text = CHAPTER.read_text(encoding="utf-8")
    first = text[text.index("(sec-overfitting-archive)="):text.index("(sec-overfitting-formula)=")]
    assert first.count(WRONG) == 1
    book = PlantedBook(tmp_path_factory.mktemp("flattery"))
    settings = re.search(r"^settings: .*$", text, re.MULTILINE)[0]
    assert HEADER.count("{more}") == 1
    none_wrong = first.replace(WRONG, WRONG.replace("0.2,", "0.0,"))
    book.plant("none-wrong", none_wrong, header=settings + "\n")
    return book.build()


def test_without_wrong_labels_the_build_fails_and_names_every_claim_that_no_longer_holds(outcome):
    said = (re.match(r"\d+: cell 5: claim (\S+) \(", line) for line in outcome.about("none-wrong"))
    failing = {found[1] for found in said if found}
    assert outcome.status == 1
    assert failing >= BORNE_OUT_BY_MISTAKES
    assert "overfitting-train" not in failing  # she still learns all of the archive
