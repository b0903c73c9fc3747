"""The whole book as one page, and that page printed: nothing lost, everything named."""

import os
import re
import subprocess
import sys
from collections import Counter
from html import unescape

import pytest
from book_site import book_pages

import make_pdf_print
from print_book import PrintBook, anchor

pytestmark = pytest.mark.xdist_group("print")
PAGE = """<html><head><title>{title}</title><meta name="description" content="About it">
<link rel="stylesheet" href="{up}_static/css/page.css" /></head><body>
<p>Not this.</p><article class="bd-article"><p class="part"><svg class="mark"></svg> One</p>
<section id="top"><h1>{title}<a class="headerlink" href="#top">#</a></h1>
<nav class="page-contents">Not this either.</nav>{body}</section></article></body></html>"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """A site of three pages."""
    site = tmp_path_factory.mktemp("site")
    pages = {
        "index": "<p>Read <a href='#'>on</a>.</p>",
        "deep/one": '<h2>Its long finding that\ngoes on</h2><p id="here">See '
        '<a href="../two.html#there">there</a>, <a href="#here">here</a>, '
        '<a href="../claims.json">a file</a> and <a href="https://example.org/">out</a>.</p>'
        "<details><summary>Solution</summary><p>Forty-two.</p></details>",
        "two": '<p id="there">There.</p>',
    }
    for name, body in pages.items():
        path = site / f"{name}.html"
        path.parent.mkdir(exist_ok=True)
        up = "../" * name.count("/")
        path.write_text(PAGE.format(title=f"The {name} page", body=body, up=up))
    (site / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nparts:\n- caption: The first part\n  chapters:\n"
        "  - file: deep/one\n    sections:\n    - file: two\n"
    )
    (site / "_config.yml").write_text("author: Its author\n")
    return site


@pytest.fixture(scope="module")
def whole(small):
    return PrintBook(small, small / "_toc.yml").whole(author="Its author", sheet="its.css")


def run(*options):
    command = [sys.executable, make_pdf_print.__file__, *map(str, options)]
    env = os.environ | {"SOURCE_DATE_EPOCH": "1763605600"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_links_between_pages_lead_to_places_on_the_one_page(whole):
    assert '<a href="#two--there">there</a>' in whole
    assert '<p id="two--there">' in whole
    assert '<a href="#deep.one--here">here</a>' in whole
    assert '<a href="https://example.org/">out</a>' in whole
    assert '<a data-file="claims.json">a file</a>' in whole, "a file is not in the PDF"


def test_parts_and_pages_come_in_the_order_of_the_contents(whole):
    order = ["The index page", "<h1>Contents</h1>", "<h1>The first part</h1>",
             'id="deep.one"', 'id="two"']  # fmt: skip
    places = [whole.index(text) for text in order]
    assert places == sorted(places)
    assert 'content: "The deep/one page"' in whole, "a page's title heads its sheets"


def test_what_opens_on_request_is_open_and_what_a_screen_needs_is_gone(whole):
    assert "<details open><summary>Solution</summary>" in whole
    assert "Not this" not in whole
    assert "headerlink" not in whole


def test_the_pdf_is_tagged_titled_and_numbered(small, tmp_path):
    said = run("--site", small, "--config", small / "_config.yml", "--toc", small / "_toc.yml",
               "--output", tmp_path)  # fmt: skip
    assert said.returncode == 0, said.stderr
    pdf = tmp_path / f"{make_pdf_print.NAME}.pdf"
    data = pdf.read_bytes()
    for sign in (b"/StructTreeRoot", b"/Marked true", b"/Lang (en)", b"/DisplayDocTitle true"):
        assert sign in data
    assert "The index page".encode("utf-16-be") in data or b"/Title (The index page)" in data
    assert b"/Author (\xfe\xff\x00I\x00t\x00s" in data
    assert b"/CreationDate (D:20251120022640" in data, "the day of the sources"
    found = make_pdf_print.page_numbers(pdf)
    assert found["deep.one"] == 5, "after cover, contents, front and the part's page"
    assert found["two"] == 6
    outline = re.findall(rb"/Title \(([^)]*)\)", data)
    assert b"Its long finding that goes on" in outline
    assert list(tmp_path.glob("*.html")) == [], "the one page is taken away"


def test_without_a_site_it_says_what_to_do(tmp_path):
    done = run("--site", tmp_path)
    assert done.returncode == 1
    assert done.stderr.strip() == f"There is no book in {tmp_path} yet: run make book first."


def test_every_page_and_every_place_of_the_book_is_on_the_one_page(site):
    root = make_pdf_print.ROOT
    text = PrintBook(site, root / "_toc.yml").whole(author="", sheet="its.css")
    ids = Counter(re.findall(r'\sid="([^"]+)"', text))
    assert [name for name, times in ids.items() if times > 1] == []
    assert {anchor(page) for page in book_pages() if page != "search"} <= ids.keys()
    linked = {unescape(name) for name in re.findall(r'\shref="#([^"]*)"', text)}
    assert linked
    assert linked - ids.keys() == set()
