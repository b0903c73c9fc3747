"""Every page of the book in a real browser, with every other host refused.

A page is visited once for most of these tests; each leaves it as it found it. One page of each
kind is looked at in every run, the others by `make live-test`.
"""

import gzip
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import yaml
from book_site import FOLDER, ROOT, Visit, each_page

COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
KILOBYTE = 1000
SHEET = """(text) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(text);
  document.adoptedStyleSheets = text ? [sheet] : []; }"""


@pytest.fixture(scope="module", params=each_page())
def name(request):
    return request.param


@pytest.fixture(scope="module")
def arrival(chromium, address, name):
    """Visit the page as somebody new and go down to its end, so that all of it is loaded."""
    context = chromium.new_context(
        color_scheme="light", viewport={"width": 1280, "height": 800}, reduced_motion="reduce"
    )
    visit = Visit(context.new_page(), address)
    visit.watch()
    visit.go(name).page.evaluate("scrollTo(0, document.body.scrollHeight)")
    visit.page.wait_for_load_state("networkidle")
    yield visit
    context.close()


@pytest.fixture
def page(arrival):
    """The page as it stands before a reader, whatever the test before did to it."""
    yield arrival.page
    arrival.page.emulate_media(media="screen", color_scheme="light")
    arrival.page.set_viewport_size({"width": 1280, "height": 800})
    arrival.page.evaluate(SHEET, "")


def test_a_page_asks_nobody_else_and_complains_of_nothing(arrival):
    assert arrival.complaints == []
    assert arrival.page.context.cookies() == []


def test_a_first_visit_is_light(arrival, site, name, record_property):
    raw, sent = Counter(), Counter()
    for url in arrival.loaded:
        path = site / urlsplit(url).path.removeprefix(FOLDER)
        data = path.read_bytes()
        kind = ".index" if path.name == "searchindex.js" else path.suffix  # words, not a program
        raw[kind] += len(data)
        sent[kind] += len(gzip.compress(data, 6)) if path.suffix in COMPRESSED else len(data)
    kinds = ", ".join(f"{kind[1:]} {size / KILOBYTE:.0f}" for kind, size in sent.most_common())
    record_property(
        f"weight of {name}",
        f"{sent.total() / KILOBYTE:4.0f} kB sent, {raw.total() / KILOBYTE:4.0f} kB raw, "
        f"{len(arrival.loaded)} files ({kinds})",
    )
    assert sent.total() < 200 * KILOBYTE  # as a host sends it that compresses, as GitHub Pages does
    assert sent[".js"] < 60 * KILOBYTE


@pytest.mark.parametrize("state", ["light", "dark", "narrow"])
def test_axe_finds_nothing_that_keeps_people_out(page, violations, state):
    light = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--c-ink')")
    page.emulate_media(color_scheme="dark" if state == "dark" else "light")
    page.set_viewport_size({"width": 320 if state == "narrow" else 1280, "height": 800})
    now = page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--c-ink')")
    assert (now != light) == (state == "dark")
    if state == "dark":  # which changes colours and nothing else
        assert violations(page, asking=COLOURS) == []
    else:
        assert violations(page) == []


def test_nothing_is_wider_than_the_screen(page):
    for width in (320, 390, 640, 1024):
        page.set_viewport_size({"width": width, "height": 800})
        assert too_wide(page) == [], width


def test_a_reader_may_space_the_text_wider(page):
    page.set_viewport_size({"width": 320, "height": 800})
    page.evaluate(
        SHEET,
        "* { line-height: 1.5 !important; letter-spacing: .12em !important; "
        "word-spacing: .16em !important } p { margin-bottom: 2em !important }",
    )
    assert too_wide(page) == []


def test_the_sheets_follow_each_other_as_the_settings_say(site, name):
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())["sphinx"]["config"]
    html = (site / f"{name}.html").read_text()
    sheets = re.findall(r'<link rel="stylesheet"[^>]* href="[^"]*_static/([^"?]*)', html)
    named = settings["html_css_files"]
    assert sheets[: len(named)] == named
    assert len(sheets) == len(set(sheets))


def too_wide(page):
    """Return what sticks out of the page, unless it scrolls in a box of its own."""
    return page.evaluate(
        """() => {
             const root = document.documentElement;
             if (root.scrollWidth <= root.clientWidth) return [];
             return [...document.body.querySelectorAll("*")]
               .filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1)
               .map((e) => `${e.tagName} ${e.className} ${e.textContent.trim().slice(0, 40)}`)
               .slice(0, 5).concat(`${root.scrollWidth} > ${root.clientWidth}`); }"""
    )


def test_on_paper_there_is_the_text_and_no_navigation(page, name):
    if name == "search":
        pytest.skip("nobody prints the search")
    page.emulate_media(media="print")
    assert page.locator("main h1").is_visible()
    for gone in ("nav", "form", ".skip-link", "button", "a.headerlink"):
        assert page.locator(f"{gone} >> visible=true").count() == 0, gone


def test_without_javascript_every_word_is_there(page, visit, name):
    without = visit(name, java_script_enabled=False).page
    assert words(page) - words(without) == set()


def words(page):
    """Return the words of the text with everything open that opens; controls need a script."""
    page.evaluate(SHEET, "button, legend, [role=status], noscript { display: none !important }")
    return set(
        page.evaluate(
            """() => {
                 document.querySelectorAll("details").forEach((e) => { e.open = true; });
                 return document.querySelector("main").innerText.match(/[\\p{L}\\p{N}]+/gu); }"""
        )
    )


def test_a_page_opens_from_a_folder_without_a_server(chromium, site, name):
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    page.goto((site / f"{name}.html").as_uri())
    assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1em Serif'))")
    assert page.locator("h1").evaluate("e => getComputedStyle(e).fontWeight") == "600"
    assert complaints == []
    context.close()
