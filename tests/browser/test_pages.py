"""Every page of the book in a real browser, with every other host refused."""

import gzip
import re
from collections import Counter
from urllib.parse import urlsplit

import pytest
import yaml
from book_site import FOLDER, ROOT, book_pages

PAGES = book_pages()
COMPRESSED = {".html", ".css", ".js", ".svg", ".json"}
KILOBYTE = 1000


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_nobody_else_and_complains_of_nothing(visit, name):
    there = visit(name)
    there.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    there.page.wait_for_load_state("networkidle")
    assert there.complaints == []
    assert there.page.context.cookies() == []


@pytest.mark.parametrize("name", PAGES)
def test_a_first_visit_is_light(visit, site, name, record_property):
    there = visit(name)
    there.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    there.page.wait_for_load_state("networkidle")
    raw, sent = Counter(), Counter()
    for url in there.loaded:
        path = site / urlsplit(url).path.removeprefix(FOLDER)
        data = path.read_bytes()
        kind = ".index" if path.name == "searchindex.js" else path.suffix  # words, not a program
        raw[kind] += len(data)
        sent[kind] += len(gzip.compress(data, 6)) if path.suffix in COMPRESSED else len(data)
    kinds = ", ".join(f"{kind[1:]} {size / KILOBYTE:.0f}" for kind, size in sent.most_common())
    record_property(
        f"weight of {name}",
        f"{sent.total() / KILOBYTE:4.0f} kB sent, {raw.total() / KILOBYTE:4.0f} kB raw, "
        f"{len(there.loaded)} files ({kinds})",
    )
    assert sent.total() < 200 * KILOBYTE  # as a host sends it that compresses, as GitHub Pages does
    assert sent[".js"] < 60 * KILOBYTE


@pytest.mark.parametrize("state", ["light", "dark", "narrow"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_that_keeps_people_out(visit, violations, name, state):
    there = visit(
        name, theme="dark" if state == "dark" else "light", width=320 if state == "narrow" else 1280
    )
    assert violations(there.page) == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_wider_than_the_screen(visit, name):
    there = visit(name, width=320)
    for width in (320, 390, 640, 1024):
        there.page.set_viewport_size({"width": width, "height": 800})
        assert too_wide(there.page) == [], width


@pytest.mark.parametrize("name", PAGES)
def test_a_reader_may_space_the_text_wider(visit, name):
    there = visit(name, width=320)
    there.page.evaluate(
        """() => { const sheet = new CSSStyleSheet();
             sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
               word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
             document.adoptedStyleSheets = [sheet]; }"""
    )
    assert too_wide(there.page) == []


@pytest.mark.parametrize("name", PAGES)
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


@pytest.mark.parametrize("name", PAGES)
def test_without_javascript_every_word_is_there(visit, name):
    with_it, without = visit(name).page, visit(name, java_script_enabled=False).page
    assert words(with_it) - words(without) == set()


def words(page):
    """Return the words of the text with everything open that opens; buttons need a script."""
    return set(
        page.evaluate(
            """() => { const sheet = new CSSStyleSheet();
                 sheet.replaceSync("button, [role=status], noscript { display: none !important }");
                 document.adoptedStyleSheets = [sheet];
                 document.querySelectorAll("details").forEach((e) => { e.open = true; });
                 return document.querySelector("main").innerText.match(/[\\p{L}\\p{N}]+/gu); }"""
        )
    )


@pytest.mark.parametrize("name", sorted({*PAGES} - {"search"}))
def test_on_paper_there_is_the_text_and_no_navigation(visit, name):
    page = visit(name).page
    page.emulate_media(media="print")
    assert page.locator("main h1").is_visible()
    for gone in ("nav", "form", ".skip-link", "button", "a.headerlink"):
        assert page.locator(f"{gone} >> visible=true").count() == 0, gone


@pytest.mark.parametrize("name", PAGES)
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
