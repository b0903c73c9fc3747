"""An address that leads nowhere, at any depth: the page that helps, and what it offers."""

import pytest

from audit.host import hosted


@pytest.fixture(scope="module")
def host(site):
    """Serve the book where its 404 page says that it stands, as its host would."""
    root = (site / "404.html").read_text().partition('data-content_root="')[2].partition('"')[0]
    assert root.startswith("/")
    with hosted(site, root) as address:
        yield address


@pytest.mark.parametrize("lost", ["overfiting.html", "story/03-overfitting/", "a/b/c/d.html"])
def test_the_lost_page_is_whole_at_any_depth(visit, host, lost):
    there = visit("index", address=host)
    there.page.goto(host + lost)
    assert there.page.locator("h1").inner_text() == "There is no such page"
    sheets = there.page.evaluate("document.styleSheets.length")
    assert sheets > 5
    assert there.page.locator(".bd-links a").count() > 10
    nothing = f"404: {host}{lost}"
    assert [said for said in there.complaints if "404" not in said or said == nothing] == [nothing]


def test_it_names_the_page_that_was_meant_and_leads_there(visit, host):
    page = visit("index", address=host).page
    page.goto(f"{host}chapters/07-overfiting.html")
    near = page.locator("#lost-nearest a")
    near.first.wait_for()
    assert near.first.get_attribute("href").endswith("/story/growing-pains/overfitting.html")
    near.first.click()
    page.locator("#one-ruling-in-five-is-wrong-and-nobody-says-which").wait_for(state="attached")


def test_it_puts_the_words_of_the_address_into_the_search(visit, host):
    page = visit("index", address=host).page
    page.goto(f"{host}story/early_stopping.html")
    box = page.locator("main input[name=q]")
    assert box.input_value() == "early stopping"
    box.press("Enter")
    page.locator("#search-results li").first.wait_for()
    assert "/search.html?q=early" in page.url


def test_it_keeps_nobody_out_and_helps_without_a_script(visit, host, violations):
    page = visit("index", address=host, width=320).page
    page.goto(f"{host}story/early_stopping.html")
    assert violations(page) == []
    page = visit("index", address=host, java_script_enabled=False).page
    page.goto(f"{host}deep/below/nothing.html")
    page.get_by_role("link", name="cover").click()
    assert page.url == f"{host}index.html"
