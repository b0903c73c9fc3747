"""Checks as a reader meets them: answered, left and met again, by keyboard, without a script."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from check_pages import KITCHEN
from planted_book import PlantedBook, cell

pytestmark = pytest.mark.xdist_group("checks")

PAGE = "deep/kitchen"
KEY = "committee.checks.1"
CLAIM = cell(
    "from committee.claims import claim",
    "claim('one-eighth', 'a half cubed', 0.5**3, between=(0.1, 0.2), show='an eighth',",
    "      deterministic=True)",
    tags="remove-cell",
)
SECOND = KITCHEN[KITCHEN.index("```{check} chk-remedies") : KITCHEN.index("## A number")]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Build a page of all kinds with the whole machine, and serve it."""
    book = PlantedBook(tmp_path_factory.mktemp("kitchen"))
    book.plant(PAGE, CLAIM, KITCHEN.replace("# All kinds of checks\n\n#", "#"))
    book.plant("other", SECOND.replace("chk-remedies", "chk-other"))
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

    def open_page(name=PAGE, **settings):
        there = visit(name, **settings)
        visits.append(there)
        return there.page

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


class Asked:
    """A check on a page: what a reader does to it, and what it says."""

    def __init__(self, page, name):
        self.page, self.root = page, page.locator(f"#{name}")
        self.said = self.root.locator(".check-feedback")

    def choose(self, *letters):
        boxes = self.root.locator("input")
        for at in range(boxes.count()):
            if boxes.nth(at).get_attribute("type") == "checkbox":
                boxes.nth(at).set_checked("ABCDEFGH"[at] in letters)
            elif "ABCDEFGH"[at] in letters:
                boxes.nth(at).check()
        return self

    def press(self, name="Answer"):
        self.root.get_by_role("button", name=name, exact=True).click()
        return self

    def shown(self):
        """Return the summaries of the explanations that can be opened."""
        return self.root.locator(".check-why summary >> visible=true").all_inner_texts()

    def marks(self):
        return [text.strip() for text in self.root.locator(".check-mark").all_inner_texts()]

    def text(self):
        return " ".join(self.said.inner_text().split())


def kept(page):
    return json.loads(page.evaluate(f"localStorage.getItem({KEY!r})") or "{}")


def focused(page):
    return page.evaluate("document.activeElement.cloneNode(false).outerHTML")


def test_a_wrong_answer_is_told_why_and_the_right_one_is_not_given_away(reader):
    check = Asked(reader(), "chk-signature").choose("A").press()
    assert check.text().startswith("Not so. She is still learning; nothing says that she has begun")
    assert check.marks() == ["(not so)"]
    assert check.shown() == []
    assert "archive keeps improving" not in check.root.inner_text()


def test_a_right_answer_is_told_why_and_the_other_explanations_can_be_opened(reader):
    check = Asked(reader(), "chk-signature").choose("A").press().choose("B").press()
    assert check.text().startswith("Right. The archive keeps improving while the court gets worse.")
    assert "loss = 3" in check.text()
    assert check.said.get_by_role("button").count() == 0, "a copied button would do nothing"
    assert check.marks() == ["(right)"]
    assert check.shown() == ["A, explained", "C, explained", "D, explained"]


def test_choosing_anew_takes_the_old_verdict_away(reader):
    check = Asked(reader(), "chk-signature").choose("A").press().choose("C")
    assert (check.text(), check.marks()) == ("", [])


def test_nobody_is_judged_before_choosing(reader):
    page = reader()
    assert Asked(page, "chk-signature").press().text() == "Choose an option first."
    assert Asked(page, "chk-remedies").press().text() == "Select an option first."
    assert Asked(page, "chk-number").press().text() == "Type a number first, for instance 0.25."
    assert kept(page) == {}


def test_several_answers_count_together_and_each_is_explained(reader):
    check = Asked(reader(), "chk-remedies")
    for letters, verdict in (
        ("AC", "Right: A, C, and no other."),
        ("AB", "Not yet: 1 that you selected does not apply, 1 that applies is missing."),
        ("A", "Not yet: 1 that applies is missing."),
        ("ABC", "Not yet: 1 that you selected does not apply."),
        ("B", "Not yet: 1 that you selected does not apply, 2 that apply are missing."),
    ):
        check.choose(*letters).press()
        assert check.text().startswith(verdict)
        assert ("keeps the best weights" in check.text()) == ("A" in letters)
        assert ("They make it worse" in check.text()) == ("B" in letters)
        assert check.marks() == [{"B": "(not so)"}.get(letter, "(right)") for letter in letters]


def test_a_number_may_be_written_as_people_write_numbers(reader):
    check = Asked(reader(), "chk-number")
    right = ("0.125", ".125", "0,125", " 1/8 ", "12.5 %", "1.25e-1", "0.125 nats", "0.13")
    answers = dict.fromkeys(right, "Right. 0.125 nats. Three halvings.") | {
        "0.1667": "Not so. That is one over the product, not over the power.",
        "1,125": "Not so. Write the power out first.",
        "\N{MINUS SIGN}0.125": "Not so. Write the power out first.",
        "an eighth": "Type a number first, for instance 0.25.",
        "1 2 3 or 4": "Type a number first, for instance 0.25.",
    }
    said = {}
    for typed in answers:
        check.root.get_by_role("textbox").fill(typed)
        said[typed] = check.press().text()
    assert said == answers


def test_things_are_put_in_order_by_keyboard_and_the_move_is_announced(reader):
    page = reader()
    check = Asked(page, "chk-order")
    for step, times in (("Draw a batch", 3), ("Forward", 3), ("Backward", 3)):
        button = check.root.get_by_role("button", name=f"Up: {step}")
        button.focus()
        for _ in range(times):
            page.keyboard.press("Enter")
            assert f'"Up: {step}"' in focused(page)
        for _ in range(["Draw a batch", "Forward", "Backward"].index(step)):
            check.root.get_by_role("button", name=f"Down: {step}").press("Enter")
    assert "Backward: now 3 of 4" in check.root.locator(".sr-only[role=status]").inner_text()
    check.press()
    assert check.text().startswith("Right. Draw a batch Place 1. Without cases")
    assert check.marks() == ["(right)"] * 4


def test_an_order_that_is_not_right_says_how_much_of_it_is(reader):
    check = Asked(reader(), "chk-order").press()
    assert check.text().startswith("Not yet: ")
    assert "(not so)" in check.marks()


def test_the_answer_can_be_asked_for(reader):
    page = reader()
    for name, answer in (
        ("chk-signature", "The answer: B. Right. The archive keeps improving"),
        ("chk-remedies", "The answer: A. Applies. It keeps the best weights. C. Applies."),
        ("chk-number", "The answer: 0.125 nats. Three halvings."),
        ("chk-order", "The answer: Draw a batch. Place 1. Without cases"),
    ):
        check = Asked(page, name)
        if name == "chk-number":
            check.root.get_by_role("textbox").fill("3")
        elif name != "chk-order":
            check.choose("B" if name == "chk-remedies" else "A")
        check.press().press("Show the answer")
        assert check.text().startswith(answer), name
        assert "check-feedback" in focused(page)


def test_a_guess_is_set_beside_what_happened_and_what_people_expect(reader):
    check = Asked(reader(), "prd-gap").choose("A").press("That is my guess")
    assert check.text() == (
        "Your guess A: Where it ends on the archive. What happened B: Some way below. "
        "The tempting guess C: It rises for ever."
    )
    assert check.root.get_by_text("It ended an eighth below").is_visible()
    assert check.marks() == []


def test_what_happened_can_be_seen_without_a_guess(reader):
    page = reader()
    check = Asked(page, "prd-gap")
    assert not check.root.get_by_text("It ended an eighth below").is_visible()
    check.root.get_by_text("Show what happens").click()
    assert check.root.get_by_text("It ended an eighth below").is_visible()
    assert kept(page) == {}


def test_hints_are_given_one_at_a_time(reader):
    root = reader().locator("#chk-signature")
    assert root.locator(".check-hint >> visible=true").count() == 1
    root.get_by_text("Hint 1 of 2").click()
    root.get_by_text("Hint 2 of 2").click()
    assert root.get_by_text("The validation loss counts").is_visible()


def answer_all(page):
    Asked(page, "prd-gap").choose("C").press("That is my guess")
    Asked(page, "chk-signature").choose("B").press()
    Asked(page, "chk-remedies").choose("A", "B").press()
    number = Asked(page, "chk-number")
    number.root.get_by_role("textbox").fill("0.1667")
    number.press()
    order = Asked(page, "chk-order")
    order.root.get_by_role("button", name="Up: Forward").click()
    order.press()


def states(page):
    """Return all that the checks of a page show."""
    return page.locator(".check").evaluate_all(
        """(checks) => checks.map((check) => {
             check.querySelector(".sr-only")?.replaceChildren(); // the last move is said but once
             const fields = [...check.querySelectorAll("input")];
             return [check.dataset.state ?? "", check.innerText,
               fields.map((field) => field.type === "text" ? field.value : field.checked)]; })"""
    )


def test_answers_are_there_again_on_the_next_visit(reader):
    page = reader()
    answer_all(page)
    before = states(page)
    assert [state for state, _, _ in before] == ["told", "right", "wrong", "wrong", "wrong"]
    page.reload()
    assert states(page) == before


def test_no_verdict_is_kept_only_what_was_answered(reader):
    page = reader()
    answer_all(page)
    for record in kept(page).values():
        assert set(record) <= {"key", "of", "answer", "shown"}


def test_one_check_can_be_started_again(reader):
    page = reader()
    fresh = states(page)
    answer_all(page)
    check = Asked(page, "chk-signature").press("Start again")
    assert 'name="chk-signature"' in focused(page)
    assert (check.text(), check.marks(), check.shown()) == ("", [], [])
    page.reload()
    assert states(page)[1] == fresh[1]
    assert len(kept(page)) == 4


def test_all_answers_of_a_page_can_be_forgotten_and_those_of_others_stay(reader, address):
    page = reader()
    fresh = states(page)
    forget = page.get_by_role("button", name="Forget my answers on this page")
    assert not forget.is_visible()
    answer_all(page)
    page.goto(f"{address}other.html")
    Asked(page, "chk-other").choose("A").press()
    page.goto(f"{address}{PAGE}.html")
    forget.click()
    assert states(page) == fresh
    assert not forget.is_visible()
    assert set(kept(page)) == {"chk-other"}


def changed(page, *changes):
    """Publish the page anew with other words, and come back."""

    def publish(route):
        response = route.fetch()
        text = response.text()
        for before, after in changes:
            assert before in text
            text = text.replace(before, after)
        route.fulfill(response=response, body=text)

    page.route("**/kitchen.html", publish)
    page.reload()


def option_values(page, name):
    return page.locator(f"#{name} input").evaluate_all("(all) => all.map((e) => e.value)")


def test_a_new_key_forgets_the_answer_to_the_old_one(reader):
    page = reader()
    Asked(page, "chk-signature").choose("B").press()
    changed(page, ('data-signature="single-4-B"', 'data-signature="single-4-C"'))
    check = Asked(page, "chk-signature")
    assert (check.text(), check.marks()) == ("", [])
    assert page.locator("#chk-signature input:checked").count() == 0
    assert kept(page) == {}


def test_an_answer_survives_the_rewording_of_its_option(reader):
    page = reader()
    Asked(page, "chk-signature").choose("B").press()
    value = option_values(page, "chk-signature")[1]
    changed(page, (value, "reworded"))
    assert Asked(page, "chk-signature").text().startswith("Right.")


def test_an_answer_follows_its_option_to_another_place(reader):
    page = reader()
    Asked(page, "chk-signature").choose("A").press()
    first, _, third, _ = option_values(page, "chk-signature")
    changed(page, (first, "aside"), (third, first), ("aside", third))
    assert page.locator("#chk-signature input").nth(2).is_checked()


def test_another_question_under_the_old_id_is_not_answered_yet(reader):
    page = reader()
    Asked(page, "chk-signature").choose("B").press()
    values = option_values(page, "chk-signature")
    changed(page, *[(value, f"new{n}") for n, value in enumerate(values[:3])])
    assert Asked(page, "chk-signature").text() == ""
    assert kept(page) == {}


def test_what_another_program_left_behind_does_no_harm(reader):
    page = reader()
    broken = '{"chk-signature": {"key": "single-4-B", "of": 1, "answer": "B"}}'
    for stored in ("{", "3", "null", '"words"', "[]", '{"chk-signature": 3}', broken):
        page.evaluate("([key, stored]) => localStorage.setItem(key, stored)", [KEY, stored])
        page.reload()
        check = Asked(page, "chk-signature")
        assert check.text() == ""
        check.choose("B").press()
        page.reload()
        assert check.text().startswith("Right."), stored


def test_a_browser_that_keeps_nothing_still_answers(reader):
    page = reader()
    page.add_init_script("delete Storage.prototype.setItem; delete Storage.prototype.getItem;")
    page.reload()
    assert Asked(page, "chk-signature").choose("B").press().text().startswith("Right.")


def test_without_javascript_every_explanation_can_be_opened_and_nothing_can_be_pressed(reader):
    page = reader(java_script_enabled=False)
    counts = {"chk-signature": 4, "chk-remedies": 3, "chk-number": 3, "chk-order": 4}
    assert {name: len(Asked(page, name).shown()) for name in counts} == counts
    assert page.locator(".check button >> visible=true").count() == 0
    page.get_by_text("B, explained").first.click()
    assert page.get_by_text("Right. The archive keeps improving").first.is_visible()
    page.get_by_text("Show what happens").click()
    assert page.get_by_text("It ended an eighth below").first.is_visible()


def test_where_the_script_does_not_come_the_explanations_appear(visit):
    there = visit("other")
    there.page.route("**/checks.js*", lambda route: route.abort())
    there.page.reload()
    there.page.get_by_text("B, explained").wait_for(state="visible")


def places(page):
    """Return where the checks of a page stand, as it is first painted."""
    page.evaluate(
        "for (const one of document.getAnimations()) { one.pause(); one.currentTime = 0; }"
    )
    return page.locator(".check").evaluate_all(
        "(all) => all.map((e) => [e.id, e.getBoundingClientRect().y, e.offsetHeight])"
    )


@pytest.mark.parametrize("width", [1280, 320])
def test_nothing_jumps_when_the_script_wakes(reader, visit, width):
    without = visit(PAGE, width=width)
    without.page.route("**/checks.js*", lambda route: route.abort())
    without.page.reload()
    page = reader(width=width)
    page.wait_for_selector(".check[data-live]")
    assert places(page) == places(without.page)


def test_a_check_is_answered_by_keyboard_alone(reader):
    page = reader()
    page.locator("#chk-signature input").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    check = Asked(page, "chk-signature")
    assert check.text().startswith("Right.")
    assert 'name="chk-signature"' in focused(page), "the focus stays where the reader is"
    page.locator("#chk-remedies input").first.focus()
    page.keyboard.press("Space")
    for _ in range(4):  # two boxes, the link in the last option, the button
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert Asked(page, "chk-remedies").text().startswith("Not yet: 1 that applies is missing.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert Asked(page, "chk-remedies").text().startswith("The answer:")


def test_what_is_said_is_said_aloud(reader):
    page = reader()
    for name in ("prd-gap", "chk-signature", "chk-remedies", "chk-number", "chk-order"):
        assert page.locator(f"#{name} .check-feedback").get_attribute("role") == "status"
    group = page.get_by_role("group", name="Which pair of curves shows “overfitting”?")
    assert group.get_by_role("radio", name="A Both losses fall to the last epoch.").count() == 1
    Asked(page, "chk-signature").choose("A").press()
    assert group.get_by_role("radio", name="epoch. (not so)").count() == 1


def show_all(page):
    answer_all(page)
    for name in ("chk-remedies", "chk-number", "chk-order"):
        Asked(page, name).press("Show the answer")
    for summary in page.locator(".check summary >> visible=true").all():
        summary.click()


@pytest.mark.parametrize(
    "screen", [{}, {"theme": "dark"}, {"width": 390, "theme": "dark"}, {"width": 320}],
    ids=["light", "dark", "phone", "narrow"],
)  # fmt: skip
def test_axe_finds_nothing_in_any_state(reader, violations, screen):
    page = reader(**screen)
    for reach in (lambda page: None, answer_all, show_all):
        reach(page)
        assert violations(page) == [], reach
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_axe_finds_nothing_without_a_script_to_answer(visit, violations):
    there = visit(PAGE)
    there.page.route("**/checks.js*", lambda route: route.abort())
    there.page.reload()
    there.page.get_by_text("B, explained").first.wait_for(state="visible")
    for summary in there.page.locator(".check summary").all():
        if summary.is_visible():
            summary.click()
    assert violations(there.page) == []


def test_on_paper_the_question_stands_in_place_and_the_answers_at_the_end(reader):
    page = reader()
    show_all(page)
    page.emulate_media(media="print")
    check = page.locator("#chk-signature")
    assert check.get_by_text("Training loss falls on").is_visible()
    assert "archive keeps improving" not in check.inner_text()
    assert page.locator(".check button >> visible=true").count() == 0
    answers = page.locator(".check-answers")
    assert "Right. The archive keeps improving" in answers.inner_text()
    assert answers.bounding_box()["y"] > page.locator("#chk-order").bounding_box()["y"]


def test_on_the_screen_the_answers_for_paper_are_not_there(reader):
    assert not reader().locator(".check-answers").is_visible()
