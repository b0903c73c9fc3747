"""Pins as a reader meets them: kept in sight, compared, folded, taken off, met on another page."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from book_site import Visit
from planted_book import PlantedBook, cell

pytestmark = pytest.mark.xdist_group("pins")

KEY = "committee.pins.1"
FIGURE = """```{{code-cell}} ipython3
---
mystnb:
  figure: {{name: fig-{name}, caption: The {name} line.}}
  image: {{alt: A line that {name} from the left edge to the right one.}}
---
import matplotlib.pyplot as plt
fig, ax = plt.subplots(figsize=(5.8, 2.6))
ax.plot({points}, color="#0B63A5")
label = ax.set_xlabel("epoch")
```
"""
LONG = "\n".join(f"Paragraph {n} goes on.\n" for n in range(60))
PAGES = {
    "deep/drawn": [
        "## First\n", FIGURE.format(name="rises", points=[1, 2]),
        FIGURE.format(name="falls", points=[2, 1]),
        "## Second\n", cell("print('loss 0.31')", "print('<b>bold</b>')"), LONG,
    ],
    "other": [FIGURE.format(name="bends", points=[1, 2, 1]), LONG],
    "plain": ["No figure here."],
}  # fmt: skip


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Build a page with figures and outputs, another one and a plain one; serve them."""
    book = PlantedBook(tmp_path_factory.mktemp("pins"))
    for name, blocks in PAGES.items():
        book.plant(name, *blocks)
    outcome = book.build()
    assert outcome.status == 0, outcome.log
    handler = functools.partial(Quiet, directory=book.output / "html")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


class Wall:
    """A page, and what is pinned beside it."""

    def __init__(self, visit):
        self.visit, self.page = visit, visit.page
        self.sheet = self.page.locator("aside.pins")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()
        return self

    def pin(self, figure):
        self.page.locator(f"#fig-{figure}").get_by_role("button", name="Pin this figure").click()
        return self

    @property
    def names(self):
        return self.sheet.locator(".pin-name > span").all_inner_texts()

    @property
    def said(self):
        return self.page.locator("body > .sr-only[role=status]").last.inner_text()

    def kept(self):
        return json.loads(self.page.evaluate(f"localStorage.getItem({KEY!r})") or "null")

    def focused(self):
        return self.page.evaluate("document.activeElement.getAttribute('aria-label')"
                                  " ?? document.activeElement.textContent")  # fmt: skip


@pytest.fixture
def reader(visit):
    """Return a function that opens a page as somebody new; afterwards nothing was amiss."""
    visits = []

    def open_page(name="deep/drawn", **settings):
        visits.append(visit(name, **settings))
        return Wall(visits[-1])

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def test_a_pinned_figure_stays_in_sight_and_moves_no_text(reader):
    wall = reader()
    last = wall.page.get_by_text("Paragraph 59 goes on.")
    before = last.bounding_box()
    wall.pin("rises")
    assert last.bounding_box() == before
    last.scroll_into_view_if_needed()
    drawing = wall.sheet.get_by_role("img", name="A line that rises")
    box = drawing.bounding_box()
    assert 0 < box["y"] < box["y"] + box["height"] <= 800
    assert box["x"] > before["x"] + before["width"], "it stands beside the text"
    assert drawing.locator("path").count() == wall.page.locator("#fig-rises svg path").count()
    assert wall.said == "Figure 1 is pinned."
    assert wall.page.get_by_role("complementary", name="Pinned").is_visible()


def test_two_are_compared_and_a_third_takes_the_place_of_the_first(reader):
    wall = reader().pin("rises").pin("falls")
    assert wall.names == ["Figure 1", "Figure 2"]
    wall.press("Compare")
    large = wall.page.get_by_role("dialog", name="Pinned, enlarged").get_by_role("img")
    left, right = (large.nth(at).bounding_box() for at in (0, 1))
    assert (left["y"], left["x"] + left["width"] < right["x"]) == (right["y"], True)
    wall.page.keyboard.press("Escape")
    assert wall.focused() == "Compare"
    wall.press("Pin the output of cell 3")
    assert wall.names == ["Figure 2", "Output of cell 3"]
    assert wall.said == "Output of cell 3 is pinned, in place of Figure 1."
    ids = wall.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))


def test_what_a_cell_printed_is_pinned_as_text(reader):
    wall = reader().press("Pin the output of cell 3")
    assert wall.sheet.locator("pre").inner_text() == "loss 0.31\n<b>bold</b>"
    assert wall.sheet.locator(".pin-caption").inner_text() == "Second"
    assert wall.sheet.get_by_role("link").get_attribute("href").endswith("drawn.html#second")


def test_pins_are_there_again_after_a_reload_and_beside_another_page(reader, address):
    wall = reader().pin("rises")
    wall.page.reload()
    assert wall.names == ["Figure 1"]
    unpin = wall.page.locator("#fig-rises").get_by_role("button", name="Unpin this figure")
    assert unpin.inner_text() == "Unpin"
    wall.page.goto(f"{address}other.html")
    wall.pin("bends")
    assert wall.names == ["Figure 1 in The page drawn", "Figure 3"]
    wall.sheet.get_by_role("link", name="Figure 1").click()
    wall.page.wait_for_url(f"{address}deep/drawn.html#fig-rises")  # and for its scripts
    assert wall.names == ["Figure 1", "Figure 3 in The page other"]


def test_everything_can_be_done_from_the_keyboard(reader):
    wall = reader()
    wall.page.locator("#fig-rises").get_by_role("button", name="Pin this figure").focus()
    wall.page.keyboard.press("Enter")
    assert wall.focused() == "Unpin this figure"
    wall.pin("falls")
    wall.sheet.get_by_role("button", name="Unpin Figure 1").focus()
    wall.page.keyboard.press("Enter")
    assert (wall.names, wall.focused()) == (["Figure 2"], "Unpin Figure 2")
    wall.page.keyboard.press("Escape")
    fold = wall.sheet.get_by_role("button", name="Show what is pinned (1)")
    assert (fold.get_attribute("aria-expanded"), wall.names) == ("false", [])
    assert wall.focused() == "Show what is pinned (1)"
    wall.page.keyboard.press("Enter")
    wall.sheet.get_by_role("button", name="Unpin Figure 2").focus()
    wall.page.keyboard.press("Enter")
    assert (wall.sheet.is_visible(), wall.kept()) == (False, None)
    assert wall.focused() == "Pin this figure"
    assert wall.said == "Figure 2 is no longer pinned."


def test_a_folded_sheet_stays_folded(reader):
    wall = reader().pin("rises").press("Fold")
    wall.page.reload()
    assert wall.names == []
    assert wall.press("Show what is pinned (1)").names == ["Figure 1"]


def test_on_a_phone_the_sheet_lies_at_the_foot_and_hides_no_focus(reader):
    wall = reader(width=390, height=844, has_touch=True, is_mobile=True).pin("rises").pin("falls")
    box = wall.sheet.bounding_box()
    assert (box["x"], box["width"], round(box["y"] + box["height"])) == (0, 390, 844)
    assert box["height"] < 0.46 * 844
    assert wall.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    button = wall.page.get_by_role("button", name="Pin the output of cell 3")
    button.focus()
    assert button.bounding_box()["y"] + 24 <= box["y"]
    wall.press("Fold")
    assert wall.sheet.bounding_box()["height"] < 48


@pytest.mark.parametrize(
    "screen", [{}, {"theme": "dark"}, {"width": 390, "theme": "dark"}, {"width": 320}],
    ids=["light", "dark", "phone", "narrow"],
)  # fmt: skip
def test_axe_finds_nothing_in_any_state(reader, violations, screen):
    wall = reader(**screen)
    assert violations(wall.page) == []
    wall.pin("rises").press("Pin the output of cell 3")
    assert violations(wall.page) == []
    wall.press("Compare")
    assert violations(wall.page) == []


def test_what_cannot_be_kept_lasts_for_the_visit(reader):
    wall = reader()
    wall.page.add_init_script("delete Storage.prototype.setItem; delete Storage.prototype.getItem;")
    wall.page.reload()
    assert wall.pin("rises").names == ["Figure 1"]


def test_on_paper_nothing_is_pinned(reader):
    wall = reader().pin("rises")
    wall.page.emulate_media(media="print")
    assert not wall.sheet.is_visible()
    assert wall.page.locator(".pin-output:visible").count() == 0


def test_a_page_with_nothing_to_pin_loads_nothing(reader):
    wall = reader("plain")
    assert not any("pins" in address for address in wall.visit.loaded)


GOOD = {"id": "x", "name": "Figure 9", "title": "A page", "caption": "Words.", "alt": "A line.",
        "place": "other.html#fig-bends", "kind": "drawing"}  # fmt: skip
RISKY = ["svg", {"viewBox": "0 0 9 9", "onload": "hit()", "style": "background:url(//x.test)"}, [
    ["script", {}, ["hit()"]],
    ["foreignObject", {}, [["iframe", {"src": "javascript:hit()"}, []]]],
    ["a", {"href": "javascript:hit()"}, [["text", {}, ["press"]]]],
    ["image", {"href": "https://x.test/a.png"}, []],
    ["use", {"href": "https://x.test/a.svg#b", "xlink:href": "data:image/svg+xml,<svg/>"}, []],
    ["path", {"d": "M0 0L9 9", "onclick": "hit()", "fill": "url(https://x.test/a#b)",
              "clip-path": "url(other.svg#b)", "stroke": "var(--c-train)"}, []],
    ["animate", {"onbegin": "hit()", "attributeName": "href"}, []],
    ["text", {"x": "1"}, ["<img src=x onerror=hit()>"]],
    7, None, ["g"], [["svg"], {}, []], {"tag": "script"},
]]  # fmt: skip


def test_a_hostile_pin_does_nothing_and_loads_nothing(reader):
    wall = reader()
    pins = [GOOD | {"body": RISKY, "name": "<img src=x onerror=hit()>",
                    "caption": "<script>hit()</script>", "alt": '" onload="hit()'}]  # fmt: skip
    wall.page.add_init_script("window.hits = 0; window.hit = () => { hits += 1; };")
    store = "([key, pins]) => localStorage.setItem(key, JSON.stringify({pins}))"
    wall.page.evaluate(store, [KEY, pins])
    wall.page.reload()
    assert wall.sheet.is_visible()
    wall.press("Enlarge")
    grown = wall.page.locator("aside.pins svg *, .pins-large svg *").evaluate_all(
        "(all) => all.map((e) => [e.localName, ...[...e.attributes].map((a) => a.name)].join(' '))"
    )
    assert sorted(set(grown)) == ["g", "path d stroke", "text x", "use"]
    assert wall.page.evaluate("hits") == 0
    assert wall.sheet.locator("script, img, iframe, image, foreignObject, style").count() == 0
    assert not [address for address in wall.visit.loaded if "x.test" in address]


@pytest.mark.parametrize("stored", [
    "{", "3", "null", "[]", '{"pins": 3}', '{"pins": [null, 3, "x", {}]}',
    json.dumps({"pins": [GOOD | {"body": "<svg onload=hit()></svg>"}]}),
    json.dumps({"pins": [GOOD | {"body": ["svg", {}, []], "place": "javascript:hit()"}]}),
    json.dumps({"pins": [GOOD | {"body": ["svg", {}, []], "place": "//x.test/a.html"}]}),
    json.dumps({"pins": [GOOD | {"body": ["svg", {}, []], "place": "../../a.html"}]}),
    json.dumps({"pins": [GOOD | {"kind": "picture", "body": "https://x.test/a.png"}]}),
    json.dumps({"pins": [GOOD | {"kind": "picture", "body": "data:image/svg+xml;base64,AA=="}]}),
])  # fmt: skip
def test_what_is_no_pin_of_ours_is_left_alone(kept_reader, stored):
    wall = kept_reader
    wall.page.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [KEY, stored])
    wall.page.reload()
    assert not wall.sheet.is_visible()
    assert wall.pin("rises").names == ["Figure 1"]
    wall.press("Unpin Figure 1")


@pytest.fixture(scope="module")
def kept_reader(chromium, address):
    """Open a page once for many tries."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    visit = Visit(context.new_page(), address)
    visit.watch()
    yield Wall(visit.go("deep/drawn"))
    context.close()
