"""The tools of a page: its sections' links, reporting, citing; by keyboard, without a script."""

import pytest
from book_site import book_pages

PAGE = next(name for name in book_pages() if name.startswith("story/"))


@pytest.fixture
def allowed(visit):
    """Return a page that may use the clipboard."""
    there = visit(PAGE)
    there.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    return there.page


def clipboard(page):
    return page.evaluate("navigator.clipboard.readText()")


def test_following_a_link_to_a_section_by_keyboard_copies_it(allowed):
    link = allowed.locator("h2 > a.headerlink").first
    link.focus()
    assert link.evaluate("(e) => getComputedStyle(e).opacity") == "1", "it shows when focused"
    allowed.keyboard.press("Enter")
    allowed.get_by_text("Link copied").wait_for(state="attached")
    assert clipboard(allowed) == allowed.url
    assert "#" in allowed.url


def test_a_section_link_leads_even_where_nothing_may_be_copied(visit):
    there = visit(PAGE)
    there.page.add_init_script("delete Navigator.prototype.clipboard")
    there.page.reload()
    link = there.page.locator("h2 > a.headerlink").first
    link.focus()
    there.page.keyboard.press("Enter")
    assert there.page.url.endswith(link.get_attribute("href"))
    assert there.complaints == []


def test_the_bibtex_entry_can_be_copied(allowed):
    allowed.get_by_text("Cite this page").click()
    allowed.get_by_role("button", name="Copy the BibTeX entry").click()
    allowed.get_by_text("BibTeX entry copied").wait_for(state="attached")
    assert clipboard(allowed) == allowed.locator(".bibtex").inner_text()


@pytest.mark.parametrize("script", [True, False])
def test_each_section_can_be_reported_with_or_without_a_script(visit, script):
    page = visit(PAGE, java_script_enabled=script).page
    titles = page.locator("main article > section > section > h2")
    names = [title.inner_text().rstrip("#").strip() for title in titles.all()]
    summary = page.locator("summary", has_text="Report an error")
    summary.focus()
    page.keyboard.press("Enter")
    links = summary.locator("xpath=..").get_by_role("link")
    assert links.all_inner_texts() == ["The whole page", *names]
    page.keyboard.press("Tab")
    assert page.locator("a:focus").inner_text() == "The whole page"


@pytest.mark.parametrize(
    "screen", [{}, {"theme": "dark"}, {"width": 320}], ids=["light", "dark", "narrow"]
)
def test_axe_finds_nothing_in_the_open_tools(visit, violations, screen):
    page = visit(PAGE, **screen).page
    for summary in page.locator("footer summary").all():
        summary.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
