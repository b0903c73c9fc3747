"""What the inspection of a finished page finds."""

import pytest
from small_book import SmallBook

from committee_book import security
from committee_book.inspection import Page, faults

HEAD = f"""<!DOCTYPE html><html lang="en"><head>
<meta http-equiv="Content-Security-Policy" content="{security.policy()}">
<meta name="referrer" content="no-referrer"><meta name="description" content="Words.">
<meta name="viewport" content="width=device-width"><meta property="og:title" content="A page">
<title>A page</title><link rel="icon" href="icon.svg"></head>"""
BODY = "<body><main><h1>A page</h1>{}</main></body></html>"
GOOD = """<p id="a"><a href="other.html#b">there</a> <a href="#a">here</a>
<a href="https://example.org/">elsewhere</a> <a href="mailto:a@example.org">somebody</a></p>
<img src="icon.svg" alt="A seat" width="1" height="1">
<script type="application/json">{"a": 1}</script><script src="run.js"></script>
<table><tr><th scope="row">a</th></tr></table>
<svg><symbol id="s"></symbol><use href="#s"></use></svg>"""


@pytest.fixture
def look(tmp_path):
    for name in ("icon.svg", "other.html", "run.js"):
        (tmp_path / name).write_text("")

    def found(body="", head=HEAD):
        return list(faults(Page(head + BODY.replace("{}", body)), tmp_path / "a.html", tmp_path))

    return found


def test_a_good_page_has_no_fault(look):
    assert look(GOOD) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("<script>run()</script>", "it has a script in itself; put it into a file"),
        ("<style>p { color: red }</style>", "it has a style sheet in itself"),
        ('<p style="color: red">a</p>', '<p> has a style attribute ("color: red")'),
        ('<button onclick="run()">a</button>', "<button> has the attribute onclick"),
        ('<a href="JavaScript:run()">a</a>', "it links to JavaScript:run()"),
        ('<script src="https://cdn.example.org/a.js"></script>', "from another host"),
        ('<img src="//example.org/a.png" alt="A" width="1" height="1">', "from another host"),
        ('<link rel="stylesheet" href="https://example.org/a.css">', "from another host"),
        ('<p id="a">a</p><p id="a">b</p>', "the id a stands 2 times"),
        ("<main></main>", "it has 2 <main>, not one"),
        ("<h1>Another</h1>", "it has 2 <h1>, not one"),
        ("<table><tr><th>a</th></tr></table>", "a table's header does not say"),
        ('<details><summary aria-label="x">y</summary></details>', "a <summary> is called by"),
        ('<img src="icon.svg" width="1" height="1">', "the picture icon.svg has no words"),
        ('<img src="icon.svg" alt="a/b.png" width="1" height="1">', "has no words (alt)"),
        ('<img src="icon.svg" alt="A seat">', "has no width and height"),
        ('<a href="#nowhere">a</a>', "it leads to #nowhere, which is not on the page"),
        ('<a href="gone.html">a</a>', "it leads to gone.html, which is not in the site"),
        ('<script src="gone.js"></script>', "it leads to gone.js, which is not in the site"),
        ('<svg><use href="#gone"/></svg>', "it leads to #gone, which is not on the page"),
        ('<a href="..">a</a>', "outside the site"),
    ],
)
def test_a_fault_in_the_body_is_found(look, body, fault):
    found = look(body)
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    ("lost", "fault"),
    [
        ('<meta name="description" content="Words.">', "it has no description in its head"),
        ('<meta name="referrer" content="no-referrer">', "it has no referrer in its head"),
        ("<title>A page</title>", "it has no title"),
        ('<link rel="icon" href="icon.svg">', "it names no icon"),
        ("default-src 'none'; ", "it states another policy than security.py"),
    ],
)
def test_a_fault_in_the_head_is_found(look, lost, fault):
    assert lost in HEAD
    assert fault in look(head=HEAD.replace(lost, ""))[0]


def test_a_faulty_page_fails_the_build_each_time_and_is_named(tmp_path):
    modules = ["scripts", "security", "accessibility", "head", "weight", "inspection"]
    book = SmallBook(tmp_path, modules, more='html_favicon = "icon.svg"')
    book.write("icon.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>")
    book.write("index", '# A page\n\nWords.\n\n<p style="color: red">Red.</p>\n')
    for _ in range(2):
        done = book.build()
        assert done.returncode == 1
        assert 'WARNING: index.html: <p> has a style attribute ("color: red")' in done.stderr
    book.write("index", "# A page\n\nWords.\n")
    assert book.build().stderr == ""
