"""Review and knowledge checks: a session by keyboard, the next day, exports, ten mixed."""

import csv
import functools
import io
import json
import threading
from datetime import UTC, datetime
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from practice_site import practice_book

pytestmark = pytest.mark.xdist_group("progress")

KITCHEN, REVIEW, ALL = "deep/kitchen", "practice/review", "practice/knowledge-checks"
DAY = 24 * 3600 * 1000


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def serve(site):
    handler = functools.partial(Quiet, directory=site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}/"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    server, address = serve(practice_book(tmp_path_factory.mktemp("review")))
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader(visit):
    """Return a function that opens a page as somebody new; afterwards nothing was amiss."""
    visits = []

    def open_page(name=REVIEW, **settings):
        visits.append(visit(name, **settings))
        return visits[-1]

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def at(there, day, hour=10):
    """Let it be some hour of a day in November 2026."""
    there.page.clock.set_system_time(datetime(2026, 11, day, hour, tzinfo=UTC))


def said(page):
    page.locator(".review-said").wait_for()
    page.wait_for_function("document.querySelector('.review-said')?.textContent")
    return page.locator(".review-said").inner_text()


def focused(page):
    return page.evaluate("document.activeElement.className")


def items(page):
    return json.loads(page.evaluate("localStorage.getItem('committee.review.1')") or "{}")["items"]


def begin(page):
    page.get_by_role("button", name="Begin").click()
    page.locator(".review-item").wait_for()


def answer(page, name, *letters):
    check = page.locator(f"#{name}")
    for letter in letters:
        check.locator("input").nth("ABCD".index(letter)).check()
    check.get_by_role("button", name="Answer", exact=True).click()


def test_a_session_of_cards_by_keyboard_alone_and_the_next_days(reader):
    there = reader()
    page = there.page
    at(there, 20)
    there.go(REVIEW)
    assert said(page) == "0 due, 3 new."
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.locator(".review-item").wait_for()
    assert page.locator(":focus").get_attribute("aria-label") == "Card 1 of 3"
    assert "What is a gap?" in page.locator(".review-item").inner_text()
    page.keyboard.press("3")
    assert page.locator(".review-back").count() == 0, "nobody grades what was not turned"
    page.keyboard.press("Space")
    assert page.get_by_role("img", name="A gap").is_visible()
    grades = page.get_by_role("group", name="How well did you know it?")
    texts = [" ".join(text.split()) for text in grades.get_by_role("button").all_inner_texts()]
    assert texts == ["Again 1 minute", "Hard 2 minutes", "Good 2 days", "Easy 8 days"]
    assert grades.evaluate("(e) => e === document.activeElement")
    link = page.get_by_role("link", name="five", exact=True)
    assert link.get_attribute("href") == f"{there.address}eli5.html"
    page.keyboard.press("3")
    page.keyboard.press("Space")
    page.keyboard.press("1")  # once more in this session
    page.keyboard.press("Space")
    page.keyboard.press("4")
    assert page.locator(".review-bar span").inner_text() == "4 of 4"
    assert "What is a square?" in page.locator(".review-item").inner_text()
    page.keyboard.press("Space")
    page.keyboard.press("3")
    assert said(page) == "That was all. 4 answers given. Nothing is due: next in 1 day."
    assert set(items(page)) == {"card-kitchen-gap", "card-kitchen-math", "card-eli5-cat"}

    at(there, 21, 11)
    there.go(REVIEW)
    assert said(page) == "1 due, 0 new."
    begin(page)
    assert "What is a square?" in page.locator(".review-item").inner_text()
    page.get_by_role("button", name="Show the answer").click()
    page.get_by_role("button", name="Good").click()
    assert said(page).endswith("Nothing is due: next in 1 day.")
    at(there, 22, 11)
    there.go(REVIEW)
    assert said(page) == "1 due, 0 new."
    begin(page)
    page.get_by_role("button", name="Stop").click()
    assert said(page) == "0 answers given. 1 due, 0 new."
    assert "review-begin" in focused(page)


def test_only_cards_of_pages_that_were_begun_are_new_unless_the_reader_wants_all(reader):
    there = reader("eli5")
    page = there.page
    page.get_by_role("button", name="Done with this section: Cats").click()
    there.go(REVIEW)
    assert said(page) == "0 due, 1 new."
    page.get_by_label("New cards from the whole book").check()
    assert said(page) == "0 due, 3 new."
    page.get_by_label("Also checks that I have not answered").check()
    assert said(page) == "0 due, 7 new."
    there.go(REVIEW)
    assert said(page) == "0 due, 7 new.", "the choice is kept"


def test_a_missed_check_is_asked_afresh_and_the_answer_counts_on_its_page(reader):
    there = reader(KITCHEN)
    page = there.page
    answer(page, "chk-signature", "A")
    answer(page, "chk-remedies", "A", "C")
    there.go(REVIEW)
    assert said(page) == "0 due, 3 new.", "the missed one, and two cards of its page"
    begin(page)
    check = page.locator("#chk-signature")
    assert check.get_attribute("data-state") is None
    assert check.locator("input:checked").count() == 0, "the old answer is not given away"
    assert page.locator(".review-from a").inner_text() == "One answer"
    page.keyboard.press("2")
    assert check.is_visible(), "nobody grades what was not answered"
    answer(page, "chk-signature", "B")
    assert "Right." in check.locator(".check-feedback").inner_text()
    assert "review-grades" in focused(page)
    page.keyboard.press("4")
    assert "What is a gap?" in page.locator(".review-item").inner_text()
    assert set(items(page)) == {"chk-signature"}
    there.go(KITCHEN)
    assert check.get_attribute("data-state") == "right"


def test_digits_typed_into_an_answer_grade_nothing(reader):
    there = reader(KITCHEN)
    page = there.page
    page.locator("#chk-number input").fill("3")
    page.locator("#chk-number").get_by_role("button", name="Answer", exact=True).click()
    there.go(REVIEW)
    begin(page)
    page.locator("#chk-number input").click()
    page.keyboard.type("0.1234")
    page.keyboard.press("Enter")
    assert page.locator(".review-grades button").count() == 4
    page.locator("#chk-number input").click()
    page.keyboard.type("4")
    assert page.locator("#chk-number").is_visible()


def test_after_five_minutes_the_session_is_over(reader):
    there = reader()
    page = there.page
    at(there, 20)
    there.go(REVIEW)
    begin(page)
    page.keyboard.press("Space")
    page.clock.set_system_time(datetime(2026, 11, 20, 10, 6, tzinfo=UTC))
    page.keyboard.press("3")
    assert said(page) == "Five minutes are over. 1 answer given. 0 due, 2 new."


def test_what_another_edition_or_program_left_behind_does_no_harm(reader):
    there = reader()
    page = there.page
    future = {"items": {"card-gone": {"due": "2026-01-01T00:00:00Z", "reps": 3}}, "more": 1}
    for stored in ("{", "3", '{"items": []}', '{"items": {"card-eli5-cat": {"due": 3}}}',
                   '{"items": {"card-eli5-cat": {"due": "2026-01-01"}}}', json.dumps(future)):
        page.evaluate("(x) => localStorage.setItem('committee.review.1', x)", stored)
        there.go(REVIEW)
        begin(page)
        page.keyboard.press("Space")
        page.keyboard.press("3")
    found = json.loads(page.evaluate("localStorage.getItem('committee.review.1')"))
    assert found["items"]["card-gone"] == future["items"]["card-gone"], "kept, and not shown"
    assert found["more"] == 1


def download(page, name):
    with page.expect_download() as found:
        page.get_by_role("button", name=name).click()
    return Path(found.value.path()).read_bytes().decode("utf-8")


def test_cards_and_missed_checks_can_be_taken_to_anki_and_to_a_spreadsheet(reader):
    there = reader(KITCHEN)
    page = there.page
    answer(page, "chk-signature", "A")
    answer(page, "chk-remedies", "A", "C")
    page.locator("#chk-number input").fill("3")
    page.locator("#chk-number").get_by_role("button", name="Answer", exact=True).click()
    check = page.locator("#chk-order")
    check.get_by_role("button", name="Answer", exact=True).click()
    there.go(REVIEW)
    said(page)
    wanted = ["card-kitchen-gap", "card-kitchen-math", "card-eli5-cat", "chk-signature",
              "chk-number", "chk-order"]  # fmt: skip

    text = download(page, "Save for Anki")
    head = dict(line[1:].split(":", 1) for line in text.splitlines() if line.startswith("#"))
    assert head["separator"] == "tab"
    assert head["html"] == "true"
    assert (head["guid column"], head["tags column"]) == ("1", "4")
    assert head["deck"] == "The Brain\N{RIGHT SINGLE QUOTATION MARK}s Decision Committee"
    body = "".join(line for line in text.splitlines(keepends=True) if line[0] != "#")
    rows = list(csv.reader(io.StringIO(body), delimiter="\t", strict=True))
    assert [row[0] for row in rows] == [f"committee-{name}" for name in wanted]
    assert {len(row) for row in rows} == {4}
    cards = {row[0].removeprefix("committee-"): row for row in rows}
    gap = cards["card-kitchen-gap"]
    assert "var(" not in gap[2], "the page's names of colours mean nothing there"
    assert '"archive"' in gap[2]
    assert f'{there.address}eli5.html"' in gap[2]
    assert gap[3] == "committee::deep::kitchen committee::card"
    signature = cards["chk-signature"]
    assert "A. " in signature[1]
    assert "archive keeps improving" not in signature[1]
    assert "archive keeps improving" in signature[2]
    assert "Three halvings" in cards["chk-number"][2]
    assert "0.125" in cards["chk-number"][2]
    assert cards["chk-order"][2].index("Draw a batch") < cards["chk-order"][2].index("Update")
    assert not any("<input" in field or " id=" in field for row in rows for field in row)
    assert download(page, "Save for Anki") == text, "the same again updates, and doubles nothing"

    text = download(page, "Save as CSV")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    assert [row["id"] for row in rows] == wanted
    assert rows[0]["front"] == "What is a gap?"
    assert rows[0]["back"].startswith('A gap\nWhat the "archive" flatters; see five.')
    assert rows[0]["address"] == f"{there.address}deep/kitchen.html#sec-kitchen-one"
    assert not any("<" in value for row in rows for value in row.values())


def test_a_book_without_cards_has_its_checks(visit, tmp_path):
    server, address = serve(practice_book(tmp_path, cards=False))
    there = visit(REVIEW, address=address)
    assert said(there.page) == "Nothing is due."
    there.page.get_by_role("button", name="Save for Anki").click()
    there.page.get_by_text("There are no cards yet").wait_for()
    assert there.complaints == []
    server.shutdown()
    server.server_close()


def test_what_cannot_be_loaded_is_said(visit):
    there = visit(REVIEW)
    assert said(there.page) == "0 due, 3 new."
    there.page.route("**/ts-fsrs.js*", lambda route: route.abort())
    there.page.get_by_role("button", name="Begin").click()
    there.page.get_by_text("could not be loaded").wait_for()
    there.page.unroute("**/ts-fsrs.js*")
    begin(there.page)


def states(page):
    return page.locator(".check[data-kind]").evaluate_all(
        "(all) => Object.fromEntries(all.filter((e) => e.dataset.state)"
        ".map((e) => [e.id, e.dataset.state]))"
    )


def test_an_answer_counts_on_the_chapters_page_and_on_the_page_of_all(reader):
    there = reader(KITCHEN)
    page = there.page
    answer(page, "chk-signature", "A")
    there.go(ALL)
    assert states(page) == {"chk-signature": "wrong"}
    answer(page, "chk-remedies", "A", "C")
    there.go(KITCHEN)
    assert states(page) == {"chk-signature": "wrong", "chk-remedies": "right"}


def test_questions_are_mixed_asked_afresh_and_put_back(reader):
    there = reader(ALL)
    page = there.page
    order = page.locator(".check").evaluate_all("(all) => all.map((e) => e.id)")
    assert not page.get_by_role("button", name="Only those I got wrong").is_visible()
    answer(page, "chk-signature", "A")
    answer(page, "chk-remedies", "A", "C")
    page.get_by_role("button", name="Only those I got wrong (1)").click()
    run = page.locator(".mixed-run .check")
    assert run.evaluate_all("(all) => all.map((e) => e.id)") == ["chk-signature"]
    assert run.locator("input:checked").count() == 0
    assert page.evaluate("document.activeElement.name") == "chk-signature"
    assert "0 of 1 answered" in page.locator(".mixed-said").inner_text()
    answer(page, "chk-signature", "B")
    assert page.locator(".mixed-said").inner_text() == "All 1 answered, 1 of them right."
    page.get_by_role("button", name="Ten questions, mixed").click()
    assert sorted(run.evaluate_all("(all) => all.map((e) => e.id)")) == sorted(order)
    assert states(page) == {}, "asked as if for the first time"
    page.get_by_role("button", name="Put them back").click()
    assert page.locator(".check").evaluate_all("(all) => all.map((e) => e.id)") == order
    assert states(page) == {"chk-signature": "right", "chk-remedies": "right"}


def test_without_javascript_all_checks_are_there_and_the_session_says_what_it_needs(reader):
    there = reader(ALL, java_script_enabled=False)
    page = there.page
    assert page.locator(".check").count() == 4
    page.get_by_text("B, explained").first.click()
    assert page.get_by_text("The archive keeps improving").first.is_visible()
    there.go(REVIEW)
    assert "A session needs JavaScript" in page.locator(".review-desk").inner_text()


@pytest.mark.parametrize("screen", [{}, {"theme": "dark", "width": 390}], ids=["light", "phone"])
def test_axe_finds_nothing_in_any_state(reader, violations, screen):
    there = reader(KITCHEN, **screen)
    page = there.page

    def look():
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    answer(page, "chk-signature", "A")
    there.go(ALL)
    look()
    page.get_by_role("button", name="Ten questions, mixed").click()
    look()
    there.go(REVIEW)
    said(page)
    look()
    begin(page)
    look()
    answer(page, "chk-signature", "B")
    look()
    page.keyboard.press("4")
    look()
    page.keyboard.press("Space")
    look()
    page.get_by_role("button", name="Stop").click()
    look()
