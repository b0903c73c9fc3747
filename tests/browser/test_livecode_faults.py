# ruff: noqa: RUF001  (the words of the pages)
"""What cannot start says why, in one sentence, and offers the next thing to press."""

import re

import live_site
import pytest
from live_site import Hand, Site

pytestmark = pytest.mark.xdist_group("livecode")

PAGE = "deep/live"


@pytest.fixture(scope="module")
def served():
    """Serve the small book with Pyodide's core alone."""
    site = Site(live_site.core_only())
    yield site
    site.close()


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture
def reader(visit, served):
    """Return a function that opens a page while some files are spoilt."""

    def open_page(spoil=None, **settings):
        served.spoil = spoil or {}
        return Hand(visit(PAGE, **settings))

    yield open_page
    served.spoil = {}


SENTENCES = {
    ("worker.js", "missing"): r"The site has no worker\.js \(answer 404\)\. Please report this; .*",
    ("worker.js", "cut"): r"worker\.js could not be downloaded\. Check the connection, .*",
    ("index.js", "missing"): r"The editor \(Thebe\) could not be downloaded\. .*",
    (r"pyodide\.mjs", "missing"): r"The site has no pyodide\.mjs \(answer 404\)\. .*",
    (r"pyodide\.asm\.wasm", "missing"): r"The site has no pyodide\.asm\.wasm \(answer 404\)\. .*",
    (r"pyodide\.asm\.wasm", "cut"): r"pyodide\.asm\.wasm could not be downloaded\. .*",
    ("pyodide-lock.json", "missing"): r"The site has no pyodide-lock\.json \(answer 404\)\. .*",
    ("python_stdlib.zip", "damaged"): r"python_stdlib\.zip is not the file this page expects "
    r"\(its checksum differs\)\. Reload the page; .*",
    (r"pyodide\.asm\.js", "damaged"): r"pyodide\.asm\.js is not the file this page expects .*",
}


@pytest.mark.parametrize(("spoilt", "sentence"), SENTENCES.items(), ids=lambda x: str(x)[:40])
def test_a_file_that_does_not_come_is_named(reader, served, spoilt, sentence):
    hand = reader(dict([spoilt])).start("dead")
    assert re.fullmatch(sentence, hand.message)
    served.spoil = {}
    hand.try_again().reach("ready")
    assert hand.run(1) == "size 21"


@pytest.mark.parametrize("name", ["main.js", "output.js"])
def test_without_our_own_scripts_the_button_itself_says_so(reader, name):
    hand = reader({name: "missing"}).press_start()
    status = hand.page.locator(".livecode-start [role=status]")
    status.get_by_text("The live code could not be downloaded. Check the connection").wait_for()
    assert hand.page.locator(".livecode-start button").is_enabled()


def test_without_its_details_the_button_says_so(reader):
    hand = reader({"live.json": "missing"}).press_start()
    hand.page.get_by_text("The site has no live.json (answer 404)").wait_for()


def test_a_reader_who_is_offline_is_told_that(reader):
    hand = reader()
    hand.start()
    hand.page.context.set_offline(True)
    hand.tell("Restart")
    hand.page.wait_for_function("() => ['ready', 'dead'].includes(livecode.state)")
    if hand.page.evaluate("livecode.state") == "dead":
        assert re.search(r"offline|could not be downloaded", hand.message)


def test_going_offline_before_the_first_download_is_said(reader):
    hand = reader()
    hand.page.context.set_offline(True)
    hand.press_start()
    hand.page.get_by_text("could not be downloaded. Check the connection").wait_for()


def test_a_browser_without_webassembly_is_told_that(visit, served):
    served.spoil = {}
    hand = Hand(visit("plain"))
    hand.page.add_init_script("delete globalThis.WebAssembly")
    hand.visit.go(PAGE)
    hand.start("dead")
    assert hand.message == "This browser has no WebAssembly, which Python needs here."


def test_from_a_file_the_button_says_what_is_needed(chromium, served):
    page = chromium.new_page()
    page.goto((served.folder / f"{PAGE}.html").as_uri())
    page.locator(".livecode-start button").click()
    page.get_by_text("Live code needs a web server. In the book’s folder, “make serve”").wait_for()
    page.close()


def test_a_site_without_python_for_the_browser_says_so_and_names_the_way(visit, served, tmp_path):
    absent = "This site was built without numpy for the browser."
    bare = Site(live_site.variant(served.folder, tmp_path / "bare", browser=None, binder=None,
                                  absent=absent))  # fmt: skip
    hand = Hand(visit(PAGE, address=bare.address)).start("dead")
    way = "With Python on your computer, “make serve” runs this book there."
    assert hand.message == f"{absent} {way}"
    bare.close()


def test_what_fails_offers_the_next_kernel_with_one_press(visit, served, tmp_path):
    hub = "http://127.0.0.1:9"
    binder = {"binderUrl": hub, "repo": "a/b", "ref": "main", "repoProvider": "github"}
    folder = live_site.variant(served.folder, tmp_path / "both", binder=binder, policy=[hub])
    both = Site(folder)
    both.spoil = {"worker.js": "missing"}
    hand = Hand(visit(PAGE, address=both.address)).start("dead")
    hand.tell("Use 127.0.0.1:9 instead").reach("dead")
    assert hand.message.startswith("127.0.0.1:9 could not start a kernel.")
    both.spoil = {}
    hand.tell("Use this browser instead").reach("ready")
    assert hand.run(1) == "size 21"
    both.close()
