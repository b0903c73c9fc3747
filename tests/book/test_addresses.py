"""Where the book stands, what tells others so, and the page for addresses that lead nowhere."""

import xml.etree.ElementTree as ET
from types import SimpleNamespace

import pytest
from PIL import Image, ImageColor
from small_book import ROOT, SmallBook

from committee_book import addresses, licences, lost, social
from committee_book.inspection import Page
from committee_book.parts import BOOK

TOKENS = (ROOT / "book" / "_static" / "css" / "tokens.css").read_text()
MODULES = ["addresses", "licences", "lost", "scripts", "social", "head", "weight"]
SETTINGS = """
html_theme_options["repository_url"] = "https://github.com/someone/a-book"
html_static_path = ["own"]
import os
os.environ["COMMITTEE_BOOK_FONTS"] = {fonts!r}
"""
LIST = '[{"package": "@a/font", "version": "1.2", "licence": "OFL", "text": "licences/font.txt", "bytes": 4200}]'  # noqa: E501
FONTS = ROOT / "_build" / "assets" / "fonts"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = SmallBook(tmp_path_factory.mktemp("addresses"), MODULES,
                     more=SETTINGS.format(fonts=str(FONTS)))  # fmt: skip
    made.write("index", "# The cover\n\nA book's words.\n\n```{toctree}\ndeep/page\n```\n")
    made.write("deep/page", "# A page “below”\n\nIts words.\n\n```{licences}\n```\n")
    made.write("own/licences/licences.json", LIST)
    made.write("own/licences/font.txt", "terms")
    done = made.build()
    assert done.returncode == 0, done.stderr
    return made


@pytest.mark.parametrize(
    ("repository", "address"),
    [
        ("https://github.com/Someone/a-book", "https://someone.github.io/a-book/"),
        ("https://github.com/someone/Someone.github.io", "https://someone.github.io/"),
        ("https://example.org/someone/a-book", ""),
        ("https://github.com/someone", ""),
        ("", ""),
    ],
)
def test_the_books_address_follows_from_the_repositorys(repository, address):
    assert addresses.pages_address(repository) == address


def test_a_page_names_its_one_address(book):
    page = Page(book.read("deep/page"))
    canonical = [given["href"] for given in page.having("link") if given.get("rel") == "canonical"]
    assert canonical == ["https://someone.github.io/a-book/deep/page.html"]
    assert page.metas["og:url"] == canonical[0]
    assert Page(book.read("index")).metas["og:url"] == "https://someone.github.io/a-book/"


def test_the_sitemap_lists_every_page_by_that_address_and_robots_lead_to_it(book):
    root = ET.fromstring(book.read("sitemap.xml"))
    listed = [loc.text for loc in root.iter(f"{{{addresses.SITEMAP}}}loc")]
    base = "https://someone.github.io/a-book/"
    assert listed == [f"{base}deep/page.html", f"{base}genindex.html", base]
    assert f"Sitemap: {base}sitemap.xml" in book.read("robots.txt")


def settled(repository, base=""):
    config = SimpleNamespace(html_theme_options={"repository_url": repository}, html_baseurl=base)
    addresses.settle(None, config)
    return config.html_theme_options["repository_url"], config.html_baseurl


def test_whoever_publishes_elsewhere_says_so_in_the_environment(monkeypatch):
    ours = "https://github.com/someone/a-book"
    assert settled(ours) == (ours, "https://someone.github.io/a-book/")
    assert settled(ours, "https://books.example/own")[1] == "https://books.example/own/"
    monkeypatch.setenv("BOOK_REPOSITORY", "https://github.com/fork/book/")
    assert settled(ours) == ("https://github.com/fork/book", "https://fork.github.io/book/")
    monkeypatch.setenv("BOOK_URL", "https://books.example/here")
    assert settled(ours, "https://books.example/own")[1] == "https://books.example/here/"


def test_a_book_without_an_address_lists_nothing(tmp_path):
    app = SimpleNamespace(config=SimpleNamespace(html_baseurl=settled("")[1]),
                          builder=SimpleNamespace(name="html"), outdir=tmp_path)  # fmt: skip
    addresses.write_lists(app, None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not FONTS.is_dir(), reason="the faces come with `make assets`")
def test_each_page_has_a_card_of_its_own_for_messengers(book):
    metas = Page(book.read("deep/page")).metas
    assert metas["og:image"] == "https://someone.github.io/a-book/_social/deep/page.png"
    assert metas["twitter:card"] == "summary_large_image"
    assert "A page “below”" in metas["og:image:alt"]
    file = book.output / "_social" / "deep" / "page.png"
    with Image.open(file) as picture:
        assert picture.size == (int(metas["og:image:width"]), int(metas["og:image:height"]))
    assert file.stat().st_size < 30_000
    assert "og:image" not in Page(book.read("genindex")).metas


@pytest.mark.skipif(not FONTS.is_dir(), reason="the faces come with `make assets`")
def test_a_card_fits_titles_of_any_length_between_mark_and_line():
    for title in ("One", "A title that goes on and on " * 4, "Incomprehensibilities " * 5):
        lines, font = social.fitted(title, FONTS)
        assert " ".join(lines).split() == title.split()
        assert len(lines) * font.size * social.LEADING <= social.HEIGHT
        assert max(map(font.getlength, lines)) <= social.WIDTH
    card = social.card("A page", "A part", "The book", BOOK, FONTS).convert("RGB")
    corner = {card.getpixel((x, y)) for x in (0, 1199) for y in (0, 629)}
    assert corner == {ImageColor.getrgb(social.PAGE)}


def test_a_card_has_the_pages_colours():
    for colour in (social.PAGE, social.INK, social.MUTED, social.ACCENT):
        assert colour in TOKENS.partition('html[data-theme="dark"]')[0]


def test_every_link_of_the_lost_page_begins_at_the_hosts_root(book):
    page = Page(book.read("404"))
    every = [*page.loads, *page.links]
    own = [to for to in every if "://" not in to and not to.startswith("#")]
    assert "/a-book/deep/page.html" in own
    assert [to for to in own if not to.startswith("/a-book/")] == []
    assert page.metas["robots"] == "noindex"
    assert 'action="/a-book/search.html"' in book.read("404")
    assert 'rel="canonical"' not in book.read("404")


def test_a_book_that_has_its_host_for_itself_begins_at_a_slash():
    assert lost.root_of("https://example.org") == lost.root_of("") == "/"
    assert lost.root_of("https://example.org/a/b/") == "/a/b/"


def test_what_was_vendored_is_listed_with_its_terms(book):
    page = book.read("deep/page")
    row = page[page.index("a/font</span>") :]
    link = row.index('href="../_static/licences/font.txt"')
    assert row.index("1.2") < link < row.index("4\xa0kB")


def test_sizes_are_said_as_one_says_them():
    said = [licences.size(count).replace("\xa0", " ") for count in (12, 4_200, 12_163_588)]
    assert said == ["1 kB", "4 kB", "12.2 MB"]


def test_licences_need_no_link_on_paper(book, tmp_path):
    done = book.build("-b", "text", "-d", str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert "OFL" in (book.output / "deep" / "page.txt").read_text()
