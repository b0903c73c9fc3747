"""Where a reader stands: marked, left and met again, saved, forgotten and read back."""

import functools
import json
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from practice_site import practice_book

pytestmark = pytest.mark.xdist_group("progress")

OLDER = Path(__file__).parent / "exports" / "version-1.json"
KITCHEN, STANDING = "deep/kitchen", "practice/progress"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return practice_book(tmp_path_factory.mktemp("progress"))


@pytest.fixture(scope="module")
def address(site):
    handler = functools.partial(Quiet, directory=site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader(visit):
    """Return a function that opens a page as somebody new; afterwards nothing was amiss."""
    visits = []

    def open_page(name=KITCHEN, **settings):
        visits.append(visit(name, **settings))
        return visits[-1]

    yield open_page
    assert [said for there in visits for said in there.complaints] == []


def mark(page, words):
    return page.get_by_role("button", name=f"Done with this section: {words}", exact=True)


def kept(page, key="committee.progress.1"):
    return json.loads(page.evaluate(f"localStorage.getItem({key!r})") or "null")


def counts(page):
    """Return what the left side says, part by part and page by page."""
    page.wait_for_timeout(50)
    return page.locator(".bd-links .done-count").all_text_contents()


def said(page):
    return " ".join(page.locator(".progress-said").inner_text().split())


def test_a_reader_who_presses_nothing_leaves_no_trace_and_loads_nothing_more(reader):
    there = reader()
    there.page.mouse.wheel(0, 5000)
    for name in ("index", STANDING, "practice/review", "eli5"):
        there.go(name)
    assert there.page.evaluate("localStorage.length") == 0
    assert there.page.locator(".done-count, .go-on, [data-done]").count() == 0
    new = reader()
    assert not any("book.js" in url for url in new.loaded)


def test_a_mark_shows_on_every_page_and_is_taken_back_by_a_second_press(reader):
    there = reader()
    page = there.page
    mark(page, "One answer").click()
    assert mark(page, "One answer").get_attribute("aria-pressed") == "true"
    page.locator(".page-contents li[data-done]").get_by_text("One answer (done)").wait_for()
    page.get_by_text("1 of 3 sections done").first.wait_for(state="attached")
    assert counts(page) == [" 1/5, 1 of 5 sections done", " 1/3, 1 of 3 sections done"]
    there.go("eli5")
    mark(page, "Dogs").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 of 2 sections done").wait_for(state="attached")
    page.reload()
    page.get_by_text("1 of 2 sections done").wait_for(state="attached")
    assert [text[:4] for text in counts(page)] == [" 2/5", " 1/3", " 1/2"]
    assert set(kept(page)["done"]) == {"sec-kitchen-one", "sec-eli5-dogs"}
    mark(page, "Dogs").click()
    there.go(KITCHEN)
    mark(page, "One answer").click()
    page.locator(".done-count").first.wait_for(state="detached")
    there.go("index")
    assert page.evaluate("localStorage.length") == 0


def test_the_cover_leads_to_where_one_stopped(reader):
    there = reader()
    page = there.page
    mark(page, "A prediction").click()
    page.locator("#several-answers h2").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#several-answers h2').scrollIntoView()")
    there.go("index")
    words = "All kinds of checks: Several answers"
    page.get_by_text(f"Go on where you stopped: {words}").wait_for()
    page.get_by_role("link", name=words).click()
    assert page.url.endswith("deep/kitchen.html#sec-kitchen-several")
    there.go(STANDING)
    page.get_by_text("Go on where you stopped").wait_for()


def test_a_page_that_was_renamed_and_a_section_that_is_gone_do_no_harm(reader):
    there = reader("index")
    stored = {"done": {"sec-gone": "x", "sec-eli5-cats": "x"}, "last": {"page": "gone"}}
    broken = ["{", "3", "null", "[]", '{"done": 3, "last": "no"}', json.dumps(stored)]
    for text in broken:
        there.page.evaluate("(x) => localStorage.setItem('committee.progress.1', x)", text)
        there.go("index")
    there.page.get_by_text("1 of 2 sections done").wait_for(state="attached")
    assert there.page.locator(".go-on").count() == 0


def answer(page, name, letter):
    check = page.locator(f"#{name}")
    check.locator("input").nth("ABCD".index(letter)).check()
    check.get_by_role("button", name="Answer", exact=True).click()


def fill(page):
    """Do something on the chapter of every kind of check."""
    mark(page, "One answer").click()
    answer(page, "chk-signature", "B")
    answer(page, "chk-remedies", "B")
    page.locator("#chk-number input").fill("12.5 %")
    page.locator("#chk-number").get_by_role("button", name="Answer", exact=True).click()


def map_of(page):
    """Return each row of the map in words, with the number of seats taken."""
    page.wait_for_function("window.committeeFacts")
    page.wait_for_timeout(50)
    return page.locator(".progress-map tbody tr").evaluate_all(
        """(rows) => rows.map((row) => [row.cells[0].innerText,
             row.querySelectorAll(".taken").length, row.cells[1].innerText.trim(),
             row.cells[2].innerText])"""
    )


FILLED = [["All kinds of checks", 1, "1 of 3 sections done", "2 right, 1 wrong, 1 open"],
          ["Five", 0, "2 sections", ""]]  # fmt: skip
EMPTY = [["All kinds of checks", 0, "3 sections", "4 checks"], ["Five", 0, "2 sections", ""]]


def press(page, name):
    page.get_by_role("button", name=name).click()


def save(page):
    with page.expect_download() as found:
        press(page, "Save to a file")
    return Path(found.value.path()).read_text(encoding="utf-8"), found.value.suggested_filename


def forget(page):
    press(page, "Forget everything …")
    page.get_by_role("dialog").get_by_role("button", name="Forget everything").click()
    page.get_by_text("Everything is forgotten.").wait_for()


def hand_in(page, name, text):
    data = text if isinstance(text, bytes) else text.encode()
    file = {"name": name, "mimeType": "application/json", "buffer": data}
    page.locator("input[type=file]").set_input_files(file)


def test_the_map_is_filled_saved_forgotten_and_read_back(reader):
    there = reader()
    page = there.page
    fill(page)
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.evaluate("localStorage.setItem('livecode:/deep/kitchen.html', '[1]')")
    page.evaluate("localStorage.setItem('livecode:/elsewhere', '[2]'.replace('2', 'x'))")
    page.evaluate("localStorage.setItem('another.site', 'stays')")
    there.go(STANDING)
    assert map_of(page) == FILLED
    text, name = save(page)
    assert name.startswith("brains-decision-committee-")
    saved = json.loads(text)
    assert (saved["book"], saved["version"]) == ("brains-decision-committee", 1)
    assert saved["kept"]["livecode:deep/kitchen.html"] == [1], "named by its page, not its address"
    assert "1 section done, 3 answers" in said(page)

    press(page, "Forget everything …")
    dialog = page.get_by_role("dialog")
    assert "This forgets 1 section done, 3 answers" in dialog.inner_text()
    page.keyboard.press("Escape")
    assert map_of(page) == FILLED, "who does not confirm loses nothing"
    forget(page)
    assert map_of(page) == EMPTY
    assert page.evaluate("Object.keys(localStorage).sort()") == ["another.site", "theme"]
    assert page.get_by_role("button", name="Forget everything …").is_disabled()

    hand_in(page, name, text)
    page.get_by_text("Read: 1 section done, 3 answers").wait_for()
    assert map_of(page) == FILLED
    assert kept(page, "livecode:/deep/kitchen.html") == [1]
    there.go(KITCHEN)
    assert mark(page, "One answer").get_attribute("aria-pressed") == "true"
    assert page.locator("#chk-signature").get_attribute("data-state") == "right"


def test_what_is_here_already_is_added_to_or_replaced_as_the_reader_says(reader):
    there = reader("eli5")
    page = there.page
    mark(page, "Cats").click()
    there.go(STANDING)
    older = OLDER.read_text(encoding="utf-8")
    hand_in(page, "older.json", older)
    dialog = page.get_by_role("dialog")
    assert "2 sections done, 2 answers" in dialog.inner_text()
    assert "saved on 28 November 2026" in dialog.inner_text()
    dialog.get_by_role("button", name="Cancel").click()
    page.get_by_text("Nothing was changed.").wait_for()
    hand_in(page, "older.json", older)
    press(page, "Add it to what is here")
    page.get_by_text("Added: 2 sections done").wait_for()
    assert set(kept(page)["done"]) == {"sec-eli5-cats", "sec-kitchen-one", "sec-that-is-gone"}
    assert kept(page)["last"]["page"] != "a/page/that/is/gone", "the later place counts"
    hand_in(page, "older.json", older)
    press(page, "Replace what is here")
    page.get_by_text("Read: 2 sections done").wait_for()
    assert set(kept(page)["done"]) == {"sec-kitchen-one", "sec-that-is-gone"}


def test_an_export_of_the_first_version_is_read_by_every_later_edition(reader):
    there = reader(STANDING)
    page = there.page
    hand_in(page, OLDER.name, OLDER.read_bytes())
    page.get_by_text("Read: 2 sections done, 2 answers, 1 scheduled review").wait_for()
    assert map_of(page)[0] == [
        "All kinds of checks", 1, "1 of 3 sections done", "1 right, 3 open"
    ]  # fmt: skip
    assert kept(page, "committee.something.7")["of a feature"][0] == "that"
    assert kept(page, "livecode:/deep/kitchen.html")[0]["code"] == "1 + 2"
    keys = page.evaluate("Object.keys(localStorage)")
    assert "theme" not in keys, "what is not the book's to keep is not read"
    assert "another.site" not in keys
    for name in ("practice/review", "practice/knowledge-checks", "index", KITCHEN):
        there.go(name)
    assert page.locator("#chk-number").get_attribute("data-state") == "right"


def test_a_file_that_is_none_of_ours_is_refused_in_one_sentence(reader):
    page = reader(STANDING).page
    file = {"book": "brains-decision-committee", "version": 1, "kept": {}}
    for text, sentence in (
        ("no JSON", "odd.json is no such JSON."),
        (b"\xff\xfe\x00", "odd.json is no such JSON."),
        ("[1]", "odd.json is no such JSON."),
        ('{"a": 1}', "odd.json says nothing of the kind."),
        ('{"book": "cooking"}', 'odd.json says "cooking".'),
        (json.dumps(file | {"version": 2}), "odd.json is of version 2, from a newer edition"),
        (json.dumps(file | {"version": "1"}), 'odd.json says "1".'),
        (json.dumps(file | {"kept": [1]}), "in odd.json it is [1]."),
    ):
        hand_in(page, "odd.json", text)
        page.get_by_text(sentence).wait_for()
        assert said(page).startswith("Expected ")
        assert page.evaluate("localStorage.length") == 0


def test_a_browser_that_keeps_nothing_still_marks(reader):
    there = reader()
    script = "for (const name of ['getItem', 'setItem', 'removeItem']) Storage.prototype[name] = "
    there.page.add_init_script(script + "() => { throw new Error('refused'); };")
    there.page.reload()
    mark(there.page, "One answer").click()
    mark(there.page, "Several answers").click()
    there.page.get_by_text("2 of 3 sections done").wait_for(state="attached")
    there.go(STANDING)
    assert map_of(there.page) == EMPTY


def test_without_javascript_there_is_a_list_of_contents_and_nothing_to_press(reader):
    there = reader(STANDING, java_script_enabled=False)
    page = there.page
    rows = page.locator(".progress-map tbody tr").all_inner_texts()
    assert [" ".join(row.split()) for row in rows] == [
        "All kinds of checks 3 sections 4 checks", "Five 2 sections",
    ]  # fmt: skip
    assert "need JavaScript" in page.locator(".progress-desk").inner_text()
    there.go(KITCHEN)
    assert page.locator(".section-done >> visible=true").count() == 0


def test_it_all_works_from_a_folder_without_a_server(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda m: complaints.append(m.text) if m.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((site / f"{KITCHEN}.html").as_uri())
    fill(page)
    page.get_by_text("1 of 3 sections done").wait_for(state="attached")
    page.goto((site / f"{STANDING}.html").as_uri())
    assert map_of(page) == FILLED
    assert json.loads(save(page)[0])["kept"]["committee.checks.1"]
    page.goto((site / "practice/review.html").as_uri())
    page.get_by_role("button", name="Begin").click()
    page.get_by_role("group", name="1 of").wait_for()
    assert complaints == []
    context.close()


@pytest.mark.parametrize("screen", [{}, {"theme": "dark", "width": 390}], ids=["light", "phone"])
def test_axe_finds_nothing_in_any_state(reader, violations, screen):
    there = reader(**screen)
    page = there.page

    def look():
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0

    fill(page)
    page.get_by_text("1 of 3 sections done").wait_for(state="attached")
    look()
    there.go(STANDING)
    map_of(page)
    look()
    press(page, "Forget everything …")
    look()
    page.keyboard.press("Escape")
    hand_in(page, "odd.json", "no")
    look()
    there.go("index")
    page.get_by_text("Go on where you stopped").wait_for()
    look()


def test_on_paper_there_is_the_map_and_no_button(reader):
    there = reader()
    fill(there.page)
    there.go(STANDING)
    map_of(there.page)
    there.page.emulate_media(media="print")
    assert there.page.locator(".progress-map").first.is_visible()
    assert there.page.locator("main button >> visible=true").count() == 0
