"""What the reference pages promise: sources that can be found, words explained, evidence."""

import re
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"


def read(name):
    return (BOOK / name).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def years():
    """The bibliography: key → year, in its order."""
    entries = re.split(r"\n(?=@)", read("references.bib"))
    return {re.search(r"\{(.+?),", e)[1]: re.search(r"year\s*= \{(\d{4})\}", e)[1] for e in entries}


def test_the_bibliography_is_in_the_order_of_its_keys(years):
    assert list(years) == sorted(years)


def test_the_year_in_a_key_is_the_year_of_the_work(years):
    wrong = {key: year for key, year in years.items() if re.search(r"\d{4}", key)[0] != year}
    assert not wrong, f"the drawn timeline takes the year from the key: {wrong}"


def test_the_timeline_names_works_of_the_bibliography(years):
    page = read("story/whats-next.md")
    drawn = page.split("described_and_mended = {")[1].split("\n}")[0]
    keys = re.findall(r'"([a-z]+\d{4}[a-z]+)"', drawn)
    assert len(keys) >= 18
    assert set(keys) <= set(years)


def test_every_word_of_the_glossary_has_two_sentences_and_a_section():
    body = "".join(re.findall(r"```\{glossary\}\n:sorted:\n(.*?)```", read("reference/glossary.md"),
                              flags=re.S))  # fmt: skip
    entries = [entry.split("\n") for entry in body.strip().split("\n\n")]
    assert len(entries) > 90
    for word, *lines in entries:
        assert len(lines) == 3, f"{word}: write two sentences and where they are taught"
        assert all(line.startswith("  ") and line.endswith(".") for line in lines), word
        assert re.fullmatch(r"  See (\{ref\}`sec-[a-z0-9-]+`( and )?)+\.", lines[-1]), word


def test_every_correction_names_where_it_is_shown_or_who_says_so():
    entries = re.findall(r'^\*"(.+?)"\*\n: (.*?)(?=\n\n)', read("reference/corrections.md") + "\n",
                         flags=re.S | re.M)  # fmt: skip
    assert len(entries) > 40
    for said, true in entries:
        assert re.search(r"\{(ref|cite|cite:t)\}`", true), f"nothing stands behind: not {said!r}"
