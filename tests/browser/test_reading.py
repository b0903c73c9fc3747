"""What a reader does with a page: change its theme, walk it by keyboard, search, print."""

import pytest
from book_site import FOLDER

CHAPTER = "story/growing-pains/overfitting"


def ground(page):
    """Return the colour behind the text."""
    return page.evaluate("getComputedStyle(document.documentElement).backgroundColor")


def test_the_theme_follows_the_system_until_the_reader_chooses(visit):
    assert ground(visit("index").page) != ground(visit("index", theme="dark").page)


def test_a_chosen_theme_is_remembered_on_every_page(visit):
    there = visit("index")
    light = ground(there.page)
    switch = there.page.locator(".theme-switch-button:visible").first
    for _ in range(3):
        switch.click()
        if ground(there.page) != light:
            break
    dark = ground(there.page)
    assert dark != light
    assert "dark" in switch.get_attribute("aria-label").lower()
    there.go(CHAPTER)
    assert ground(there.page) == dark
    assert ground(there.go("search").page) == dark
    assert there.complaints == []


def test_without_javascript_the_system_decides(visit):
    light = visit("index", java_script_enabled=False).page
    dark = visit("index", theme="dark", java_script_enabled=False).page
    assert ground(light) != ground(dark)
    assert not light.locator(".theme-switch-button").first.is_visible()


def walk(page, steps=400):
    """Press Tab until the focus has gone round; return what was met, in order."""
    met = []
    for _ in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(
            """() => { const e = document.activeElement; if (e === document.body) return null;
                 const box = e.getBoundingClientRect(), style = getComputedStyle(e);
                 const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0
                   || style.boxShadow !== "none";
                 e.dataset.stop ??= String(document.querySelectorAll("[data-stop]").length);
                 return {stop: e.dataset.stop, html: e.outerHTML.slice(0, 90), ring,
                   seen: box.width > 0 && box.height > 0 && box.right > 0 && box.bottom > 0
                     && box.top < innerHeight && e.checkVisibility(),
                   href: e.getAttribute("href"), place: e.closest("main") ? "main" :
                     e.closest("nav") ? "nav" : e.closest("footer") ? "footer" : "side"}; }"""
        )
        if stop is None or any(stop["stop"] == other["stop"] for other in met):
            break
        met.append(stop)
    return met


@pytest.mark.parametrize("name", ["index", CHAPTER, "search"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit, name, width):
    page = visit(name, width=width).page
    for figure in page.locator(".explorable").all():  # its controls come when it is seen
        figure.scroll_into_view_if_needed()
        figure.locator("input:enabled").first.wait_for()
    page.evaluate("scrollTo(0, 0)")
    met = walk(page)
    assert met[0]["href"] == "#main-content"
    assert [stop["html"] for stop in met if not stop["ring"]] == []
    assert [stop["html"] for stop in met if not stop["seen"]] == []
    assert {"main", "side"} <= {stop["place"] for stop in met}
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, summary")]
             .filter((e) => e.checkVisibility() && !e.disabled && e.type !== "radio")
             .filter((e) => !e.dataset.stop).map((e) => e.outerHTML.slice(0, 90))"""
    )
    assert reachable == []


def test_the_skip_link_leads_past_the_navigation(visit):
    page = visit(CHAPTER).page
    page.keyboard.press("Tab")
    assert page.locator(".skip-link").is_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_on_a_phone_the_contents_open_close_and_give_the_focus_back(visit):
    there = visit(CHAPTER, width=390)
    contents = there.page.locator("#book-contents")
    button = there.page.locator("[popovertarget='book-contents']").first
    assert not contents.is_visible()
    button.press("Enter")
    assert contents.is_visible()
    there.page.keyboard.press("Tab")
    assert there.page.evaluate("document.activeElement.closest('#book-contents') !== null")
    there.page.keyboard.press("Escape")
    assert not contents.is_visible()
    assert button.evaluate("e => e === document.activeElement")
    button.click()
    contents.get_by_role("link", name="How to read this book").click()
    assert there.page.url.endswith("how-to-read.html")
    assert there.complaints == []


def test_on_a_phone_the_contents_open_without_javascript_too(visit):
    page = visit(CHAPTER, width=390, java_script_enabled=False).page
    page.locator("[popovertarget='book-contents']").first.click()
    assert page.locator("#book-contents").is_visible()


def test_an_open_drawer_keeps_nobody_out(visit, violations):
    page = visit(CHAPTER, width=390).page
    page.locator("[popovertarget='book-contents']").first.click()
    assert violations(page) == []


def test_search_starts_from_any_page(visit):
    there = visit(CHAPTER)
    there.page.locator("#book-contents input[name=q]").fill("judge")
    there.page.keyboard.press("Enter")
    there.page.locator("#search-results li").first.wait_for()
    assert "/search.html?q=judge" in there.page.url
    assert there.complaints == []


def test_the_mathematics_is_there_without_a_script(visit):
    page = visit(CHAPTER, java_script_enabled=False).page
    boxes = page.evaluate(
        """() => { document.querySelectorAll("details").forEach((e) => { e.open = true; });
             return [...document.querySelectorAll("main math")]
               .filter((e) => e.parentElement.checkVisibility())
               .map((e) => [e.getBoundingClientRect(), e.textContent])
               .map(([box, text]) => [box.width, box.height, text]); }"""
    )
    assert len(boxes) >= 3
    assert [text for wide, high, text in boxes if wide < 3 or high < 6] == []
    assert "\\(" not in page.locator("main").inner_text()


def faces(page, selector):
    """Return the faces that the letters of an element are really set in."""
    tools = page.context.new_cdp_session(page)
    tools.send("DOM.enable")
    tools.send("CSS.enable")
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    node = tools.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    fonts = tools.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in fonts if font["isCustomFont"]}


def test_everything_is_set_in_the_faces_of_the_book(visit):
    page = visit(CHAPTER).page
    page.evaluate("document.fonts.ready.then(() => null)")
    assert faces(page, "main math mi") == {"Committee Maths"}
    assert faces(page, "main section > p") == {"Committee Serif"}
    assert faces(page, "main pre") == {"Committee Mono"}
    assert faces(page, "svg.drawing text") == {"Committee Sans"}


def test_a_figure_changes_its_colours_with_the_theme(visit):
    def colours(theme):
        page = visit(CHAPTER, theme=theme).page
        return page.evaluate(
            """() => [...document.querySelectorAll("svg.drawing")].map((drawing) =>
                 [...drawing.querySelectorAll("path, text")].map((e) =>
                   `${getComputedStyle(e).stroke} ${getComputedStyle(e).fill}`).join())"""
        )

    light, dark = colours("light"), colours("dark")
    assert len(light) >= 3
    assert all(one != other for one, other in zip(light, dark, strict=True))


def test_every_figure_says_what_one_would_see(visit):
    page = visit(CHAPTER).page
    words = page.locator("svg.drawing").evaluate_all(
        "drawings => drawings.map((drawing) => drawing.getAttribute('aria-label'))"
    )
    assert len(words) >= 3
    assert all(len(said) > 30 for said in words)
    assert len(set(words)) == len(words)


def test_a_reader_may_copy_the_code(visit):
    there = visit(CHAPTER, permissions=["clipboard-read", "clipboard-write"])
    block = there.page.locator(".cell_input .highlight").first
    block.hover()
    block.locator("button").click()
    assert there.page.evaluate("navigator.clipboard.readText()") == (
        block.locator("pre").inner_text().strip()
    )
    assert there.complaints == []


def test_what_scrolls_sideways_takes_the_focus_only_then(visit):
    page = visit(CHAPTER, width=1280).page
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        page.wait_for_timeout(100)
        wrong = page.evaluate(
            """() => [...document.querySelectorAll("pre, div.math")].filter((e) =>
                 e.checkVisibility()
                 && (e.scrollWidth > e.clientWidth + 1) !== (e.tabIndex === 0)).length"""
        )
        assert wrong == 0, width


def test_the_book_stands_below_a_folder_of_its_host(visit):
    there = visit("index")
    there.page.get_by_role("link", name="How to read this book").first.click()
    assert there.page.url.endswith(f"{FOLDER}how-to-read.html")
