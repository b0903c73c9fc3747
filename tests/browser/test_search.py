"""What a reader finds by which words, on the web and from a folder; twenty questions and more."""

import re

import pytest

# What is asked, and the page or place that must be first, or among the first three ("~").
ASKED = {
    "overfitting": "story/growing-pains/overfitting.html",
    "overfit": "story/growing-pains/overfitting.html",
    "vanishing gradients": "story/growing-pains/vanishing-gradients.html",
    "exploding gradient": "story/growing-pains/exploding-gradients.html",
    "whisper chain": "~story/growing-pains/vanishing-gradients.html",
    "memorizing judge": "~reference/glossary.html#term-memorizing-judge",
    "hidden unit": "~story/hidden-layers.html",
    "clerk": "reference/glossary.html#term-clerk",
    "early stopping": "reference/glossary.html#term-early-stopping",
    "weight decay": "~story/growing-pains/remedies.html",
    "η": "~reference/glossary.html#term-learning-rate",
    "eta": "~reference/notation.html",
    "lambda": "~story/growing-pains/remedies.html",
    "sigma": "~story/activation-functions.html",
    "∂": "~story/training.html",
    "BN": "~reference/glossary.html#term-batch-normalization",
    "lr": "~reference/glossary.html#term-learning-rate",
    "MLP": "~reference/glossary.html#term-multilayer-perceptron",
    "xavier": "~reference/glossary.html#term-Glorot-initialization",
    "backprop": "reference/glossary.html#term-backpropagation",
    "dying relu": "~reference/glossary.html#term-dead-unit",
    "clip_by_global_norm": "reference/api.html#committee.clipping.clip_by_global_norm",
    "he_normal": "reference/api.html#committee.initializers.he_normal",
    "cosine_decay": "~reference/api.html#committee.schedules.cosine_decay",
    "confusion matrix": "reference/glossary.html#term-confusion-matrix",
    "validation set": "reference/glossary.html#term-validation-set",
    "loss is nan": "~story/growing-pains/exploding-gradients.html",
    "xor": "~story/perceptron.html",
    "calibraton": "~reference/glossary.html#term-calibration",
}
STATUS = "#search-progress"


def ask(page, query):
    """Search on the page that is open; return where the places lead, in order."""
    box = page.locator("main input[name=q]")
    box.fill(query)
    box.press("Enter")
    # What was said of an earlier question does not name this one.
    page.wait_for_function(
        "([of, asked]) => document.querySelector(of).dataset.asked === asked", arg=[STATUS, query]
    )
    links = page.locator("#search-results li > a")
    found = links.evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    return [address.removeprefix("./") for address in found]


def wrong(page):
    """Return each question that does not find what it must."""
    answers = {query: ask(page, query) for query in ASKED}
    first = {query: 3 if wanted[0] == "~" else 1 for query, wanted in ASKED.items()}
    return {
        query: (ASKED[query], answers[query][:4])
        for query in ASKED
        if not any(
            found.startswith(ASKED[query].lstrip("~")) for found in answers[query][: first[query]]
        )
    }


def test_what_readers_ask_is_among_the_first_that_they_find(visit):
    there = visit("search")
    assert wrong(there.page) == {}
    assert there.complaints == []


def test_the_same_is_found_without_a_server(chromium, site):
    context = chromium.new_context()
    page = context.new_page()
    complaints = []
    page.on("console", lambda said: complaints.append(said.text) if said.type != "log" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((site / "search.html").as_uri())
    assert wrong(page) == {}
    page.locator("#search-results li > a").first.click()
    page.wait_for_url(re.compile(r"^file:.*\.html"))
    assert page.locator("h1").is_visible()
    assert complaints == []
    context.close()


def test_a_place_shows_where_it_is_and_what_was_found_in_it(visit):
    page = visit("search?q=patience").page
    first = page.locator("#search-results li").first
    first.wait_for()
    arrow = "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    assert arrow in first.locator(".search-where").inner_text()
    marked = page.locator("#search-results mark").all_inner_texts()
    assert marked
    assert all(word.lower().startswith("patien") for word in marked)
    assert page.locator(STATUS).inner_text().endswith("for “patience”.")


def test_a_word_brings_what_the_book_says_for_it_and_tells_so(visit):
    page = visit("search?q=eta").page
    page.get_by_text(", also η, learning rate").wait_for()
    assert page.locator(STATUS).get_attribute("role") == "status"


def test_a_slip_of_the_keyboard_is_put_right(visit):
    page = visit("search?q=pacience").page
    page.get_by_text("No place says “pacience”; ").wait_for()
    assert page.locator(STATUS).inner_text().endswith("for “patience”.")
    assert page.locator("#search-results mark").first.inner_text().lower().startswith("patien")


def test_finding_nothing_leads_on(visit):
    page = visit("search?q=xylophone").page
    page.get_by_text("No place in the book says “xylophone”.").wait_for()
    help_ = page.locator("#search-help")
    assert help_.is_visible()
    link = help_.get_by_role("link", name="glossary")
    assert link.get_attribute("href").endswith("reference/glossary.html")


def test_the_arrows_walk_through_the_places_and_back(visit):
    page = visit("search").page
    ask(page, "judge")
    box = page.locator("main input[name=q]")
    box.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    second = page.locator("#search-results li > a").nth(1)
    assert second.evaluate("link => link === document.activeElement")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert box.evaluate("box => box === document.activeElement")


def test_what_is_left_comes_on_request_and_takes_the_focus(visit):
    page = visit("search?q=judge").page
    more = page.get_by_role("button", name="Show all")
    more.wait_for()
    before = page.locator("#search-results li").count()
    more.click()
    after = page.locator("#search-results li > a")
    assert after.count() > before
    assert after.nth(before).evaluate("link => link === document.activeElement")


def test_the_address_remembers_what_was_asked(visit):
    there = visit("search")
    ask(there.page, "dead unit")
    assert there.page.url.endswith("search.html?q=dead%20unit")


def test_nothing_is_loaded_before_somebody_searches(visit):
    there = visit("search")
    there.page.wait_for_load_state("networkidle")
    assert not [url for url in there.loaded if "minisearch" in url or "search-texts" in url]
    ask(there.page, "judge")
    assert [url for url in there.loaded if "search-texts" in url]


def test_a_search_that_cannot_be_loaded_says_so(visit):
    there = visit("search")
    there.page.route("**/search-texts.js", lambda route: route.abort())
    box = there.page.locator("main input[name=q]")
    box.fill("judge")
    box.press("Enter")
    there.page.get_by_text("The search could not be loaded").wait_for()
    assert there.page.locator("#search-help").is_visible()


@pytest.mark.parametrize("screen", [{}, {"theme": "dark"}, {"width": 320}],
                         ids=["light", "dark", "narrow"])  # fmt: skip
def test_found_places_keep_nobody_out(visit, violations, screen):
    page = visit("search?q=eta", **screen).page
    page.locator("#search-results li").first.wait_for()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
