"""Live code for every reader: by keyboard alone, by ear, on a phone, in the dark, on paper."""

import live_site
import pytest
from live_site import Hand, Site

pytestmark = pytest.mark.xdist_group("livecode")

PAGE = "deep/live"
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}
THEMES = ("light", "dark")


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
def reader(visit):
    """Return a function that opens the page as somebody new."""
    return lambda **settings: Hand(visit(PAGE, **settings))


def test_axe_finds_nothing_in_any_state_and_theme(reader, violations):
    hand, found = reader(width=320, height=640), {}

    def look(state):
        for theme in THEMES:
            hand.page.emulate_media(color_scheme=theme)
            found[state, theme] = violations(hand.page)

    look("cold")
    hand.press_start().reach("starting")
    look("starting")
    hand.reach("ready")
    hand.write(1, "print('x' * 500)\n1 / 0").press(1).settle()
    hand.write(2, "doubled = 1\nprint('much ' * 90)").run(2)
    hand.write(4, "size = 1")
    hand.note(4)
    hand.page.get_by_text("Keys").click()
    look("failed, stale, with keys")
    hand.write(5, "while True: pass").press(5)
    hand.page.wait_for_function("() => livecode.cells[4].state === 'running'")
    look("busy")
    hand.tell("Stop").reach("ready").settle()
    hand.tell("Restart")
    hand.page.evaluate("livecode.died('Python broke down.')")
    look("dead")
    assert {state: said for state, said in found.items() if said} == {}
    assert hand.visit.complaints == []


def fits(hand, width, height):
    """Say whether a page fits a screen with all its cells run, and its bar leaves room to read."""
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    box = hand.page.locator(".livecode-bar").bounding_box()
    inside = box["x"] >= 0 and box["x"] + box["width"] <= width
    return hand.page.evaluate(wide) <= 1 and inside and box["height"] < height / 3


def test_a_small_window_never_scrolls_sideways(live):
    live.page.set_viewport_size({"width": 320, "height": 640})
    live.tell("Run all").settle()
    assert fits(live, 320, 640)


def test_on_a_phone_a_cell_is_run_by_touch_and_what_is_wide_scrolls_in_its_place(reader):
    hand = reader(**PHONE).start()
    hand.cell(1).get_by_role("button", name="Run cell 1").tap()
    hand.settle()
    assert hand.output(1) == "size 21"
    hand.tell("Run all").settle()
    assert fits(hand, PHONE["width"], PHONE["height"])
    scrolls = "e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX !== 'visible'"
    assert hand.cell(4).locator(".CodeMirror-scroll").evaluate(scrolls)
    output = hand.cell(4).locator(".livecode-output pre")
    assert output.evaluate(scrolls)
    assert output.get_attribute("tabindex") == "0"


def test_everything_can_be_done_from_the_keyboard(reader):
    hand = reader()
    keyboard = hand.page.keyboard
    hand.page.locator(".livecode-start button").focus()
    keyboard.press("Enter")
    hand.reach("ready")

    def focused():
        return hand.page.evaluate("document.activeElement.textContent")

    for _ in range(20):
        keyboard.press("Tab")
        if hand.page.evaluate("document.activeElement.closest('.CodeMirror') !== null"):
            break
    keyboard.press("Control+A")
    keyboard.type("size = 5\nprint(6 * 7)")
    keyboard.press("Shift+Enter")
    hand.settle()
    assert hand.output(1) == "42"
    number = "livecode.cells.findIndex((c) => c.element.contains(document.activeElement)) + 1"
    assert hand.page.evaluate(number) == 2
    keyboard.press("Control+Enter")
    hand.settle()
    assert hand.output(2) == "10"
    assert hand.page.evaluate(number) == 2
    keyboard.press("Escape")
    assert focused() == "Run"
    keyboard.press("Tab")
    assert focused() == "Run all above"
    keyboard.press("Tab")
    keyboard.press("Enter")
    hand.settle()
    assert hand.output(2) == ""


def test_run_to_here_and_stop_have_keys_of_their_own(live):
    live.cell(2).locator(".CodeMirror-code").focus()
    live.page.keyboard.press("Control+Shift+Enter")
    live.settle()
    assert [bool(live.output(number)) for number in (1, 2, 3)] == [True, True, False]
    live.write(2, "while True: pass")
    live.cell(2).locator(".CodeMirror-code").focus()
    live.page.keyboard.press("Control+Enter")
    live.page.wait_for_function("() => livecode.cells[1].state === 'running'")
    live.page.keyboard.press("Control+.")
    live.page.wait_for_function("() => !livecode.working")
    live.reach("ready")


def test_tab_indents_and_escape_lets_go(live):
    live.write(1, "x")
    editor = live.cell(1).locator(".CodeMirror-code")
    editor.focus()
    live.page.keyboard.press("Tab")
    assert live.page.evaluate("livecode.cells[0].source") == "    x"
    live.page.keyboard.press("Shift+Tab")
    assert live.page.evaluate("livecode.cells[0].source") == "x"


def test_a_word_is_completed_on_demand(live):
    live.run(1)
    live.write(2, "siz")  # codespell:ignore siz
    live.cell(2).locator(".CodeMirror-code").focus()
    live.page.keyboard.press("End")
    live.page.keyboard.press("Control+Space")
    live.page.wait_for_function("() => livecode.cells[1].source === 'size'")


def test_what_happens_is_told_to_those_who_listen(live):
    told = live.page.locator(".livecode-bar [role=status]")
    live.run(1, "1 / 0")
    assert told.inner_text() == "Cell 1 raised ZeroDivisionError."
    assert live.cell(1).locator(".CodeMirror-code").get_attribute("aria-label") == "Code of cell 1"
    assert live.cell(1).locator("[role=group]").get_attribute("aria-label") == "Cell 1"


def test_the_focus_is_never_hidden_behind_the_bar(live):
    live.page.set_viewport_size({"width": 1280, "height": 500})
    live.tell("Run all").settle()
    covered = """() => { const box = document.activeElement.getBoundingClientRect();
      const bar = document.querySelector(".livecode-bar");
      if (bar.contains(document.activeElement)) return false;
      return box.top >= bar.getBoundingClientRect().top; }"""
    live.page.locator(".livecode-tools button").first.focus()
    for _ in range(40):
        live.page.keyboard.press("Escape")
        live.page.keyboard.press("Tab")
        assert not live.page.evaluate(covered)


def test_a_button_that_can_do_nothing_keeps_its_place_and_does_nothing(live):
    stop = live.page.locator(".livecode-bar").get_by_role("button", name="Stop")
    assert stop.get_attribute("aria-disabled") == "true"
    before = live.message
    stop.focus()
    live.page.keyboard.press("Enter")
    assert live.message == before
    assert live.page.evaluate("livecode.state") == "ready"


def test_both_themes_colour_the_editor(live):
    grounds = []
    for theme in THEMES:
        live.page.emulate_media(color_scheme=theme)
        style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        grounds.append(live.cell(1).locator(".CodeMirror").evaluate(style))
        string = live.cell(1).locator(".cm-string").first.evaluate("e => getComputedStyle(e).color")
        assert string not in grounds[-1]
    assert grounds[0] != grounds[1]


def test_on_paper_there_are_no_controls(live):
    live.tell("Run all").settle()
    live.page.emulate_media(media="print")
    assert not live.page.locator(".livecode-bar").is_visible()
    assert not live.page.locator(".livecode-tools").first.is_visible()
    assert live.page.get_by_text("size 21").last.is_visible()


def test_a_folded_cell_is_shown_whole_when_it_is_opened(live):
    live.cell(3).locator("summary").click()
    editor = live.cell(3).locator(".CodeMirror")
    assert editor.bounding_box()["height"] > 30
    assert "from a fold" in editor.inner_text()
    live.press(3).settle()
    assert live.output(3) == "from a fold"


def test_code_is_copied_as_it_stands_in_the_editor(live):
    live.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    live.write(1, "mine = 1").press(1, "Copy")
    live.cell(1).get_by_text("Copied").wait_for()
    assert live.page.evaluate("navigator.clipboard.readText()") == "mine = 1"
