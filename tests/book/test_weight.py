"""What stays in the site, and what goes."""

import re
from pathlib import Path

import pytest
from small_book import SmallBook

from committee_book.weight import COLOURLESS, bare, forget_source_map, needed, prune


@pytest.fixture
def site(tmp_path):
    files = {
        "index.html": '<link rel="stylesheet" href="_static/a.css?v=1"><img src="_images/a.png">',
        "deep/page.html": '<script src="../_static/a.js"></script><a href="../_static/a.txt">a</a>',
        "_static/a.css": '@import "b.css"; p { background: url("pictures/a.svg?x#y") }',
        "_static/b.css": "@font-face { src: url(fonts/a.woff2) format('woff2') }",
        "_static/pictures/a.svg": "<svg/>",
        "_static/fonts/a.woff2": "font",
        "_static/a.js": "run();\n//# sourceMappingURL=a.js.map\n",
        "_static/a.txt": "words",
        "_static/a.js.map": "{}",
        "_static/theme/unused.js": "alert()",
        "_static/theme/unused.css": "p { background: url(../unused.png) }",
        "_static/unused.png": "picture",
        "_static/kept/licence.txt": "terms",
        "_images/a.png": "picture",
        "_images/old.png": "picture of an earlier build",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def names(site, paths):
    return {path.relative_to(site).as_posix() for path in paths}


def test_what_a_page_needs_directly_or_through_a_sheet_stays(site):
    assert names(site, needed(site, [])) == {
        "index.html", "deep/page.html", "_static/a.css", "_static/b.css", "_static/a.js",
        "_static/a.txt", "_static/pictures/a.svg", "_static/fonts/a.woff2", "_images/a.png",
    }  # fmt: skip


def test_what_no_page_needs_goes_and_empty_folders_with_it(site):
    gone = prune(site, [site / "_static" / "kept" / "licence.txt"])
    assert names(site, gone) == {
        "_static/a.js.map", "_static/theme/unused.js", "_static/theme/unused.css",
        "_static/unused.png", "_images/old.png",
    }  # fmt: skip
    assert not (site / "_static" / "theme").exists()
    assert (site / "_static" / "kept" / "licence.txt").exists()


def test_pruning_twice_removes_nothing_more(site):
    prune(site, [])
    assert prune(site, []) == []


def test_no_script_sends_a_browser_after_a_source_map_that_is_gone(site):
    prune(site, [])
    assert (site / "_static" / "a.js").read_text() == "run();\n"


def test_a_source_map_of_a_sheet_is_forgotten_too(tmp_path):
    sheet = tmp_path / "a.css"
    sheet.write_text("p { color: red }\n/*# sourceMappingURL=a.css.map */")
    forget_source_map(sheet)
    assert sheet.read_text() == "p { color: red }\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("weight")
    made = SmallBook(folder, ["weight"], more='html_static_path = ["own"]')
    made.write("index", "# A page\n\nIts words.")
    made.write("own/kernel.js", "start();")
    assert made.build().returncode == 0
    return made


def test_of_the_theme_only_what_pages_load_is_left(book):
    left = {path.name for path in (book.output / "_static").rglob("*") if path.is_file()}
    assert left == {"language_data.js", "kernel.js"}


def test_the_site_says_nothing_of_the_folders_that_it_was_built_in(book):
    assert not (book.output / ".buildinfo").exists()


def test_a_second_build_restores_nothing(book):
    book.write("index", "# A page\n\nOther words.")
    assert book.build().returncode == 0
    assert not list((book.output / "_static").rglob("*.map"))
    assert (book.output / "_static" / "kernel.js").read_text() == "start();"


def test_code_keeps_its_words_and_the_spans_that_have_a_colour():
    code = (
        '<span></span><span class="k">def</span><span class="w"> </span><span class="nf">f</span>'
    )
    page = f'<span class="n">1</span><div class="highlight"><pre>{code}</pre></div>'
    light = '<div class="highlight"><pre><span class="k">def</span> f</pre></div>'
    assert bare(page) == f'<span class="n">1</span>{light}'


def test_no_sheet_colours_a_span_that_is_taken_away():
    sheets = Path(__file__).parents[2] / "book" / "_static" / "css"
    named = {name for sheet in sheets.glob("*.css")
             for name in re.findall(r"\.([a-z]\w?)\b(?![-(])", sheet.read_text())}  # fmt: skip
    assert "kn" in named
    assert named & set(COLOURLESS) == set()
