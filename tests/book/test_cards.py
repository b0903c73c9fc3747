"""Cards in every edition, the sheet that lists them, the deck, and what refuses a faulty one."""

import json
import re
import zipfile
from xml.dom import minidom

import pytest
from bs4 import BeautifulSoup
from small_book import ROOT, SmallBook

MODULES = ["mathml", "claims", "checks", "cards", "drawings", "latex", "epub"]
SETTINGS = """
extensions = ["myst_nb"] + extensions[1:]
nb_execution_mode = "off"
epub_show_urls = "no"
latex_documents = [("index", "book.tex", project, author, "manual")]

def setup(app):
    for name in ("mathml", "claims", "drawings"):
        app.extensions[f"committee_book.{name}"].parallel_read_safe = True
        app.extensions[f"committee_book.{name}"].parallel_write_safe = True
"""
SQUARE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 150">
  <g fill="none" stroke="#B8460B" stroke-dasharray="5 3" stroke-linecap="round">
    <path d="M0 0L10 10"/>
  </g>
  <rect width="9" height="9" fill="#0B63A5"/>
</svg>"""
ALT = "A blue square in a corner, and a broken line"
CUT = """(ch-knife)=
# The knife

(sec-knife-cut)=
## It is straight

```{concept-card} card-knife-cut
:title: The *straight* knife
:question: What does the bias do to the cut?
:alt: A blue square in a corner,
  and a broken line

The weights turn it, the bias $b$ slides it.
```

Words beside the card.
"""
BARE = """# Where it ends

```{concept-card} card-end-rest
:title: She comes to rest
:alt: A blue square in a corner, and a broken line

Where a cut exists.
```
"""
INDEX = "# A small book\n\n```{toctree}\nstory/knife\nstory/end\npractice/all\n```\n"
ALL = "# All cards\n\n```{all-cards}\n```\n"


def small_book(folder, **more):
    book = SmallBook(folder, MODULES, more=SETTINGS)
    pages = {"index": INDEX, "story/knife": CUT, "story/end": BARE, "practice/all": ALL} | more
    for name, text in pages.items():
        book.write(name, text)
    for name in ("knife-cut", "end-rest"):
        book.write(f"drawings/cards/{name}.svg", SQUARE)
    return book


def built(folder, *options):
    book = small_book(folder)
    outcome = book.build(*options)
    assert outcome.returncode == 0, outcome.stderr
    return book


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("site"), "-j", "2")


@pytest.fixture(scope="module")
def latex(tmp_path_factory):
    book = built(tmp_path_factory.mktemp("latex"), "-b", "latex")
    return next(book.output.glob("*.tex")).read_text()


def words(node):
    return " ".join(node.get_text().split())


def soup(site, page):
    return BeautifulSoup(site.read(page), "html.parser")


def test_a_card_is_a_note_in_the_margin_that_its_title_names(site):
    card = soup(site, "story/knife").find(id="card-knife-cut")
    assert card.name == "aside"
    assert card["role"] == "note"
    assert {"margin", "card"} <= set(card["class"])
    assert words(card.find(id=card["aria-labelledby"])) == "The straight knife"
    assert words(card).endswith("The weights turn it, the bias b slides it.")


def test_its_drawing_stands_in_the_page_in_the_pages_colours(site):
    drawing = soup(site, "story/knife").find(id="card-knife-cut").svg
    assert drawing["aria-label"] == ALT
    assert drawing.rect["fill"] == "var(--c-train)"


def test_its_question_is_not_asked_where_the_section_has_answered_it(site):
    assert "What does the bias do" not in site.read("story/knife")


def test_a_page_without_cards_does_not_load_their_style(site):
    assert "cards.css" in site.read("story/knife")
    assert "cards.css" in site.read("practice/all")
    assert "cards.css" not in site.read("index")


def test_the_sheet_turns_every_card_of_the_book_chapter_by_chapter(site):
    page = soup(site, "practice/all")
    assert [words(h2).rstrip("#") for h2 in page.find_all("h2")] == ["The knife", "Where it ends"]
    first, second = page.find_all("details")
    assert words(first.summary) == "What does the bias do to the cut?"
    assert words(second.summary) == "She comes to rest"  # it asks nothing
    assert words(first.find(class_="card-title")) == "The straight knife"
    assert first.svg["aria-label"] == ALT
    source = first.find(class_="card-source").a
    assert (source["href"], words(source)) == ("../story/knife.html#card-knife-cut",
                                               "It is straight")


def test_a_list_of_chapters_leads_down_the_sheet(site):
    page = soup(site, "practice/all")
    found = [link["href"] for link in page.find(class_="card-chapters").find_all("a")]
    assert found == ["#cards-knife", "#cards-end"]
    assert all(page.find(id=target[1:]) for target in found)


def test_the_deck_is_a_classic_script_with_front_and_back_of_every_card(site):
    script = site.read("_static/cards/cards.js")
    found = re.fullmatch(r"window\.committeeCards = (\[.*\]);\n", script, re.DOTALL)
    first, second = json.loads(found[1])
    assert (first["id"], first["page"], first["pageTitle"], first["href"]) == (
        "card-knife-cut", "story/knife", "The knife", "story/knife.html#card-knife-cut")
    assert first["front"] == "<p>What does the bias do to the cut?</p>"
    assert second["front"] == "<p>She comes to rest</p>"
    back = BeautifulSoup(first["back"], "html.parser")
    assert [child.name for child in back.children if child.name] == ["svg", "p", "p"]
    assert back.rect["fill"] == "var(--c-train)"
    assert back.math
    assert words(back.find(class_="card-title")) == "The straight knife"


def test_on_paper_a_card_is_its_drawing_with_its_words_beside_it(latex):
    card = latex[latex.index(r"\begin{sphinxuseclass}{card}"):]
    assert card.index("{card-drawing}") < card.index(r"rectangle (9,9)") < card.index("slides it")
    assert r"\sphinxstylestrong{The \sphinxstyleemphasis{straight} knife}" in card
    assert "What does the bias" not in card[:card.index("Words beside the card")]


def test_a_group_hands_its_stroke_on_to_what_it_holds(latex):
    assert ("draw={rgb,255:red,184; green,70; blue,11}, line width=1pt, line cap=round, "
            "dash pattern=on 5pt off 3pt] svg {M0 0L10 10}") in latex


def test_on_paper_the_sheet_lists_the_questions_with_the_pages_of_their_cards(latex):
    target = r"\detokenize{story/knife:card-knife-cut}"
    assert latex.count(rf"\label{{{target}}}") == 1
    sheet = latex[latex.index("All cards"):]
    assert "What does the bias do to the cut?" in sheet
    assert rf"\hyperref[{target}]{{card: page~\pageref*{{{target}}}}}" in sheet


def test_a_reading_device_gets_the_drawing_the_words_and_the_list(tmp_path):
    book = built(tmp_path, "-b", "epub")
    with zipfile.ZipFile(next(book.output.glob("*.epub"))) as epub:
        page = minidom.parseString(epub.read("story/knife.xhtml"))
        images = [image.getAttribute("src") for image in page.getElementsByTagName("img")]
        sheet = epub.read("practice/all.xhtml").decode()
        assert {image.split("/")[-1] for image in images} == {"knife-cut.svg"}
        assert any(name.endswith("_images/knife-cut.svg") for name in epub.namelist())
    assert "slides it" in page.toxml()
    assert 'href="../story/knife.xhtml#card-knife-cut"' in sheet


GOOD = ":title: Some words\n:alt: A blue square in a corner, and a broken line\n"
BEGIN = "```{concept-card} "
# name → (the card, what the message says)
FAULTS = {
    "no title": ("card-no-title-a\n:alt: Whatever is seen here by somebody\n\nWords.",
                 "it has no title; write :title: and a few words"),
    "an empty question": (f"card-an-empty-question-a\n{GOOD}:question:\n\nWords.",
                          "it has no question"),
    "no alt": ("card-no-alt-a\n:title: Some words\n\nWords.", "it has no alt text; write what"),
    "a short alt": ("card-a-short-alt-a\n:title: Words\n:alt: A knife\n\nWords.",
                    "it has an alt text that says too little: 'A knife'"),
    "no words": (f"card-no-words-a\n{GOOD}", "it says nothing; write its idea in one to three"),
    "a link": (f"card-a-link-a\n{GOOD}\nSee {{doc}}`../story/end`.", "it should hold no link"),
    "another page's id": (f"card-knife-a\n{GOOD}\nWords.",
                          "its id should begin with card-another-pages-id- and be in"),
    "no id": (f"\n{GOOD}\nWords.", "a {concept-card}: its id should begin with card-no-id-"),
    "a setting that is none": ("card-a-setting-that-is-none-a\n:drawing: b\n\nWords.",
                               ":drawing: is no setting here; there are :title:"),
    "no drawing": (f"card-no-drawing-a\n{GOOD}\nWords.",
                   "its drawing drawings/cards/no-drawing-a.svg is missing"),
    "an ellipse": (f"card-an-ellipse-a\n{GOOD}\nWords.", "cannot be drawn: a drawing should be "
                   "made of g, text, path, rect, circle; it holds <ellipse>"),
    "a colour": (f"card-a-colour-a\n{GOOD}\nWords.", "has the colour #FF0000, which is not of"),
    "no svg": (f"card-no-svg-a\n{GOOD}\nWords.", "cannot be drawn: unclosed token"),
    "an id taken": (f"card-an-id-taken-a\n{GOOD}\nWords.\n```\n\n{BEGIN}card-an-id-taken-a\n"
                    f"{GOOD}\nWords.", "this id is taken by the one in line 5 of the page"),
}  # fmt: skip
DRAWN = {
    "an-ellipse-a": SQUARE.replace("<rect ", '<ellipse rx="2" '),
    "a-colour-a": SQUARE.replace("#0B63A5", "#FF0000"),
    "no-svg-a": "<svg",
}


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Build a book with a page for each fault."""
    pages = {f"bad/{page_of(name)}": f"---\norphan: true\n---\n# Bad\n{BEGIN}{text}\n```\n"
             for name, (text, _) in FAULTS.items()}
    pages["technique"] = f"---\norphan: true\n---\n# Copied\n{example()}"
    book = small_book(tmp_path_factory.mktemp("bad"), **pages)
    drawn = ("an-id-taken-a", "another-pages-id-a", "a-link-a", "no-words-a", "technique-knife")
    for name in (*drawn, *DRAWN):
        book.write(f"drawings/cards/{name}.svg", DRAWN.get(name, SQUARE))
    return book.build()


def example():
    """Return the card that the guide for authors tells them to copy."""
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    return re.search(r"^````md\n(```{concept-card}.+?)^````$", guide, re.M | re.S)[1]


def page_of(name):
    return name.replace(" ", "-").replace("'", "")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_fails_the_build_with_page_and_line(outcome, name):
    said = re.findall(rf"/bad/{page_of(name)}\.md:(\d+): WARNING: (.*)", outcome.stderr)
    assert any(FAULTS[name][1] in sentence for _, sentence in said), outcome.stderr
    assert {line for line, _ in said} == {"12" if name == "an id taken" else "5"}
    assert outcome.returncode == 1


def test_the_card_that_contributing_tells_to_copy_is_one(outcome):
    assert "card-technique-knife" in example()
    assert "technique.md" not in outcome.stderr
