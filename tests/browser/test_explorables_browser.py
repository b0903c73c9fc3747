"""Explorables as a reader meets them: moved by keyboard, listened to, printed, without a script."""

import functools
import re
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from small_book import ROOT, SmallBook

from committee_book.explorables import store

SHEETS = ["tokens", "page", "prose", "figures", "checks", "print"]
LOOK = f"""
html_static_path = [{str(ROOT / "book" / "_static")!r}]
html_css_files = {[f"css/{name}.css" for name in SHEETS]!r}
numfig = True
"""
PAGE = """# A page

{words}

```{{explorable}} fig-knife
:recipe: knife
:alt: A square with marks at its corners and a straight cut that one can turn and slide.
:asks: chk-which

Turn it and slide it.
```

{words}

```{{explorable}} fig-feedback
:recipe: feedback
:alt: A line over the layers that begins the lower the more layers there are.
:asks: chk-which

Add layers.
```

```{{explorable}} fig-patience
:recipe: patience
:alt: Two curves of losses, and an upright line that more patience moves to the right.
:asks: chk-which

Wait longer.
```

```{{check}} chk-which
Which?

- [ ] No

  Because.
- [x] Yes

  Because.
```
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("explorable"), ["scripts", "checks", "explorables"],
                     more=LOOK)
    book.write("index", PAGE.format(words="Some words before it.\n\n" * 60))
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book.output


@pytest.fixture(scope="module")
def address(built):
    handler = functools.partial(Quiet, directory=built)
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def awake(page, name="fig-knife"):
    """Go to an explorable and wait until its states are there."""
    page.locator(f"#{name}").scroll_into_view_if_needed()
    figure = page.locator(f"#{name} .explore[data-live]")
    figure.wait_for()
    return figure


def loaded(visit):
    return sorted(re.findall(r"explorables/(\w+)\.js", " ".join(visit.loaded)))


def drawn(figure):
    """Return a figure's paths, and where the labels of its curves stand."""
    labels = figure.locator("[data-label]").evaluate_all(
        "(all) => all.map((label) => [label.getAttribute('x'), label.getAttribute('y')])")
    return lines(figure), labels


def lines(figure):
    return figure.locator("svg").first.locator("[data-series]").evaluate_all(
        "(all) => all.map((path) => path.getAttribute('d'))")


def test_nothing_is_loaded_before_a_reader_comes_to_it(visit):
    there = visit("index")
    there.page.wait_for_timeout(300)
    assert loaded(there) == []
    assert there.page.locator("#fig-knife input").first.is_disabled()
    before = there.page.locator("#fig-knife .explore-live").bounding_box()
    awake(there.page)
    assert loaded(there) == ["knife"]
    after = there.page.locator("#fig-knife .explore-live").bounding_box()
    assert (before["width"], before["height"]) == (after["width"], after["height"])


@pytest.mark.parametrize("name", ["fig-knife", "fig-feedback", "fig-patience"])
def test_the_script_draws_the_very_lines_that_stand_in_the_page(visit, name):
    page = visit("index").page
    before = drawn(page.locator(f"#{name}"))
    assert drawn(awake(page, name)) == before


def test_arrow_keys_move_it_and_what_moved_is_said_in_words(visit):
    figure = awake(visit("index").page)
    page = figure.page
    slider = figure.get_by_role("slider", name="Direction of the weights")
    before = lines(figure)
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "45°"
    assert figure.locator("output").first.inner_text() == "45°"
    assert lines(figure) != before
    sentence = store.state("knife", (3, 5, 0)).sentence
    assert figure.locator(".explore-says").inner_text() == sentence
    figure.get_by_role("status").get_by_text(sentence).wait_for(state="attached")
    figure.get_by_role("radio", name="OR", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert figure.get_by_role("radio", name="XOR").is_checked()
    figure.get_by_role("button", name="Reset").press("Enter")
    assert lines(figure) == before
    assert slider.get_attribute("aria-valuetext") == "0°"
    assert figure.get_by_role("radio", name="AND").is_checked()


def test_nothing_is_said_while_a_slider_is_on_its_way(visit):
    figure = awake(visit("index").page)
    status = figure.locator("[role=status]")
    assert status.inner_text() == ""
    slider = figure.get_by_role("slider", name="Bias")
    slider.focus()
    slider.press("ArrowRight")
    assert status.inner_text() == ""
    figure.page.wait_for_function(
        "document.querySelector('.explore[data-live] [role=status]').textContent !== ''")


def test_every_place_of_a_slider_has_a_drawing(visit):
    figure = awake(visit("index").page, "fig-feedback")
    slider = figure.get_by_role("slider", name="Hidden layers")
    slider.focus()
    seen = []
    figure.page.keyboard.press("Home")
    for _ in range(20):
        seen.append(lines(figure)[1])
        figure.page.keyboard.press("ArrowRight")
    assert len(set(seen)) == 20
    assert [d.count("L") for d in seen] == list(range(1, 21))


def test_a_folder_without_a_server_will_do(chromium, built):
    context = chromium.new_context()
    page = context.new_page()
    page.goto((built / "index.html").as_uri())
    figure = awake(page)
    figure.get_by_role("slider").first.press("End")
    assert figure.locator("output").first.inner_text() == "345°"
    context.close()


def test_without_a_script_there_is_the_first_state_and_several_others(visit):
    page = visit("index", java_script_enabled=False).page
    figure = page.locator("#fig-knife")
    assert figure.locator(".explore-live svg").is_visible()
    assert figure.locator(".explore-small svg").is_visible()
    assert figure.locator("input >> visible=true").count() == 0


def test_on_paper_there_are_several_states_and_nothing_to_press(visit):
    page = visit("index").page
    figure = awake(page)
    page.emulate_media(media="print")
    assert figure.locator(".explore-small svg").is_visible()
    assert not figure.locator(".explore-live").is_visible()
    assert page.locator("button >> visible=true").count() == 0


@pytest.mark.parametrize(
    "screen", [{}, {"theme": "dark"}, {"width": 390}, {"width": 320, "theme": "dark"}],
    ids=["light", "dark", "phone", "narrow"],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_is_too_wide(visit, violations, screen):
    page = visit("index", **screen).page
    awake(page)
    awake(page, "fig-feedback")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
