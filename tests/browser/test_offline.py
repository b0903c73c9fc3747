"""The book to take along: unpacked anywhere, opened from a file, with no network at all."""

import re
import zipfile

import pytest
from book_site import Visit

import make_offline
import site_archive

pytestmark = pytest.mark.xdist_group("offline")
CHAPTER = "story/growing-pains/overfitting"


@pytest.fixture(scope="module")
def archive(site, tmp_path_factory):
    path = tmp_path_factory.mktemp("offline") / "book.zip"
    make_offline.make(site, path, make_offline.ROOT / "_config.yml")
    return path


@pytest.fixture(scope="module")
def address(archive, tmp_path_factory):
    """Unpack it into a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("a shelf")
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(folder)
    return f"{(folder / make_offline.NAME).as_uri()}/"


@pytest.fixture
def reader(chromium, address):
    """Somebody without a network."""
    context = chromium.new_context(offline=True, reduced_motion="reduce")
    visit = Visit(context.new_page(), address)
    visit.watch()
    yield visit
    assert [said for said in visit.complaints if "net::ERR_FILE_NOT_FOUND" not in said] == []
    context.close()


def test_a_search_finds_the_page_and_leads_there(reader):
    page = reader.go("search?q=perceptron").page
    page.wait_for_selector("#search-results a")
    link = page.locator("#search-results a", has_text="The knife").first
    link.click()
    assert page.locator("h1").first.inner_text().startswith("The knife")


def test_a_page_has_its_mathematics_and_a_check_answers(reader):
    page = reader.go(CHAPTER).page
    assert page.locator("math").count() > 5
    loaded = "[...document.fonts].filter((face) => face.status === 'loaded').length"
    assert page.evaluate(f"document.fonts.ready.then(() => {loaded})") >= 2
    check = page.locator(".check-single").first
    check.locator("input").first.check()
    check.get_by_role("button", name="Answer", exact=True).click()
    assert check.locator(".check-feedback").inner_text().strip()


def test_an_answer_is_there_again_when_the_page_is_opened_again(reader):
    page = reader.go(CHAPTER).page
    check = page.locator(".check-single").first
    check.locator("input").first.check()
    check.get_by_role("button", name="Answer", exact=True).click()
    page.reload()
    page.locator(".check-single").first.locator("input:checked").wait_for()
    assert page.locator(".check-single").first.locator("input").first.is_checked()


def test_live_code_says_what_it_needs(reader):
    page = reader.go(CHAPTER).page
    page.get_by_role("button", name="Run this page").click()
    assert "Live code needs a web server" in page.locator(".livecode-start").inner_text()


def test_every_page_links_to_files_that_are_there(archive):
    with zipfile.ZipFile(archive) as packed:
        names = set(packed.namelist())
        pages = {name: packed.read(name).decode() for name in names if name.endswith(".html")}
    assert len(pages) > 20
    for name, text in pages.items():
        for href in re.findall(r'<(?:a|link)\b[^>]*\shref="([^"#?:]+)[#?"]', text):
            parts = [*name.split("/")[:-1], *href.split("/")]
            while ".." in parts:
                place = parts.index("..")
                del parts[place - 1:place + 1]
            assert "/".join(part for part in parts if part != ".") in names, (name, href)


def test_it_says_what_it_is_and_leaves_out_what_no_file_can_run(archive):
    with zipfile.ZipFile(archive) as packed:
        names = packed.namelist()
        said = packed.read(f"{make_offline.NAME}/READ-ME.txt").decode()
    assert names == sorted(names)
    assert not [name for name in names if name.endswith((".whl", ".wasm", "thebe/index.js"))]
    assert "make serve" in said
    assert "https://github.com/" in said, "where the sources are"


def test_the_same_files_give_the_same_bytes_whenever_they_are_packed(tmp_path, monkeypatch):
    made = []
    for epoch in ("1763600000", "1763600000", "1763700000"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        site_archive.pack(tmp_path / "a.zip", {"b": b"2", "a": b"1"}, "top")
        made.append((tmp_path / "a.zip").read_bytes())
    assert made[0] == made[1] != made[2]
