"""The setting of a page: its measure, its margin, its edges."""

import statistics

import pytest

LINES = """() => {
  const lengths = [];
  for (const p of document.querySelectorAll(".bd-article > section > section > p")) {
    const range = document.createRange(), text = p.firstChild;
    if (p.childNodes.length !== 1 || text.nodeType !== Node.TEXT_NODE) continue;
    let top = null, count = 0;
    const lines = [];
    for (let i = 0; i < text.length; i += 1) {
      range.setStart(text, i);
      range.setEnd(text, i + 1);
      const box = range.getClientRects()[0];
      if (!box) continue;
      if (top !== null && Math.abs(box.top - top) > 4) { lines.push(count); count = 0; }
      top = box.top;
      count += 1;
    }
    lengths.push(...lines);   // the last line of a paragraph is as long as it happens to be
  }
  return lengths;
}"""

EDGES = """selector => [...document.querySelectorAll(selector)].map(element => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const { left, right } = range.getBoundingClientRect();
  return { left, right };
})"""


@pytest.mark.parametrize("width", [768, 1024, 1280, 1920])
def test_a_line_has_about_as_many_letters_as_are_read_with_ease(visit, width):
    lines = visit("how-to-read", width=width).page.evaluate(LINES)
    assert len(lines) > 20
    assert 55 <= statistics.median(lines) <= 70
    assert max(lines) <= 76


@pytest.mark.parametrize("width", [1024, 1280, 1920])
def test_the_margin_holds_notes_and_the_pages_contents_on_one_edge(visit, width):
    page = visit("how-to-read", width=width).page
    text = page.evaluate(EDGES, ".bd-article h2")
    margin = page.evaluate(EDGES, "aside.margin, .page-contents")
    assert len(margin) == 2
    assert len({round(box["left"]) for box in margin}) == 1
    assert margin[0]["left"] > max(box["right"] for box in text)
    assert max(box["right"] for box in margin) <= width


@pytest.mark.parametrize("width", [320, 390, 768])
def test_where_there_is_no_margin_notes_stand_in_the_text(visit, width):
    page = visit("how-to-read", width=width).page
    column = page.evaluate(EDGES, ".bd-article")[0]
    for note in page.evaluate(EDGES, "aside.margin"):
        assert column["left"] < note["left"] < note["right"] <= column["right"]


@pytest.mark.parametrize(
    ("name", "picture", "words"),
    [
        ("index", ".plate > svg", ".plate > .legend"),
        ("story/growing-pains/overfitting", "figure > svg", "figure > figcaption"),
    ],
)
def test_a_caption_stands_beside_its_picture_or_below_it(visit, name, picture, words):
    def boxes(width):
        page = visit(name, width=width).page
        return [page.locator(part).first.bounding_box() for part in (picture, words)]

    drawn, said = boxes(1280)
    assert said["x"] > drawn["x"] + drawn["width"]
    assert abs(said["y"] - drawn["y"]) < 8
    drawn, said = boxes(390)
    assert said["y"] >= drawn["y"] + drawn["height"]


@pytest.mark.parametrize("width", [390, 1280])
def test_code_begins_where_the_text_begins(visit, width):
    page = visit("how-to-read", width=width).page
    text = page.evaluate(EDGES, ".bd-article h2")[0]["left"]
    code = page.evaluate(EDGES, ".highlight > pre")
    assert [box["left"] for box in code] == pytest.approx([text] * len(code), abs=1)
    assert code


def test_the_cover_names_the_book_once(visit):
    page = visit("index").page
    assert page.get_by_role("heading", level=1).count() == 1
    assert page.locator(".book-title").bounding_box()["width"] <= 1


def test_the_contents_mark_the_page_one_is_on(visit):
    page = visit("how-to-read").page
    assert page.locator("#book-contents nav .current > a").inner_text() == "How to read this book"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_paper_is_white_whatever_the_screen_was(visit, theme):
    page = visit("how-to-read", theme=theme).page
    page.evaluate("localStorage.setItem('theme', 'dark')")
    page.reload()
    page.emulate_media(media="print")
    ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    assert ground == "rgb(255, 255, 255)"


def test_what_opens_on_request_is_open_on_paper(visit):
    page = visit("story/growing-pains/overfitting").page
    words = page.locator("details.solution > :not(summary)").first
    assert not words.is_visible()
    page.emulate_media(media="print")
    assert words.bounding_box()["height"] > 0


@pytest.mark.parametrize("width", [390, 1280])
def test_the_text_takes_the_same_room_before_its_faces_arrive(chromium, address, width):
    heights = []
    for faces in ("there", "on their way"):
        page = chromium.new_page(viewport={"width": width, "height": 800})
        if faces == "on their way":
            page.route("**/*.woff2", lambda route: route.abort())
        page.goto(f"{address}how-to-read.html")
        page.evaluate("document.fonts.ready")
        heights.append(page.locator("article").bounding_box()["height"])
        page.close()
    assert heights[1] == pytest.approx(heights[0], rel=0.02)
