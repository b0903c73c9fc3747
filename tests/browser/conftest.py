"""A real Chromium, and the built book behind a server that knows no other host."""

import os
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from book_site import FOLDER, Visit
from every_run import seldom
from live_site import Hand
from playwright.sync_api import sync_playwright

import ensure_chromium

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    # This list takes the place of Playwright's. The address bar's pop-ups, a page each in every
    # window, cost half of a visit.
    "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,HttpsUpgrades,LensOverlay,"
    "HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,OptimizationHints,"
    "ThirdPartyStoragePartitioning,AvoidUnnecessaryBeforeUnloadCheckSync,"
    "DestroyProfileOnBrowserClose,PreconnectToSearch",
]  # fmt: skip
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """Build the book, once for all test processes; or take the one that BOOK_SITE names."""
    if named := os.environ.get("BOOK_SITE"):
        return Path(named)
    shared = tmp_path_factory.getbasetemp()
    shared = shared if worker_id == "master" else shared.parent
    said = shared / "book-said"
    try:
        (shared / "book-begun").touch(exist_ok=False)
    except FileExistsError:
        while not said.exists():
            time.sleep(0.5)
    else:
        build = [sys.executable, str(ROOT / "scripts" / "build_book.py")]
        done = subprocess.run(build, capture_output=True, text=True, check=False)
        draft = said.with_suffix(".draft")
        draft.write_text(done.stderr[-3000:] if done.returncode else "")
        draft.rename(said)
    assert said.read_text() == "", "the book is not built"
    return ROOT / "_build" / "html"


@pytest.fixture(scope="session")
def address(site):
    """Serve the site from a folder of this machine's own address."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path):
            path = unquote(urlsplit(path).path)
            return str(site / path.removeprefix(FOLDER)) if path.startswith(FOLDER) else "/nowhere"

        def log_message(self, *_):
            pass

        def copyfile(self, source, outputfile):
            with suppress(ConnectionError):  # the reader has left
                super().copyfile(source, outputfile)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}{FOLDER}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def chromium():
    """Start the browser once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium.ensure(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    """Return a function that opens a page of the book as somebody new."""
    contexts = []

    def open_page(name, *, theme="light", width=1280, height=800, address=address, **settings):
        context = chromium.new_context(
            color_scheme=theme,
            viewport={"width": width, "height": height},
            reduced_motion="reduce",  # nothing is on its way when a test looks
            **settings,
        )
        contexts.append(context)
        visit = Visit(context.new_page(), address)
        visit.watch()
        return visit.go(name)

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def shared(chromium, served):
    """Open a page of a module's site and start its kernel once, for tests that leave no trace."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    visit = Visit(context.new_page(), served.address)
    visit.watch()
    yield Hand(visit.go("deep/live")).start()
    assert visit.complaints == []
    context.close()


@pytest.fixture
def live(shared):
    """Lend the started page, with the book's code and nothing run."""
    state = shared.page.locator(".livecode-bar").get_attribute("data-state")
    if state != "ready":
        shared.tell("Restart").reach("ready")
    shared.settle().tell("Reset page").settle()
    yield shared
    shared.page.emulate_media(media="screen", color_scheme="light")
    shared.page.set_viewport_size({"width": 1280, "height": 800})


@cache
def axe():
    """Return axe, which finds what keeps people out of a page."""
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    assert path.is_file(), "axe-core is missing: run `make assets`"
    return path.read_text(encoding="utf-8")


@pytest.fixture
def violations():
    """Return a function that lists what axe finds on a page, a line each."""

    def find(page, *, asking=RULES):
        page.evaluate(axe())
        found = page.evaluate(
            """(asking) => axe.run(document, {...asking, resultTypes: ["violations"]})""", asking
        )
        return [
            f"{violation['id']}: {node['html'][:150]} {node['failureSummary']}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return find


def pytest_collection_modifyitems(items):
    """Leave to `make live-test` what is not part of every run."""
    for item in items:
        if item.path.parent == Path(__file__).parent and seldom(item.path, item.name):
            item.add_marker(pytest.mark.whole)


def pytest_terminal_summary(terminalreporter):
    """Say what each page weighs."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    weights = sorted(
        (name, value)
        for report in reports
        for name, value in report.user_properties
        if report.when == "call" and name.startswith("weight of ")
    )
    if weights:
        terminalreporter.section("What a first visit loads")
    for name, value in weights:
        terminalreporter.write_line(f"{name.removeprefix('weight of '):42} {value}")
