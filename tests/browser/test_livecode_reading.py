"""Live code for every reader: by keyboard alone, by ear, on a phone, in the dark, on paper."""

import live_site
import pytest
from live_site import Hand, Site

pytestmark = pytest.mark.xdist_group("livecode")

PAGE = "deep/live"
LOOKS = {
    "light": {"theme": "light", "width": 320, "height": 640}, "dark": {"theme": "dark"},
    "phone": {"width": 390, "height": 844, "has_touch": True, "is_mobile": True},
}  # fmt: skip


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


@pytest.mark.parametrize("look", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(reader, violations, look):
    hand = reader(**LOOKS[look])
    found = {"cold": violations(hand.page)}
    hand.press_start().reach("starting")
    found["starting"] = violations(hand.page)
    hand.reach("ready")
    hand.write(1, "print('x' * 500)\n1 / 0").press(1).settle()
    hand.write(2, "doubled = 1\nprint('much ' * 90)").run(2)
    hand.write(4, "size = 1")
    hand.note(4)
    hand.page.get_by_text("Keys").click()
    found["failed, stale, with keys"] = violations(hand.page)
    hand.write(5, "while True: pass").press(5)
    hand.page.wait_for_function("() => livecode.cells[4].state === 'running'")
    found["busy"] = violations(hand.page)
    hand.tell("Stop").reach("ready").settle()
    hand.tell("Restart")
    hand.page.evaluate("livecode.died('Python broke down.')")
    found["dead"] = violations(hand.page)
    assert {state: said for state, said in found.items() if said} == {}
    assert hand.visit.complaints == []


@pytest.mark.parametrize("look", ["phone", "light"])
def test_a_phone_never_scrolls_sideways(reader, look):
    hand = reader(**LOOKS[look]).start()
    hand.tell("Run all").settle()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert hand.page.evaluate(wide) <= 1
    box = hand.page.locator(".livecode-bar").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= LOOKS[look]["width"]
    assert box["height"] < LOOKS[look]["height"] / 3


def test_long_code_and_wide_output_scroll_in_their_own_place(reader):
    hand = reader(**LOOKS["phone"]).start()
    hand.press(4).settle()
    scrolls = "e => e.scrollWidth > e.clientWidth && getComputedStyle(e).overflowX !== 'visible'"
    assert hand.cell(4).locator(".CodeMirror-scroll").evaluate(scrolls)
    output = hand.cell(4).locator(".livecode-output pre")
    assert output.evaluate(scrolls)
    assert output.get_attribute("tabindex") == "0"


def test_a_cell_is_run_by_touch(reader):
    hand = reader(**LOOKS["phone"]).start()
    hand.cell(1).get_by_role("button", name="Run cell 1").tap()
    hand.settle()
    assert hand.output(1) == "size 21"


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


def test_run_to_here_and_stop_have_keys_of_their_own(reader):
    hand = reader().start()
    hand.cell(2).locator(".CodeMirror-code").focus()
    hand.page.keyboard.press("Control+Shift+Enter")
    hand.settle()
    assert [bool(hand.output(number)) for number in (1, 2, 3)] == [True, True, False]
    hand.write(2, "while True: pass")
    hand.cell(2).locator(".CodeMirror-code").focus()
    hand.page.keyboard.press("Control+Enter")
    hand.page.wait_for_function("() => livecode.cells[1].state === 'running'")
    hand.page.keyboard.press("Control+.")
    hand.page.wait_for_function("() => !livecode.working")
    hand.reach("ready")


def test_tab_indents_and_escape_lets_go(reader):
    hand = reader().start()
    hand.write(1, "x")
    editor = hand.cell(1).locator(".CodeMirror-code")
    editor.focus()
    hand.page.keyboard.press("Tab")
    assert hand.page.evaluate("livecode.cells[0].source") == "    x"
    hand.page.keyboard.press("Shift+Tab")
    assert hand.page.evaluate("livecode.cells[0].source") == "x"


def test_a_word_is_completed_on_demand(reader):
    hand = reader().start()
    hand.run(1)
    hand.write(2, "siz")  # codespell:ignore siz
    hand.cell(2).locator(".CodeMirror-code").focus()
    hand.page.keyboard.press("End")
    hand.page.keyboard.press("Control+Space")
    hand.page.wait_for_function("() => livecode.cells[1].source === 'size'")


def test_what_happens_is_told_to_those_who_listen(reader):
    hand = reader()
    hand.press_start()
    told = hand.page.locator(".livecode-bar [role=status]")
    hand.reach("ready")
    assert told.inner_text().startswith("Python 3.")
    hand.run(1, "1 / 0")
    assert told.inner_text() == "Cell 1 raised ZeroDivisionError."
    assert hand.cell(1).locator(".CodeMirror-code").get_attribute("aria-label") == "Code of cell 1"
    assert hand.cell(1).locator("[role=group]").get_attribute("aria-label") == "Cell 1"


def test_the_focus_is_never_hidden_behind_the_bar(reader):
    hand = reader(height=500).start()
    hand.tell("Run all").settle()
    covered = """() => { const box = document.activeElement.getBoundingClientRect();
      const bar = document.querySelector(".livecode-bar");
      if (bar.contains(document.activeElement)) return false;
      return box.top >= bar.getBoundingClientRect().top; }"""
    hand.page.locator(".livecode-tools button").first.focus()
    for _ in range(40):
        hand.page.keyboard.press("Escape")
        hand.page.keyboard.press("Tab")
        assert not hand.page.evaluate(covered)


def test_a_button_that_can_do_nothing_keeps_its_place_and_does_nothing(reader):
    hand = reader().start()
    stop = hand.page.locator(".livecode-bar").get_by_role("button", name="Stop")
    assert stop.get_attribute("aria-disabled") == "true"
    stop.focus()
    hand.page.keyboard.press("Enter")
    assert hand.message.startswith("Python 3.")


def test_both_themes_colour_the_editor(reader):
    grounds = []
    for theme in ("light", "dark"):
        hand = reader(theme=theme).start()
        style = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        grounds.append(hand.cell(1).locator(".CodeMirror").evaluate(style))
        string = hand.cell(1).locator(".cm-string").first.evaluate("e => getComputedStyle(e).color")
        assert string not in grounds[-1]
    assert grounds[0] != grounds[1]


def test_on_paper_there_are_no_controls(reader):
    hand = reader().start()
    hand.tell("Run all").settle()
    hand.page.emulate_media(media="print")
    assert not hand.page.locator(".livecode-bar").is_visible()
    assert not hand.page.locator(".livecode-tools").first.is_visible()
    assert hand.page.get_by_text("size 21").last.is_visible()


def test_a_folded_cell_is_shown_whole_when_it_is_opened(reader):
    hand = reader().start()
    hand.cell(3).locator("summary").click()
    editor = hand.cell(3).locator(".CodeMirror")
    assert editor.bounding_box()["height"] > 30
    assert "from a fold" in editor.inner_text()
    hand.press(3).settle()
    assert hand.output(3) == "from a fold"


def test_code_is_copied_as_it_stands_in_the_editor(visit):
    hand = Hand(visit(PAGE, permissions=["clipboard-read", "clipboard-write"])).start()
    hand.write(1, "mine = 1").press(1, "Copy")
    hand.cell(1).get_by_text("Copied").wait_for()
    assert hand.page.evaluate("navigator.clipboard.readText()") == "mine = 1"
