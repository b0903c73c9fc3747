"""The prose is written to be read: short sentences, and no paragraph that has to be climbed."""

import re
from pathlib import Path
from statistics import median

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
PAGES = sorted(path for part in ("story", "clinic") for path in (BOOK / part).rglob("*.md"))
LONGEST = 120  # words in a paragraph


def paragraphs(text):
    """Yield the paragraphs of a page as lists of sentences, one a source line."""
    text = re.sub(r"\A---\n.*?^---$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^```\{code-cell\}.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\$\$.*?^\$\$.*?$", "", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"\$[^$]*\$|\{\w+(?::\w+)?\}`[^`]*`", "x", text)  # a formula, a role: one word
    for block in re.split(r"\n\s*\n|\n(?=- |\d+\. )", text):  # an item is a paragraph of its own
        lines = [line.strip() for line in block.strip().splitlines()]
        yield [line for line in lines if line and line[0] not in "`:|#(*"]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_no_paragraph_is_longer_than_a_breath_or_two(path):
    long = [block[0] for block in paragraphs(path.read_text(encoding="utf-8"))
            if sum(len(line.split()) for line in block) > LONGEST]
    assert not long


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_half_of_the_sentences_are_shorter_than_twenty_words(path):
    sentences = [line for block in paragraphs(path.read_text(encoding="utf-8")) for line in block]
    assert median(len(line.split()) for line in sentences) < 20
