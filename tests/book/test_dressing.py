"""What the machine does to a page's pieces before they are set."""

import re

import pytest
from small_book import SmallBook

from committee_book.parts import SEATS, Part, part_of
from committee_book.wide import LETTERS


@pytest.fixture
def page(tmp_path):
    def build(text, *modules):
        book = SmallBook(tmp_path, list(modules))
        book.write("index", text)
        done = book.build()
        assert done.returncode == 0, done.stderr
        return book.read("index")

    return build


def test_a_dropdown_is_the_browsers_own_and_says_what_it_holds(page):
    html = page("# Page\n\n:::{note}\n:class: dropdown\nFolded.\n:::\n", "disclosures")
    assert re.search(r'<details class="disclosure">\s*<summary>Note</summary>', html)
    assert "admonition" not in html


def test_a_dropdown_keeps_its_title_without_the_links_in_it(page):
    title = "See *this* [page](https://example.org)"
    text = f"# Page\n\n:::{{admonition}} {title}\n:class: dropdown\nFolded.\n:::\n"
    assert "<summary>See this page</summary>" in page(text, "disclosures")


def test_a_dropdown_inside_a_dropdown_opens_by_itself(page):
    inner = ":::{admonition} Inner\n:class: dropdown\nDeep.\n:::\n"
    html = page(
        f"# Page\n\n::::{{admonition}} Outer\n:class: dropdown\n\n{inner}::::\n", "disclosures"
    )
    assert html.index("<summary>Outer") < html.index("<summary>Inner") < html.index("</details>")


def test_an_open_admonition_stays_one(page):
    html = page("# Page\n\n:::{note}\nOpen.\n:::\n", "disclosures")
    assert "<details" not in html
    assert '<div class="admonition note">' in html


@pytest.mark.parametrize(("letters", "wide"), [(LETTERS, False), (LETTERS + 1, True)])
def test_code_longer_than_the_column_may_borrow_the_margin(page, letters, wide):
    html = page(f"# Page\n\n```python\n{'x' * letters}\n```\n", "wide")
    assert (re.search(r'class="[^"]*\bwide\b', html) is not None) == wide


def test_a_number_and_its_per_cent_sign_stay_on_one_line(page):
    html = page("# Page\n\nIn 20 % of *30 %*, `40 %`, 5 % and 6 percent.\n", "spaces")
    assert "In 20\xa0% of <em>30\xa0%</em>" in html
    assert "5\xa0% and 6 percent" in html
    assert "40 %" in re.sub("<[^>]*>", "", html)


def test_a_minus_before_a_number_is_a_minus_and_a_hyphen_stays_one(page):
    written = "It is -1.6 or (-2), in 5-10 well-set lines of 2026-01-02, `-3`, x[-1]."
    html = page(f"# Page\n\n{written}\n", "spaces")
    words = re.sub("<[^>]*>", "", html)
    assert "It is \u22121.6 or (\u22122), in 5-10 well-set lines of 2026-01-02, -3, x[-1]." in words


def test_an_interval_may_begin_with_a_minus(page):
    assert "in [\u22121, 1]" in page("# Page\n\nAll are in [-1, 1].\n", "spaces")


def test_a_drawing_stands_in_the_page_in_the_pages_colours(tmp_path):
    book = SmallBook(tmp_path, ["drawings"])
    alt = "A square in the colour of training"
    book.write(
        "index", f"# Page\n\n```{{figure}} drawings/square.svg\n:alt: {alt}\n\nWords.\n```\n"
    )
    book.write(
        "drawings/square.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
        '<rect width="9" height="9" fill="#0B63A5"/></svg>',
    )
    done = book.build()
    assert done.returncode == 0, done.stderr
    html = book.read("index")
    assert 'fill="var(--c-train)"' in html
    assert f'aria-label="{alt}"' in html
    assert "<img" not in html


def test_another_picture_stays_a_picture(tmp_path):
    book = SmallBook(tmp_path, ["drawings"])
    book.write("index", "# Page\n\n```{image} elsewhere/square.svg\n:alt: A square\n```\n")
    book.write(
        "elsewhere/square.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
    )
    assert book.build().returncode == 0
    assert "<img" in book.read("index")


class Tree:
    """A list of pages under a caption, as the table of contents holds it."""

    def __init__(self, pages, caption=None):
        self.pages, self.caption = pages, caption

    def files(self):
        return self.pages


class Entry:
    """A page and what stands below it."""

    def __init__(self, *subtrees):
        self.subtrees = subtrees


class Contents(dict):
    """A table of contents of two parts, one of them with a page below a page."""

    root = Entry(Tree(["start"], "Before you start"), Tree(["story/pains"], "The story"))


CONTENTS = Contents(
    {
        "start": Entry(),
        "story/pains": Entry(Tree(["story/pains/overfitting"])),
        "story/pains/overfitting": Entry(),
    }
)


def test_a_page_knows_its_part_however_deep_it_stands():
    assert part_of("story/pains/overfitting", CONTENTS) == Part("The story", SEATS["story"])
    assert part_of("start", CONTENTS) == Part("Before you start", ())
    assert part_of("search", CONTENTS) is None
