# ruff: noqa: RUF001  (the words of the pages)
"""Live code with Python in the reader's own browser: the core of Pyodide is enough for these."""

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
    """Return a function that opens a page as somebody new; nothing may be amiss afterwards."""
    visits = []

    def open_page(name=PAGE, **settings):
        visits.append(visit(name, **settings))
        return Hand(visits[-1])

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def test_nothing_of_it_is_loaded_before_the_button_is_pressed(reader):
    hand = reader()
    loaded = [url.rpartition("/")[2].split("?")[0] for url in hand.visit.loaded]
    ours = re.compile(r"pyodide|index\.js|worker|main\.js|live\.json|\.whl")
    assert not [name for name in loaded if ours.search(name)]
    assert "livecode.js" in loaded


def test_the_button_stands_only_beside_code(reader):
    assert reader().page.locator(".livecode-start button").inner_text() == "Run this page’s code"
    assert reader("plain").page.locator(".livecode-start").count() == 0


def test_without_javascript_there_is_no_button(reader):
    hand = reader(java_script_enabled=False)
    assert hand.page.locator(".livecode-start").count() == 0
    assert hand.page.locator(".cell").first.is_visible()


def test_pressing_it_starts_python_and_makes_every_cell_editable(reader):
    hand = reader().start()
    assert re.fullmatch(r"Python 3\.\d+\.\d+ in this browser\.", hand.message)
    assert hand.page.locator(".livecode-editor .CodeMirror").count() == 5
    assert hand.page.locator(".livecode-start").count() == 0


def test_running_the_page_gives_what_the_book_printed(live):
    live.tell("Run all").settle()
    printed = ["size 21", "42", "from a fold", ("wide " * 60).strip(), "21.0"]
    assert [live.output(number) for number in range(1, 6)] == printed
    assert live.page.locator(".cell_output:not(.livecode-output):visible").count() == 0
    assert re.fullmatch(r"ran in \d+\.\d\d s", live.note(1))


def test_all_cells_share_one_python(live):
    live.run(1, "shared = 5")
    assert live.run(2, "shared + 1") == "6"


def test_a_traceback_stands_beside_its_cell_and_ends_the_run(live):
    live.write(2, "size / 0").tell("Run all").settle()
    assert "ZeroDivisionError: division by zero" in live.output(2)
    assert "cell 2, line 1" in live.output(2)
    assert live.note(2).startswith("failed after")
    assert live.output(3) == ""
    assert live.message == "Cell 2 raised ZeroDivisionError."


def test_all_above_runs_what_stands_above_and_no_more(live):
    live.press(5, "Run all above").settle()
    assert [bool(live.output(number)) for number in range(1, 6)] == [True] * 4 + [False]


def test_a_name_from_a_cell_that_did_not_run_is_one_press_away(live):
    live.tell("Restart").reach("ready")
    assert "NameError" in live.run(2)
    live.page.get_by_role("button", name="Run the cells above, then this one").click()
    live.settle()
    assert live.output(2) == "42"


def test_editing_marks_what_no_longer_follows(live):
    live.tell("Run all").settle()
    live.write(1, "size = 100")
    assert "edited, not run yet" in live.note(1)
    assert live.note(2).endswith("from before cell 1 was changed")
    assert "livecode-stale" in live.cell(2).get_attribute("class")
    live.press(1).settle()
    assert "edited" not in live.note(1)
    assert live.note(2).endswith("from before cell 1 was changed")
    live.press(2).settle()
    assert live.output(2) == "200"
    assert "livecode-stale" not in live.cell(2).get_attribute("class")


def test_an_edit_makes_even_the_books_own_output_stale_until_it_is_taken_back(live):
    live.write(1, "size = 3")
    assert "before cell 1" in live.note(5)
    live.write(1, 'size = 20 + 1\nprint("size", size)')
    assert live.note(5) == ""


def test_resetting_a_cell_brings_back_the_books_code_and_output(live):
    live.run(1, "print('mine')")
    live.press(1, "Reset").settle()
    assert live.page.evaluate("livecode.cells[0].source").startswith("size = 20")
    assert "size 21" in live.cell(1).inner_text()
    assert "mine" not in live.cell(1).inner_text()


def test_stopping_an_endless_loop_keeps_the_page_and_says_what_is_lost(live):
    live.run(1)
    live.write(2, "while True: pass").press(2)
    live.page.wait_for_function("() => livecode.cells[1].state === 'running'")
    assert live.page.evaluate("1 + 1") == 2
    live.tell("Stop").reach("ready").settle()
    assert live.message.startswith("Stopped; Python was started anew.")
    assert "variables are lost" in live.message
    assert live.note(2).startswith("stopped")
    assert live.note(1).endswith("from before the restart")
    assert "NameError" in live.run(4, "size")


def test_stopping_takes_back_what_waited(live):
    live.write(1, "while True: pass").tell("Run all")
    live.page.wait_for_function("() => livecode.cells[0].state === 'running'")
    assert live.note(2) == "waits for its turn; from before cell 1 was changed"
    live.tell("Stop").reach("ready").settle()
    assert "waits" not in live.note(2)


def test_restarting_forgets_and_keeps_the_edits(live):
    live.run(1, "kept = 1")
    live.tell("Restart").reach("ready")
    assert "variables are lost" in live.message
    assert live.page.evaluate("livecode.cells[0].source") == "kept = 1"
    assert "NameError" in live.run(2, "kept")


def test_twenty_thousand_lines_neither_freeze_nor_flood(live):
    shown = live.run(1, "for i in range(20_000): print('line', i)")
    assert shown.startswith("line 0\nline 1\n")
    assert shown.endswith("line 19999")
    assert re.search(r"… \d+ lines are not shown …", shown)
    assert len(shown) < 80_000
    height = live.cell(1).locator(".livecode-output").evaluate("e => e.offsetHeight")
    assert height < 700


def test_what_is_printed_appears_while_the_cell_runs(live):
    live.write(1, "import time\nprint('first')\nwhile True: time.sleep(0.01)").press(1)
    live.page.wait_for_function(
        "() => document.querySelector('.livecode-output').textContent.includes('first')"
    )
    live.tell("Stop").reach("ready").settle()


def test_a_worker_that_was_ended_is_not_listened_to(live):
    live.page.evaluate(
        """async () => {
             const old = livecode.kernel.worker, again = livecode.restart();
             old.dispatchEvent(new ErrorEvent("error", { cancelable: true }));
             await again; }"""
    )
    assert live.reach("ready").run(1) == "size 21"


def test_what_lacks_on_the_site_is_said_in_a_sentence(live):
    shown = live.run(1, "import numpy")
    assert "PackageError: this site was built without numpy for the browser" in shown
    assert "File" not in shown


def test_markup_is_shown_without_what_acts(live):
    html = "<table><tr><th onclick='x()'>a<th style='color: red'>b</table><img src=//x/y>"
    html += "<script>window.bad = 1</script><style>body { display: none }</style>"
    live.run(1, f"class T:\n    def _repr_html_(self): return {html!r}\nT()")
    assert live.cell(1).locator(".livecode-output th").count() == 2
    assert live.page.evaluate("window.bad === undefined && !document.querySelector('[onclick]')")


def test_a_drawing_of_the_readers_own_is_shown(live):
    svg = '<svg viewBox="0 0 2 2"><circle r="1" fill="red"/></svg>'
    live.run(1, f"class D:\n    def _repr_svg_(self): return {svg!r}\nD()")
    drawing = live.cell(1).locator(".livecode-output svg")
    assert drawing.get_attribute("aria-label") == "Figure drawn by cell 1"


def test_a_press_before_python_is_there_counts_and_edits_survive_a_reload(reader):
    hand = reader().press_start()
    hand.page.locator(".livecode-editor .CodeMirror").first.wait_for(timeout=60_000)
    hand.press(1).reach("ready").settle(120)
    assert hand.output(1) == "size 21"
    hand.write(2, "doubled = 'mine'\ndoubled")
    hand.note(2)
    hand.page.reload()
    hand.start()
    assert hand.message.endswith("Your edits are back.")
    assert hand.page.evaluate("livecode.cells[1].source") == "doubled = 'mine'\ndoubled"
    hand.tell("Reset page").settle()
    assert hand.message == "Every cell is the book’s again."
    hand.page.reload()
    hand.press_start()
    hand.page.locator(".livecode-editor .CodeMirror").nth(1).wait_for(timeout=60_000)
    assert hand.page.evaluate("livecode.cells[1].source").startswith("doubled = 2")


def test_an_edit_of_code_that_the_book_has_changed_does_not_land_elsewhere(reader):
    hand = reader()
    key = "livecode:" + hand.page.evaluate("location.pathname")
    edits = '[{"book": "an older line", "code": "my own"}]'
    hand.page.evaluate("([key, edits]) => localStorage.setItem(key, edits)", [key, edits])
    hand.press_start()
    hand.page.locator(".livecode-editor .CodeMirror").nth(4).wait_for(timeout=60_000)
    assert hand.page.evaluate("livecode.cells.every((cell) => !cell.edited)")
    assert "my own" in hand.page.evaluate("(key) => localStorage.getItem(key)", key)


def test_starting_can_be_stopped(reader):
    hand = reader().press_start()
    hand.reach("starting").tell("Stop").reach("dead")
    assert hand.message == "Python was not started."
    hand.try_again().reach("ready")


@pytest.mark.whole
def test_python_runs_out_of_memory_without_taking_the_page(live):
    live.run(1, "hoard = []\nwhile True: hoard.append(bytearray(200_000_000))")
    live.reach("dead")
    assert "out of memory" in live.message
    assert "variables are lost" in live.message
    live.tell("Restart").reach("ready")
    assert live.run(1, "1 + 1") == "2"
