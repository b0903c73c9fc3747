"""Cards as a reader meets them: in the margin or in the text, and turned by a key."""

import json

import pytest

SHEET = "practice/concept-cards"
CHAPTER = "story/perceptron"
CARD = "#card-perceptron-cut"
PLACES = """(card) => { const text = document.querySelector('.bd-main').getBoundingClientRect();
  const box = card.getBoundingClientRect();
  return {besides: box.left >= text.right, within: box.left >= 0 && box.right <= innerWidth,
          wider: document.documentElement.scrollWidth > innerWidth}; }"""
# What stands across the margin and begins below a card waits for it; how long, in pixels.
WAITS = """() => [...document.querySelectorAll('.bd-article *')]
  .filter((one) => getComputedStyle(one).clear !== 'none' && getComputedStyle(one).float === 'none')
  .map((one) => {
    const floats = (one) => one && getComputedStyle(one).float !== 'none';
    let before = one.previousElementSibling;
    while (floats(before)) before = before.previousElementSibling;
    const above = before ? before.getBoundingClientRect().bottom
      : one.parentElement.getBoundingClientRect().top;
    return [one.textContent.trim().slice(0, 60), one.getBoundingClientRect().top - above];
  }).filter(([, gap]) => gap > 70)"""


@pytest.fixture(scope="module")
def deck(site):
    script = (site / "_static" / "cards" / "cards.js").read_text(encoding="utf-8")
    return json.loads(script.removeprefix("window.committeeCards = ").rstrip(";\n"))


def test_a_card_stands_in_the_margin_where_there_is_one_and_else_in_the_text(visit):
    page = visit(CHAPTER).page
    assert page.locator(CARD).evaluate(PLACES) == {"besides": True, "within": True, "wider": False}
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        places = page.locator(CARD).evaluate(PLACES)
        assert places == {"besides": False, "within": True, "wider": False}, width


def test_no_card_keeps_a_figure_or_a_table_waiting(visit, deck):
    pages = dict.fromkeys(card["page"] for card in deck)
    there = visit(next(iter(pages)))
    waits = {}
    for name in pages:
        there.go(name)
        waits[name] = there.page.evaluate(WAITS)
    assert {name: found for name, found in waits.items() if found} == {}


def test_a_card_is_turned_by_keyboard_and_its_back_leads_to_its_section(visit, deck):
    page = visit(SHEET).page
    cards = page.locator("details.card-turn")
    assert cards.count() == len(deck)
    first = cards.first
    assert first.get_by_role("img").count() == 0  # its back is not there yet, for nobody
    first.locator("summary").focus()
    page.keyboard.press("Enter")
    assert first.get_by_role("img").is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{deck[0]['href']}")
    assert page.locator(f"#{deck[0]['id']}").is_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_turned_cards(visit, violations, theme):
    page = visit(SHEET, theme=theme).page
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    assert violations(page) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_paper_every_card_shows_both_its_sides(visit, deck):
    page = visit(SHEET).page
    page.emulate_media(media="print")
    backs = page.locator(".card-back svg")
    assert backs.count() == len(deck)
    assert all(backs.nth(at).is_visible() for at in (0, len(deck) - 1))
