"""The practice pages as a reader meets them: questions drawn and opened, a chain filled in."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from planted_book import PlantedBook

pytestmark = pytest.mark.xdist_group("practice")

KEY = "committee.chain.1"
ASKED = """```{{interview}} iq-{topic}-{number}
Question {number} of {topic}?

Strong
: Answer {number} of {topic}.

Wrong
: Something else.

Senior
: Something more.

See
: {{doc}}`index`.
```
"""
CHAIN = """```{chain} chn-small
1. A straight cut.

   clerks

   Each of them cuts.

2. No bend.

   ReLU

   It bends.

3. A whisper.

   shortcuts, which are a good deal longer than what fits beside anything on a small screen

   They pass it on.
```
"""
QUESTIONS = ["Words.\n"]
for topic in ("first", "second"):
    QUESTIONS += [f"## The {topic} topic\n"]
    QUESTIONS += [ASKED.format(topic=topic, number=number) for number in range(1, 5)]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Build both pages with the whole machine, and serve them."""
    book = PlantedBook(tmp_path_factory.mktemp("practice"))
    for name, blocks in {"asked": QUESTIONS, "linked": ["## From memory\n", CHAIN]}.items():
        path = book.plant(name, *blocks)
        path.write_text(path.read_text().split("---\n", 2)[2])  # no cells, so no kernel
    outcome = book.build()
    assert outcome.status == 0, outcome.log
    handler = functools.partial(Quiet, directory=book.output / "html")
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader(visit):
    """Return a function that opens a page as somebody new; afterwards nothing was amiss."""
    visits = []

    def open_page(name, **settings):
        visits.append(visit(name, **settings))
        return visits[-1].page

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def seen(page):
    """Return the questions that are there to be read."""
    return page.locator(".interview:visible").evaluate_all("(all) => all.map((e) => e.id)")


def test_an_answer_waits_until_it_is_opened_by_keyboard(reader):
    page = reader("asked")
    answer = page.get_by_text("Answer 1 of first.")
    assert not answer.is_visible()
    page.locator("#iq-first-1 summary").focus()
    page.keyboard.press("Enter")
    assert answer.is_visible()


def test_five_are_drawn_and_all_come_before_one_comes_again(reader):
    page = reader("asked")
    everyone = seen(page)
    page.locator("#iq-first-1 summary").click()
    hands = []
    for _ in range(2):
        page.get_by_role("button", name="Draw five").click()
        hands.append(seen(page))
    assert [len(hand) for hand in hands] == [5, 5]
    assert set(hands[0]) | set(hands[1]) == set(everyone)
    assert hands[0] == sorted(hands[0], key=everyone.index)
    assert page.locator("details[open]").count() == 0
    status = page.locator(".interview-bar [role=status]")
    assert status.inner_text() == "5 questions, drawn from 8. Answer aloud, then open."
    page.get_by_role("button", name="Show all").click()
    assert seen(page) == everyone


def test_one_topic_can_be_shown_and_a_link_to_another_question_shows_all(reader):
    page = reader("asked")
    page.get_by_label("Topic").select_option("The second topic")
    assert seen(page) == [f"iq-second-{number}" for number in range(1, 5)]
    assert not page.get_by_role("heading", name="The first topic").is_visible()
    page.evaluate("location.hash = 'iq-first-2'")
    page.locator("#iq-first-2").wait_for(state="visible")
    assert len(seen(page)) == 8


def test_without_javascript_every_question_is_there_and_opens(reader):
    page = reader("asked", java_script_enabled=False)
    assert page.locator(".interview:visible").count() == 8
    assert page.locator(".interview-bar").count() == 0
    page.locator("#iq-second-4 summary").click()
    assert page.get_by_text("Answer 4 of second.").is_visible()


def test_on_paper_all_answers_are_open(reader):
    page = reader("asked")
    page.emulate_media(media="print")
    assert page.get_by_text("Answer 4 of second.").is_visible()
    assert not page.locator(".interview-bar").is_visible()


class Filled:
    """The chain on a page: what is chosen in it, and what it says."""

    def __init__(self, page):
        self.page, self.root = page, page.locator("#chn-small")
        self.rows = self.root.locator(".chain-rows > li")

    def choose(self, *mends):
        for at, mend in enumerate(mends):
            if mend is None:
                continue
            self.rows.nth(at).get_by_role("combobox").select_option(label=mend)
        return self

    def press(self, name):
        self.root.get_by_role("button", name=name).click()
        return self

    def chosen(self):
        return self.root.locator("select").evaluate_all(
            "(all) => all.map((e) => e.selectedOptions[0].text)"
        )

    def marks(self):
        return self.rows.evaluate_all("(all) => all.map((e) => e.dataset.mark ?? null)")

    def said(self, row):
        return self.rows.nth(row - 1).locator(".chain-said").inner_text()

    @property
    def result(self):
        return self.root.locator(".chain-result").inner_text()


LAST = "shortcuts, which are a good deal longer than what fits beside anything on a small screen"


def test_the_rows_are_judged_one_by_one_and_each_is_explained(reader):
    filled = Filled(reader("linked"))
    filled.press("Check the rows")
    assert filled.result == "Choose a mend first."
    filled.choose("clerks", "clerks").press("Check the rows")
    assert filled.marks() == ["right", "wrong", None]
    assert filled.result == "1 of 2 right, 1 to go."
    assert filled.said(1) == "Right. Each of them cuts."
    assert filled.said(2) == "Not this one. It mended row 1, “A straight cut”."
    filled.choose(None, "ReLU", LAST)
    assert filled.marks() == ["right", None, None], "a new choice has no verdict yet"
    assert filled.press("Check the rows").result == "All 3 rows are right."


def test_choices_are_kept_without_a_verdict_and_can_be_forgotten(reader):
    page = reader("linked")
    filled = Filled(page).choose("clerks", "clerks").press("Check the rows")
    page.reload()
    assert (filled.chosen(), filled.marks()) == (["clerks", "clerks", "choose …"], [None] * 3)
    assert filled.press("Check the rows").result == "1 of 2 right, 1 to go."
    filled.press("Start again")
    assert page.evaluate("document.activeElement.localName") == "select"
    assert json.loads(page.evaluate(f"localStorage.getItem({KEY!r})")) == {}
    for stored in ("{", "3", '{"chn-small": 3}', '{"chn-small": {"x": "<b>"}}'):
        page.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [KEY, stored])
        page.reload()
        assert filled.chosen() == ["choose …"] * 3


def test_it_is_filled_in_by_keyboard_and_the_answers_can_be_shown(reader):
    page = reader("linked")
    filled = Filled(page)
    filled.rows.first.get_by_role("combobox", name="mended by").focus()
    page.keyboard.type("cle")
    assert filled.chosen()[0] == "clerks"
    filled.root.get_by_role("button", name="Show all answers").focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("They pass it on.").first.is_visible()


def test_without_javascript_every_row_opens(reader):
    page = reader("linked", java_script_enabled=False)
    assert page.locator(".chain select, .chain button").count() == 0
    page.locator(".chain-rows > li").nth(1).locator("summary").click()
    assert page.get_by_text("It bends.").first.is_visible()


def test_a_browser_that_keeps_nothing_still_judges(reader):
    page = reader("linked")
    page.add_init_script("delete Storage.prototype.setItem; delete Storage.prototype.getItem;")
    page.reload()
    assert Filled(page).choose("clerks").press("Check the rows").marks()[0] == "right"


def test_on_paper_the_chain_is_an_empty_table_and_the_answers_follow(reader):
    page = reader("linked")
    assert not page.locator(".chain-paper").is_visible()
    page.emulate_media(media="print")
    assert not page.locator("#chn-small").is_visible()
    cells = page.locator(".chain-blank tbody td")
    assert cells.all_inner_texts() == [""] * 6
    assert cells.first.bounding_box()["height"] > 40
    answers = page.locator(".chain-answers")
    assert answers.evaluate("(e) => getComputedStyle(e).breakBefore") == "page"
    assert "A straight cut. Mended by clerks." in answers.inner_text()


@pytest.mark.parametrize(
    "screen", [{}, {"theme": "dark", "width": 390}, {"width": 320}], ids=["light", "dark", "narrow"]
)
def test_axe_finds_nothing_in_any_state(reader, violations, screen):
    page = reader("linked", **screen)
    Filled(page).choose("clerks", "clerks", LAST).press("Check the rows")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page = reader("asked", **screen)
    page.get_by_role("button", name="Draw five").click()
    page.locator(".interview:visible summary").first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
