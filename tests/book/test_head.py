"""What stands in the head of a page."""

import re

import pytest
from docutils import nodes
from small_book import SmallBook

from committee_book import head, security

PAGE = """# Judges & "clerks" with $x^2$

```{note}
Not this.
```

A judge hears nine clerks, each of whom has seen one square of the picture.
She adds up what they say.
"""


def meta(page, name):
    found = re.search(rf'<meta (?:name|property|http-equiv)="{name}" content="([^"]*)"', page)
    return found[1] if found else None


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = SmallBook(tmp_path_factory.mktemp("head"), ["head", "mathml"])
    made.write("index", "# The cover\n\nShort. A book about judges and their clerks.\n\n"
               "```{toctree}\njudges\nother\n```\n")  # fmt: skip
    made.write("judges", PAGE)
    made.write(
        "other", '---\nmyst:\n  html_meta:\n    description: "Own words."\n---\n# Other\n\nX.'
    )
    assert not made.build("-D", "html_baseurl=https://example.org/book/").stderr
    return made


def test_a_page_is_described_by_its_first_sentence(book):
    assert meta(book.read("judges"), "description") == (
        "A judge hears nine clerks, each of whom has seen one square of the picture."
    )


def test_a_short_sentence_takes_the_next_one_along(book):
    assert meta(book.read("index"), "description") == (
        "Short. A book about judges and their clerks."
    )


def test_a_page_may_describe_itself(book):
    page = book.read("other")
    assert meta(page, "description") == "Own words."
    assert meta(page, "og:description") == "Own words."
    assert page.count('"description"') == 1


def test_pages_that_sphinx_makes_are_described_too(book):
    for name in ("search", "genindex"):
        assert meta(book.read(name), "description") == head.MADE[name]


def test_what_a_link_shows_is_the_title_without_markup(book):
    page = book.read("judges")
    assert meta(page, "og:title") == "Judges &amp; “clerks” with x2"
    assert meta(page, "og:type") == "article"
    assert meta(book.read("index"), "og:type") == "website"


def test_a_page_knows_its_own_address_where_the_book_has_one(book):
    page = book.read("judges")
    assert '<link rel="canonical" href="https://example.org/book/judges.html" />' in page
    assert meta(page, "og:url") == "https://example.org/book/judges.html"


def test_the_policy_comes_before_anything_it_binds(book):
    page = book.read("judges")
    assert meta(page, "Content-Security-Policy") == security.policy()
    assert page.index("Content-Security-Policy") < min(
        page.index(tag) for tag in ("<link", "<title", "<body") if tag in page
    )


def test_the_policy_asks_nobody_else_and_runs_nothing_inline():
    assert "unsafe" not in security.policy()
    assert "http" not in security.policy()
    assert security.policy().startswith("default-src 'none'; script-src 'self'; ")


def test_a_link_out_of_the_book_does_not_tell_where_the_reader_was(book):
    assert meta(book.read("judges"), "referrer") == "no-referrer"


def test_there_is_one_viewport(book):
    assert book.read("judges").count('name="viewport"') == 1


def test_a_long_sentence_ends_at_a_word():
    words = "Clerk " * 60
    doctree = nodes.document(None, None)
    doctree += nodes.paragraph("", f"{words.strip()}.")
    said = head.summary(doctree)
    assert len(said) <= head.LONGEST + 2
    assert said.endswith("Clerk …")


def test_a_sheet_asked_for_twice_is_loaded_once():
    assert list(head.once(["a.css", "b.css", "a.css"])) == ["a.css", "b.css"]
