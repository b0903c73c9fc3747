"""The clinic's desk in Chromium: a log is dropped or chosen, and its diagnosis is on the page."""

import re
from base64 import b64encode

import live_site
import pytest
from book_site import Visit
from jupyter_servers import Serve
from live_site import Site

pytestmark = pytest.mark.xdist_group("livecode")

PAGE = "clinic/desk"
SICK = "epoch,loss,val_loss\n" + "".join(
    f"{i},{0.97**i:.4f},{0.5 + abs(i - 20) / 60:.4f}\n" for i in range(60)
)
FLAT = "".join(f"Epoch {i} - loss: {0.6931 + 0.0001 * (i % 3):.4f}\n" for i in range(30))
DROP = """([selector, files]) => {
  const carried = new DataTransfer();
  for (const [name, base64] of files) {
    carried.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  }
  return ["dragover", "drop"].map((type) => {
    const event = new DragEvent(type, { dataTransfer: carried, bubbles: true, cancelable: true });
    return document.querySelector(selector).dispatchEvent(event); }); }"""


class Desk:
    """What a reader does at the desk, and is told there."""

    def __init__(self, visit):
        self.visit, self.page = visit, visit.page

    def drop(self, on="body", **files):
        given = [[name.replace("__", "."), b64encode(data).decode()]
                 for name, data in files.items()]
        left_to_the_browser = self.page.evaluate(DROP, [on, given])
        assert left_to_the_browser == [False, False]  # it would open the file instead of the page
        return self

    def told(self, pattern, seconds=60):
        """Wait until the desk says something; return it."""
        status = self.page.locator(".clinic-desk [role=status]")
        status.filter(has_text=re.compile(pattern)).wait_for(timeout=1000 * seconds)
        return status.inner_text()

    def answer(self, number=1):
        return self.page.locator(".clinic-answer").nth(number - 1)

    def said_under(self, name):
        return self.answer().locator("dt", has_text=name).locator("+ dd").inner_text()


@pytest.fixture(scope="module")
def server():
    running = Serve(live_site.built(), port=8700)
    yield running
    running.end()


@pytest.fixture(scope="module")
def served():
    """Serve the small book without a kernel on this computer."""
    site = Site(live_site.built())
    yield site
    site.close()


@pytest.fixture(scope="module")
def address(served):
    return served.address


@pytest.fixture(scope="module")
def desk(chromium, server):
    """A page with its kernel on this computer, kept for all who do not spoil it."""
    context = chromium.new_context(reduced_motion="reduce")
    visit = Visit(context.new_page(), server.address)
    visit.page.goto(server.entrance)
    visit.watch()
    yield Desk(visit.go(PAGE))
    assert visit.complaints == []
    context.close()


def test_a_log_that_is_dropped_anywhere_on_the_page_gets_its_diagnosis(desk):
    assert desk.told("Python on this computer reads them")
    desk.drop(run__csv=SICK.encode())
    assert desk.told("run.csv: ") == "run.csv: Overfitting, high confidence."
    assert "lowest at epoch 20" in desk.said_under("Evidence")
    assert desk.said_under("Likely causes").startswith("the network has begun to memorise")
    assert desk.said_under("Try first").startswith("stop at the best epoch")
    assert "Overfitting (high confidence)" in desk.answer().locator("pre").text_content()


def test_its_curves_are_drawn_in_the_pages_colours_with_the_evidence_marked(desk):
    desk.drop(run__csv=SICK.encode()).told("run.csv: ")
    picture = desk.answer().get_by_role("img")
    assert "lowest validation loss at epoch 20" in picture.get_attribute("aria-label")
    for name in ("train", "validation"):
        wanted = desk.page.evaluate(
            """(name) => { const probe = document.createElement("i");
                 probe.style.color = `var(--c-${name})`; document.body.append(probe);
                 const colour = getComputedStyle(probe).color; probe.remove(); return colour; }""",
            name,
        )
        line = picture.locator(f"path.{name}")
        assert line.evaluate("e => getComputedStyle(e).stroke") == wanted


@pytest.mark.parametrize(("data", "reason"), [
    (b"\x89PNG\r\n\x1a\n\x00\x00", "the file is an image, not text"),
    (b"", "the file is empty"),
    (b"rooms,price\n3,210\n2,160\n5,390\n", "no column is a loss"),
    (bytes(range(256)) * 9000, "the file is binary"),
])  # fmt: skip
def test_what_is_no_log_is_refused_with_its_reason(desk, data, reason):
    desk.drop(thing__dat=data)
    assert desk.told("thing.dat: Not a training log")
    assert desk.said_under("Evidence").startswith(reason)
    assert desk.answer().locator("svg").count() == 0


def test_several_logs_get_an_answer_each_in_their_order(desk):
    files = {"one__csv": SICK.encode(), "two__png": b"\x89PNG", "three__txt": FLAT.encode("utf-16")}
    desk.drop(**files).told("three.txt: ")
    said = [desk.answer(i).get_attribute("aria-label") for i in (1, 2, 3)]
    assert said == ["one.csv: Overfitting", "two.png: Not a training log", "three.txt: A plateau"]


def test_a_log_larger_than_a_piece_arrives_whole(desk):
    rows = "".join(f"{i},{9 if i > 120_000 else 0.5 + 1 / i:.6f}\n" for i in range(1, 150_000))
    desk.drop(long__csv=f"step,loss\n{rows}".encode())
    assert desk.told("long.csv: ").startswith("long.csv: Diverged")
    assert "loss ends at 9" in desk.said_under("Evidence")


def test_a_name_full_of_markup_stays_a_name(desk):
    name = '<img src=x onerror="x()">"\'\\__csv'
    desk.drop(**{name: SICK.encode()}).told("Overfitting")
    assert desk.answer().locator(".clinic-finding span").inner_text() == name.replace("__", ".")


def test_a_log_that_a_browser_cannot_hold_is_refused_before_anything_is_read(desk, tmp_path):
    (tmp_path / "huge.csv").write_bytes(b"1\n" * (17 * 2**20))
    desk.page.locator("#clinic-file").set_input_files(tmp_path / "huge.csv")
    told = desk.told("huge.csv has")
    assert told == ("huge.csv has 35.7 MB, and this page reads logs of up to 32.0 MB. On your "
                    "computer, “committee diagnose” reads it.")


def test_by_keyboard_alone_a_log_is_chosen_read_and_followed_up(desk, tmp_path):
    (tmp_path / "mine.csv").write_text(SICK)
    page = desk.page
    page.on("filechooser", lambda _: None)  # Chromium is told in time whom to hand its window to
    page.locator("h1").click()
    page.get_by_label("Choose training logs").focus()
    with page.expect_file_chooser() as choosing:
        page.keyboard.press("Enter")
    choosing.value.set_files(tmp_path / "mine.csv")
    desk.told("mine.csv: Overfitting")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Try the example"
    page.keyboard.press("Enter")
    desk.told("example.csv: Overfitting")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.localName") == "summary"
    page.keyboard.press("Enter")
    assert desk.answer().locator("pre").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_answer_keeps_nobody_out_and_fits_a_phone(desk, violations, theme):
    page = desk.page
    page.emulate_media(color_scheme=theme)
    page.set_viewport_size({"width": 390, "height": 800})
    desk.drop(run__csv=SICK.encode()).told("run.csv: ")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_stopping_ends_python_and_the_next_log_starts_it_again(chromium, server):
    context = chromium.new_context()
    visit = Visit(context.new_page(), server.address)
    visit.page.goto(server.entrance)
    desk = Desk(visit.go(PAGE))
    desk.drop(run__csv=SICK.encode()).told("Python is starting")
    desk.page.get_by_role("button", name="Stop").click()
    assert desk.told("Stopped") == "Stopped."
    assert desk.page.get_by_role("button", name="Stop").count() == 0
    desk.drop(run__csv=SICK.encode()).told("run.csv: Overfitting")
    context.close()


def test_a_server_that_is_gone_is_named_with_the_way_to_start_it(chromium):
    running = Serve(live_site.built(), port=8750)
    page = chromium.new_page()
    page.goto(running.entrance)
    desk = Desk(Visit(page, running.address).go(PAGE))
    desk.drop(run__csv=SICK.encode()).told("run.csv: ")
    running.end()
    desk.drop(run__csv=SICK.encode())
    assert "make serve" in desk.told("No Jupyter server answers|Try again")
    page.close()


def test_without_python_for_the_browser_the_desk_names_the_command_and_asks_nobody(visit, tmp_path):
    absent = "This site was built without numpy for the browser."
    binder = {"binderUrl": "http://127.0.0.1:9", "repo": "a/b", "ref": "main"}
    bare = Site(live_site.variant(live_site.built(), tmp_path / "bare", browser=None,
                                  binder=binder, absent=absent))  # fmt: skip
    there = Desk(visit(PAGE, address=bare.address))
    there.drop(run__csv=SICK.encode())
    told = there.told("command|diagnose")
    assert told == f"{absent} On your computer, “committee diagnose” reads it."
    assert there.visit.complaints == []
    bare.close()


def test_python_in_the_browser_reads_a_log_without_a_word_to_anybody(visit):
    if live_site.lacking("numpy"):
        pytest.skip("left out: there is no numpy for the browser here")
    there = Desk(visit(PAGE))
    assert "not uploaded" in there.told("to download")
    there.page.get_by_role("button", name="Try the example").click()
    there.told("example.csv: Overfitting")
    before = len(there.visit.loaded)
    there.drop(run__csv=SICK.encode(), bad__png=b"\x89PNG").told("bad.png: Not a training log")
    assert there.answer().locator("path.validation").count() == 1
    assert there.visit.loaded[before:] == []
    assert there.visit.complaints == []
