"""Triage as a reader meets it: one question after the other; without a script, a table."""

import functools
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from small_book import ROOT, SmallBook

LOOK = f"""
html_static_path = [{str(ROOT / "book" / "_static")!r}]
html_css_files = ["css/tokens.css", "css/page.css", "css/figures.css", "css/print.css"]
"""
PAGE = """# A sick run

```{triage} trg-run
- [number] Is the loss a number?

  Look at single steps.

  - [falling] Yes, always.
  - [lost] No.

- [falling] Does it fall?

  - [well] Yes.
  - [lost] No.

- [lost] **Clip the gradient.**

- [well] **Change nothing.**
```
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("triage"), ["scripts", "triage"], more=LOOK)
    book.write("index", PAGE)
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    handler = functools.partial(Quiet, directory=book.output)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def triage(visit):
    return visit("index").page.locator(".triage")


def choose(triage, words):
    triage.get_by_role("button", name=words, exact=True).click()


def shown(triage):
    return " ".join(triage.locator(".triage-here").inner_text().split())


def test_one_question_stands_there_until_it_is_answered(triage):
    assert shown(triage) == "1. Is the loss a number? Look at single steps. Yes, always. No."
    assert not triage.locator("table").is_visible()
    choose(triage, "Yes, always.")
    assert shown(triage) == "2. Does it fall? Yes. No."
    choose(triage, "No.")
    assert shown(triage) == "Clip the gradient. Begin again"
    trail = triage.locator(".triage-trail li").all_inner_texts()
    assert trail == ["Is the loss a number? Yes, always. Change", "Does it fall? No. Change"]


def test_an_answer_can_be_changed_and_what_followed_from_it_is_forgotten(triage):
    choose(triage, "Yes, always.")
    choose(triage, "Yes.")
    choose(triage, "Change: Is the loss a number?")
    assert shown(triage).startswith("1. Is the loss a number?")
    choose(triage, "No.")
    choose(triage, "Begin again")
    assert triage.locator(".triage-trail li").count() == 0


def test_the_keyboard_walks_alone_and_is_where_the_words_are(triage):
    triage.get_by_role("button", name="Yes, always.").focus()
    triage.page.keyboard.press("Enter")
    focused = triage.page.locator(":focus")
    assert focused.get_attribute("class") == "triage-here"
    assert focused.get_attribute("aria-label") == "Question"
    triage.page.keyboard.press("Tab")
    triage.page.keyboard.press("Space")
    assert shown(triage) == "Change nothing. Begin again"
    assert focused.get_attribute("aria-label") == "What to try first"


def test_the_whole_table_is_a_button_away_and_its_links_lead_on(triage):
    choose(triage, "All questions in a table")
    assert triage.locator("tbody tr").count() == 4
    assert triage.locator("table").is_visible()
    triage.get_by_role("link", name="Question 2").click()
    assert triage.page.url.endswith("#trg-run-falling")
    assert triage.page.locator("#trg-run-falling").count() == 1


def test_on_paper_and_without_a_script_there_is_the_table(triage, visit):
    triage.page.emulate_media(media="print")
    assert triage.locator("table").is_visible()
    assert not triage.locator(".triage-walk").is_visible()
    plain = visit("index", java_script_enabled=False).page.locator(".triage")
    plain.locator("table").wait_for(state="visible")
    assert plain.get_by_role("button").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nobody_is_kept_out_on_a_narrow_screen_in_either_theme(visit, violations, theme):
    page = visit("index", theme=theme, width=390).page
    triage = page.locator(".triage")
    choose(triage, "Yes, always.")
    found = [line for line in violations(page) if "triage" in line]
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
