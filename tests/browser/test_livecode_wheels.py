"""The browser's Python with the wheels: numpy, the book's package, every chapter's claims.

Pyodide's distribution is not to be had everywhere; what cannot run without it is left out,
and the reason says what was missing. LIVECODE_FILES may name a folder that has more.
"""

import json
import re

import live_site
import pytest
from book_site import Visit, book_pages, each_chapter
from live_site import ROOT, Hand, Site

pytestmark = pytest.mark.xdist_group("livecode")

CHAPTERS = [page for page in book_pages() if (ROOT / "book" / f"{page}.md").is_file()]
OPTIONS = r"(?P<options>---\n(?:(?!---).*\n)*---\n|(?::.*\n)*)"
CELL = re.compile(rf"```\{{code-cell\}}.*\n{OPTIONS}(?P<code>(?:(?!```).*\n)*)```")
STAND_IN = '''
import sys, types

class Anything:
    """Takes every call and has every attribute; two of it where a pair is wanted."""
    def __getattr__(self, name): return Anything()
    def __call__(self, *_, **__): return Anything()
    def __iter__(self): return iter((Anything(), Anything()))
    def __getitem__(self, _): return Anything()

drawing = types.ModuleType("drawing")
drawing.__getattr__ = lambda name: Anything()
for name in ("committee.plots", "matplotlib", "matplotlib.pyplot"):
    sys.modules[name] = drawing
'''


@pytest.fixture(scope="module")
def served():
    """Serve the small book with all that is here."""
    if absent := live_site.lacking("numpy"):
        pytest.skip(f"left out: the browser's Python lacks {', '.join(absent)} here")
    site = Site(live_site.built())
    yield site
    site.close()


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def reader(visit):
    """Return a function that opens a page as somebody new; nothing may be amiss afterwards."""
    visits = []

    def open_page(name):
        visits.append(visit(name))
        return Hand(visits[-1])

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def test_the_button_says_how_much_it_will_load(reader):
    words = reader("deep/numbers").page.locator(".livecode-start [role=status]").inner_text()
    assert re.fullmatch(r"by Python in this browser; \d+\.\d MB to download, once", words)


def test_numpy_and_the_books_package_are_there_from_the_start(reader):
    hand = reader("deep/numbers").start()
    hand.tell("Run all").settle()
    assert hand.output(1) == "array([0.33, 0.99, 0.32])"
    assert hand.output(2) == "'committee'"


def test_at_most_twelve_megabytes_come_and_no_drawing_among_them(reader):
    hand = reader("deep/numbers")
    hand.start()
    hand.tell("Run all").settle()
    details = live_site.details_of(live_site.built())
    assert details["browser"]["wire"] + details["editor"] < 12e6
    assert not [url for url in hand.visit.loaded if "matplotlib" in url]


def test_progress_is_shown_in_the_unit_that_was_promised(visit, served):
    hand = Hand(visit("deep/numbers"))
    hand.page.evaluate(
        """() => { window.seen = [];
             const said = ".livecode-bar [role=status], .livecode-amount";
             const changes = { childList: true, subtree: true, characterData: true };
             new MutationObserver(() => {
               for (const { textContent } of document.querySelectorAll(said))
                 if (!seen.includes(textContent)) seen.push(textContent);
             }).observe(document.body, changes); }"""
    )  # what is near is there before the next look
    hand.press_start().reach("ready")
    seen = " | ".join(hand.page.evaluate("() => window.seen"))
    size = re.search(r"\((\d+\.\d MB), once\)", seen)[1]
    assert re.search(rf"\| \d+\.\d MB of {size}", seen)
    assert not hand.page.locator(".livecode-bar progress").is_visible()


@pytest.mark.parametrize(("how", "sentence"), [
    ("missing", r"The site has no numpy-.*\.whl \(answer 404\)\. .*"),
    ("damaged", r"numpy-.*\.whl is not the file this page expects .*"),
])  # fmt: skip
def test_a_wheel_that_does_not_come_is_named(visit, served, how, sentence):
    served.spoil = {r"numpy-.*\.whl": how}
    hand = Hand(visit("deep/numbers")).start("dead")
    assert re.fullmatch(sentence, hand.message)
    served.spoil = {}
    hand.try_again().reach("ready")


def test_a_figure_is_drawn_once_matplotlib_has_come(reader):
    if absent := live_site.lacking("matplotlib"):
        pytest.skip(f"left out: the browser's Python lacks {', '.join(absent)} here")
    hand = reader("deep/drawn").start()
    hand.press(2)
    hand.page.get_by_text(re.compile(r"This needs matplotlib: downloading \d+\.\d MB")).wait_for()
    hand.settle(180)
    drawing = hand.cell(2).locator(".livecode-output svg.drawing")
    assert "var(--c-train)" in drawing.evaluate("e => e.outerHTML")
    assert drawing.locator("text", has_text="epoch").count() == 1


def test_what_a_site_lacks_is_said_where_it_is_needed(reader):
    if not live_site.lacking("matplotlib"):
        pytest.skip("left out: nothing is lacking here")
    hand = reader("deep/drawn").start()
    assert "this site was built without matplotlib for the browser" in hand.run(2)


PREFACE = """
from committee import claims
claims.NEAREST_THRESHOLD = 0  # another processor rounds otherwise: as under another seed, they hold
from pathlib import Path
for name, text in {files!r}.items():
    Path(name).write_text(text)
"""


def preface(chapter):
    """Return what makes the browser ready for a chapter: what lies beside it is there."""
    beside = (ROOT / "book" / chapter).parent.glob("*.json")
    return PREFACE.format(files={path.name: path.read_text("utf-8") for path in beside})


def code_of(chapter):
    """Return the code of every cell of a chapter, removed ones too, and whether it may fail."""
    text = (ROOT / "book" / f"{chapter}.md").read_text(encoding="utf-8")
    return [(cell["code"], "raises-exception" in cell["options"]) for cell in CELL.finditer(text)]


@pytest.mark.parametrize("chapter", each_chapter([name for name in CHAPTERS if code_of(name)]))
def test_every_cell_of_the_book_runs_and_its_claims_hold_in_the_browser(
    chromium, served, site, chapter
):
    """Claims raise where they do not hold. Without matplotlib a stand-in draws nothing."""
    context = chromium.new_context()
    visit = Visit(context.new_page(), served.address)
    visit.watch()
    hand = Hand(visit.go("deep/numbers")).start()
    cells = [(preface(chapter), False), *code_of(chapter)]
    if live_site.lacking("matplotlib"):
        cells.insert(0, (STAND_IN, False))
    for number, (code, may_fail) in enumerate(cells):
        reply = hand.page.evaluate(
            "async ([code, number]) => livecode.kernel.execute(code, number, () => {})",
            [code, number],
        )
        assert reply["status"] == "ok" or may_fail, f"{chapter}: {json.dumps(reply)[-1500:]}"
    context.close()
