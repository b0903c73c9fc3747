# ruff: noqa: RUF001  (the words of the pages)
"""Live code with a real Jupyter kernel: make serve, a server elsewhere, one through Binder."""

import re

import live_site
import pytest
from book_site import Visit, book_pages, each_chapter
from jupyter_servers import Elsewhere, Hub, Serve
from live_site import Hand, Site

from committee import exercises

pytestmark = pytest.mark.xdist_group("livecode")

PAGE = "deep/live"


class Reader:
    """Opens pages of a served book as one reader, who has shown the token."""

    def __init__(self, chromium, server):
        self.context = chromium.new_context(viewport={"width": 1280, "height": 800})
        self.server = server
        page = self.context.new_page()
        page.goto(server.entrance)
        page.close()

    def open(self, name):
        visit = Visit(self.context.new_page(), self.server.address)
        visit.watch()
        return Hand(visit.go(name))


@pytest.fixture(scope="module")
def server():
    running = Serve(live_site.built())
    yield running
    running.end()


@pytest.fixture
def reader(chromium, server):
    someone = Reader(chromium, server)
    yield someone
    someone.context.close()


def test_the_page_finds_the_kernel_of_this_computer(reader):
    hand = reader.open(PAGE)
    assert hand.page.locator(".livecode-start").inner_text().endswith("by Python on this computer")
    hand.start()
    assert re.fullmatch(r"Python 3\.\d+\.\d+ in this computer\.", hand.message)
    hand.tell("Run all").settle()
    printed = ["size 21", "42", "from a fold", ("wide " * 60).strip(), "21.0"]
    assert [hand.output(number) for number in range(1, 6)] == printed
    assert hand.visit.complaints == []


def test_stopping_keeps_the_variables(reader):
    hand = reader.open(PAGE).start()
    hand.run(1)
    hand.write(2, "while True: pass").press(2)
    hand.page.wait_for_function("() => livecode.cells[1].state === 'running'")
    hand.tell("Stop").reach("ready").settle()
    assert hand.message == "Cell 2 was stopped."
    assert hand.run(4, "size") == "21"
    assert hand.visit.complaints == []


def test_restarting_forgets(reader):
    hand = reader.open(PAGE).start()
    hand.run(1)
    hand.tell("Restart").reach("ready")
    assert "variables are lost" in hand.message
    assert "NameError" in hand.run(2)
    assert [said for said in hand.visit.complaints if "reconnecting" not in said] == []


def test_two_pages_open_at_once_have_a_python_each(reader):
    one, other = reader.open(PAGE).start(), reader.open("deep/drawn").start()
    one.run(1)
    assert "NameError" in other.run(1, "size")
    other.page.close()
    assert one.run(4, "size") == "21"


def test_a_figure_is_the_books_with_caption_and_words(reader):
    hand = reader.open("deep/drawn").start()
    hand.tell("Run all").settle()
    figure = hand.cell(2).locator(".livecode-output figure")
    drawing = figure.locator("svg.drawing")
    assert drawing.get_attribute("aria-label").startswith("A line that rises from one")
    assert "A line that rises." in figure.locator("figcaption").inner_text()
    assert "var(--c-train)" in drawing.evaluate("e => e.outerHTML")
    assert drawing.locator("text", has_text="epoch").count() == 1
    ids = hand.page.evaluate("[...document.querySelectorAll('[id]')].map((e) => e.id)")
    assert len(ids) == len(set(ids))
    assert hand.visit.complaints == []


def test_what_a_run_showed_stays_pinned_beside_the_books_figure(reader):
    hand = reader.open("deep/drawn")
    sheet = hand.page.locator("aside.pins")
    hand.page.get_by_role("button", name="Pin this figure").click()
    hand.start()
    code = hand.page.evaluate("livecode.cells[1].source")
    hand.run(1)
    hand.run(2, code.replace("[1, 2]", "[3, 1, 2]"))
    hand.page.get_by_role("button", name="Pin this run’s figure").click()
    assert sheet.locator(".pin-name a").all_inner_texts() == ["Figure 1", "Figure 1, your run"]
    books, runs = sheet.locator("svg.drawing").evaluate_all("(all) => all.map((e) => e.innerHTML)")
    assert books != runs
    hand.run(2, "print('gone')")
    assert sheet.locator("svg.drawing").nth(1).evaluate("(e) => e.innerHTML") == runs
    hand.page.get_by_role("button", name="Pin the output of cell 2, your run").click()
    assert sheet.locator("pre").inner_text() == "gone"
    hand.page.set_viewport_size({"width": 390, "height": 844})
    bar = hand.page.locator(".livecode-bar").bounding_box()
    hand.page.wait_for_function(
        "(top) => document.querySelector('aside.pins').getBoundingClientRect().bottom <= top + 1",
        arg=bar["y"],
    )
    assert hand.visit.complaints == []


def test_a_figure_is_drawn_as_large_as_the_books(reader):
    hand = reader.open("deep/drawn").start()
    size = "e => [e.getAttribute('width'), e.getAttribute('height')]"
    built = hand.cell(2).locator("svg.drawing").first.evaluate(size)
    hand.tell("Run all").settle()
    assert hand.cell(2).locator(".livecode-output svg.drawing").evaluate(size) == built


def test_a_killed_kernel_is_told_from_a_busy_one(reader):
    hand = reader.open(PAGE).start()
    hand.write(1, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)").press(1)
    hand.reach("dead").settle()
    assert hand.message.startswith("Python died on the server. Its variables are lost")
    hand.try_again().reach("ready")
    assert hand.run(4, "1 + 1") == "2"


def test_the_reader_can_switch_to_another_kernel(reader):
    if live_site.lacking("numpy"):
        pytest.skip("left out: there is no numpy for the browser here")
    hand = reader.open(PAGE).start()
    hand.page.get_by_label("Runs in").select_option(label="this browser")
    hand.reach("ready")
    assert hand.message.endswith("in this browser.")
    hand.page.reload()
    hand.start()
    assert hand.message.endswith("in this browser.")


def test_leaving_the_page_ends_its_kernel(reader, server):
    hand = reader.open(PAGE).start()
    sessions = """async () => {
      const meta = document.querySelector("meta[name=livecode-server]");
      const { base, token } = JSON.parse(meta.content);
      const headers = { Authorization: `token ${token}` };
      const answer = await fetch(`${base}api/sessions`, { headers });
      return (await answer.json()).map(({ id }) => id); }"""
    mine = hand.page.evaluate("livecode.kernel.session.id")
    assert mine in hand.page.evaluate(sessions)
    hand.page.goto(server.address)
    hand.page.wait_for_function(
        f"async (mine) => !(await ({sessions})()).includes(mine)", arg=mine, polling=200
    )


def test_a_server_that_ends_is_missed_at_once(chromium):
    running = Serve(live_site.built(), port=8500)
    someone = Reader(chromium, running)
    hand = someone.open(PAGE).start()
    running.end()
    hand.reach("dead")
    gone = f"No Jupyter server answers at {running.address}jupyter/. Start it"
    assert hand.message.startswith(gone)
    assert "“make serve”" in hand.message
    hand.try_again().reach("dead")
    someone.context.close()


def test_a_token_that_is_no_longer_right_is_named(reader):
    hand = reader.open(PAGE)
    hand.page.evaluate(
        """() => { const meta = document.querySelector("meta[name=livecode-server]");
             meta.content = meta.content.replace(/"token": "\\w+"/, '"token": "0123"'); }"""
    )
    hand.start("dead")
    refused = r"The Jupyter server at \S+ refused this page’s token\. Start it"
    assert re.match(refused, hand.message)


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """A site that knows a server elsewhere, by its address and by way of a hub."""
    folder = tmp_path_factory.mktemp("elsewhere")
    site = Site(folder)
    origin = site.address.partition("/somewhere")[0]
    server = Elsewhere(origin, tmp_path_factory.mktemp("work"))
    ready = {"phase": "ready", "message": "running", "url": server.address, "token": server.token}
    hub = Hub([{"phase": "building", "message": "Building the image"}, ready])
    binder = {"binderUrl": hub.address, "repo": "a/b", "ref": "main", "repoProvider": "github"}
    ways = [hub.address, server.address, server.address.replace("http", "ws")]
    live_site.variant(live_site.built(), folder, policy=ways, browser=None, binder=binder,
                      server=server.address)  # fmt: skip
    site.hub, site.jupyter = hub, server
    yield site
    site.close()
    hub.close()
    server.end()


@pytest.fixture
def guest(chromium, elsewhere):
    """Open the page as somebody new, allowed to ask the servers that the site names."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"{elsewhere.address}{PAGE}.html")
    yield Hand(Visit(page, elsewhere.address))
    context.close()


def test_binder_builds_and_hands_over_a_kernel(guest, elsewhere):
    assert guest.page.locator(".livecode-start").is_visible()
    guest.start()
    assert guest.message.endswith(f"in {elsewhere.hub.address.partition('//')[2]}.")
    assert elsewhere.hub.asked == ["/build/gh/a/b/main"]
    assert guest.run(1) == "size 21"
    assert guest.run(2) == "42"


def test_a_server_with_a_known_address_asks_for_its_token(guest, elsewhere):
    host = elsewhere.jupyter.address.split("/")[2]
    guest.start()
    guest.page.get_by_label("Runs in").select_option(label=host)
    guest.reach("dead")
    assert guest.message == f"{host} asks who you are."
    field = guest.page.get_by_label(f"Token for {host}")
    field.fill("wrong")
    field.press("Enter")
    guest.page.get_by_text("Check its token, that it runs, and that it lets in").wait_for()


def test_with_its_token_it_runs_the_page(guest, elsewhere):
    host = elsewhere.jupyter.address.split("/")[2]
    guest.start()
    guest.page.get_by_label("Runs in").select_option(label=host)
    guest.reach("dead")
    field = guest.page.get_by_label(f"Token for {host}")
    field.fill(elsewhere.jupyter.token)
    field.press("Enter")
    guest.reach("ready")
    assert guest.run(1) == "size 21"


@pytest.fixture(scope="module")
def whole(site):
    """Serve the real book with its kernels."""
    running = Serve(site, port=8600)
    yield running
    running.end()


def test_an_exercise_answers_to_the_starter_a_mistake_and_the_reference(chromium, whole):
    """Its answer is text right below the cell's code, and the bar says when it has come."""
    name = "ex-practice-xor-line"
    exercise = exercises.find(name)
    someone = Reader(chromium, whole)
    hand = someone.open("practice/exercises").start()
    sources = hand.page.evaluate("livecode.cells.map((cell) => cell.source)")
    [number] = [place for place, code in enumerate(sources, 1) if f'check("{name}"' in code]
    starter = sources[number - 1]
    yes_to_all = starter.replace("bias=0.0", "bias=1.0")
    reference = starter.replace("[0.0, 0.0]", "[1.0, 1.0]").replace("bias=0.0", "bias=-0.5")
    no_hint, yes_hint = (mistake.hint for mistake in exercise.mistakes[:2])
    said = {starter: f"Not yet. {no_hint}", yes_to_all: f"Not yet. {yes_hint}",
            reference: f"Right. {exercise.insight}"}  # fmt: skip
    assert len(said) == 3
    status = hand.page.locator(".livecode-bar").get_by_role("status")
    for code, words in said.items():
        assert " ".join(hand.run(number, code).split()) == words
        assert status.inner_text() == f"Cell {number} is done."
    follows = "e => e.parentElement.querySelector('.livecode-tools').nextElementSibling === e"
    output = hand.cell(number).locator(".livecode-output")
    assert output.evaluate(follows)
    assert "Right. Three of four" in output.aria_snapshot()
    assert hand.visit.complaints == []
    someone.context.close()


@pytest.mark.parametrize("name", each_chapter([page for page in book_pages() if "/" in page]))
def test_every_visible_cell_of_the_book_prints_what_the_page_shows(chromium, whole, name):
    """In order, from nothing but what a reader sees."""
    someone = Reader(chromium, whole)
    hand = someone.open(name)
    if not hand.page.locator(".livecode-start").count():
        pytest.skip("no code on this page")
    hand.start().tell("Run all").settle(600)
    states = hand.page.evaluate("livecode.cells.map((cell) => cell.state)")
    assert states == ["done"] * len(states), hand.message
    pairs = hand.page.evaluate(
        """() => livecode.cells.map((cell) => {
             const text = (output) => [...output.querySelectorAll(":is(.stream, .text_plain) pre")]
               .map((pre) => pre.textContent.trimEnd()).filter(Boolean);
             const built = [...cell.element.querySelectorAll(".cell_output:not(.livecode-output)")];
             const drawn = (output) => output.querySelectorAll("svg.drawing").length;
             return { built: built.flatMap(text), live: text(cell.output),
                      exercise: cell.element.classList.contains("tag_remove-output"),
                      figures: [built.reduce((n, one) => n + drawn(one), 0), drawn(cell.output)] };
           })"""
    )
    assert pairs
    for number, pair in enumerate(pairs, start=1):
        if pair["exercise"]:  # what it answers to the starter is for the live page alone
            assert pair["live"], f"cell {number} of {name}"
            continue
        assert pair["live"] == pair["built"], f"cell {number} of {name}"
        assert pair["figures"][0] == pair["figures"][1], f"cell {number} of {name}"
    assert hand.visit.complaints == []
    someone.context.close()
