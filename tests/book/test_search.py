"""What the search knows of a page, and which words it takes for the same."""

import json
import re
from pathlib import Path

import pytest
from small_book import ROOT, SmallBook

from committee_book.search import places, words

PAGE = """<nav>contents</nav><article class="bd-article">
<p class="part"><svg><circle/></svg> The clinic</p>
<section id="top"><h1>A <em>judge</em><a class="headerlink" href="#top">#</a></h1>
<p>She rules, <code>mlp</code> helps: <span><math><mi>η</mi><mi>g</mi><annotation>\\eta</annotation></math></span>.<br>Then</p>
<section id="below"><h2>Below</h2><ul><li>one</li><li>two</li></ul><button>Copy</button></section>
<p>late words</p>
<dl><dt id="term-court">court<a class="headerlink">#</a></dt>
<dd><p>The field calls them the <a href="#term-set">validation set</a>.</p></dd>
<dt id="term-set">validation set</dt><dd><p>Cases.</p></dd></dl>
<dl><dt class="sig sig-object" id="committee.fit">fit(network)</dt><dd>Train. <dl><dt>no id</dt></dl></dd></dl>
</section></article><footer>foot</footer>"""  # noqa: E501


@pytest.fixture(scope="module")
def found():
    return places.places_of(PAGE)


def titled(found, title):
    (place,) = [place for place in found.places if place.title == title]
    return place


def test_a_page_is_cut_at_its_headings_terms_and_names(found):
    assert [(place.kind, place.anchor, place.title) for place in found.places] == [
        ("section", "top", "A judge"),
        ("section", "below", "Below"),
        ("term", "term-court", "court"),
        ("term", "term-set", "validation set"),
        ("name", "committee.fit", "committee.fit"),
    ]
    assert found.part == "The clinic"


def test_a_text_belongs_to_the_innermost_place(found):
    assert titled(found, "A judge").text == "She rules, mlp helps: η g . Then late words"
    assert titled(found, "Below").text == "one two"
    assert titled(found, "committee.fit").text == "fit(network) Train. no id"


def test_the_glossary_says_which_words_mean_the_same(found):
    assert words.pairs_of_glossary(found.places) == [["court", "validation set"]]


def test_words_are_read_in_small_letters(tmp_path):
    (tmp_path / "search.toml").write_text('same = [["BN", "Batch norm"]]')
    assert words.read_words(tmp_path / "search.toml") == [["bn", "batch norm"]]
    assert words.read_words(tmp_path / "nowhere.toml") == []


FAULTY = ('same = [["alone"]]', 'same = [["a", 3]]', "same = [[", 'same = ["a"]')


@pytest.mark.parametrize("text", FAULTY)
def test_a_list_that_cannot_be_understood_is_refused(tmp_path, text):
    (tmp_path / "search.toml").write_text(text)
    with pytest.raises(words.WordsError, match=r"expected|no TOML"):
        words.read_words(tmp_path / "search.toml")


def test_every_greek_letter_of_the_notation_can_be_typed():
    """A reader without the sign on the keyboard types its name."""
    notation = (ROOT / "book" / "reference" / "notation.md").read_text(encoding="utf-8")
    rows = " ".join(re.findall(r"^\| (.*?) \|", notation, re.M))
    letters = set(re.findall(r"\\(alpha|gamma|delta|Delta|varepsilon|eta|theta|lambda|mu|rho|sigma|varphi|phi|Phi|pi)\b", rows))  # noqa: E501
    named = {word for group in words.read_words(ROOT / "book" / words.FILE) for word in group}
    assert len(letters) > 8
    assert {letter.lower().removeprefix("var") for letter in letters} <= named


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = SmallBook(tmp_path_factory.mktemp("search"), ["scripts", "search", "weight"])
    made.write("index", "# A page\n\nIts words, <b>bold</b> & plain.\n\n## Below\n\nMore.\n")
    made.write("search.toml", 'same = [["lr", "learning rate"]]')
    done = made.build()
    assert done.returncode == 0, done.stderr
    return made


def test_the_texts_are_a_script_and_come_with_the_words(book):
    script = book.read("search-texts.js")
    start, _, rest = script.partition(" = ")
    assert start == "globalThis.BOOK_TEXTS"
    texts = json.loads(rest.rstrip(";\n"))
    assert texts["pages"] == [["index", "A page", ""]]
    assert texts["places"][0][1:] == ["a-page", "section", "A page", "Its words, bold & plain."]
    assert texts["words"] == [["lr", "learning rate"]]


def test_what_sphinx_searches_with_is_not_published(book):
    assert not (book.output / "searchindex.js").exists()
    assert not (book.output / "_static" / "searchtools.js").exists()
    assert (book.output / "_static" / "language_data.js").exists()
    assert "searchtools" not in book.read("search")


def test_a_faulty_list_of_words_fails_the_build_and_is_named(tmp_path):
    made = SmallBook(tmp_path, ["search"])
    made.write("index", "# A page\n\nWords.\n")
    made.write("search.toml", 'same = [["alone"]]')
    done = made.build()
    assert done.returncode == 1
    assert "search.toml" in done.stderr
    assert "expected at least two words" in done.stderr


def test_search_pages_link_only_to_what_is_there(book):
    assert "reference/glossary" not in book.read("search")
    assert Path(book.output / "genindex.html").exists() == ("genindex.html" in book.read("search"))
