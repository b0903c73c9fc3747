"""Hints to an exercise, taken from the package into every edition."""

import zipfile

import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

from committee import exercises
from committee_book.exercises import chapter_line

NAME = "ex-overfitting-ceiling"
HINTS = exercises.find(NAME).hints
PAGE = f"""# A page

```{{exercise}} The ceiling
:label: {NAME}

What does she reach?
```

```{{hints}} {NAME}
```

```{{solution}} {NAME}
:class: dropdown

A hundred of a hundred.
```
"""
MODULES = ["checks", "exercises", "disclosures", "latex", "epub"]
MORE = "extensions.append('sphinx_exercise')"
SINGLE = f"# A page\n\nWords.\n\n```{{hints}} {NAME}\n```\n"


def built(folder, *options, page=PAGE):
    book = SmallBook(folder, MODULES, more=MORE)
    book.write("index", page)
    outcome = book.build(*options)
    assert outcome.returncode == 0, outcome.stderr
    return book


def words(node):
    return " ".join(node.get_text().split())


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return BeautifulSoup(built(tmp_path_factory.mktemp("site")).read("index"), "html.parser")


def test_each_hint_is_folded_up_within_the_one_before(page):
    folds = page.select("details.hints")
    assert [words(fold.summary) for fold in folds] == [f"Hint {i} of 3" for i in (1, 2, 3)]
    assert [words(fold.find("p")) for fold in folds] == [" ".join(one.split()) for one in HINTS]
    assert folds[1].parent is folds[0]
    assert folds[2].parent is folds[1]
    assert not any(fold.has_attr("open") for fold in folds)


def test_the_hints_stand_between_the_question_and_the_solution(page):
    text = words(page)
    places = [text.index(one) for one in ("What does she", HINTS[0][:20], "A hundred of a")]
    assert places == sorted(places)


def test_on_paper_the_hints_stand_with_the_solution(tmp_path):
    latex = next(built(tmp_path, "-b", "latex").output.glob("*.tex")).read_text()
    places = [latex.index(one) for one in ("What does she", r"\chapter{Worked", HINTS[0][:20],
                                           HINTS[2][:20], "A hundred of a hundred")]  # fmt: skip
    assert places == sorted(places)


def test_hints_without_a_solution_keep_their_place_on_paper(tmp_path):
    latex = next(built(tmp_path, "-b", "latex", page=SINGLE).output.glob("*.tex")).read_text()
    assert latex.index("Words.") < latex.index(HINTS[0][:20])


def test_an_electronic_book_numbers_the_hints(tmp_path):
    book = built(tmp_path, "-b", "epub", "-D", "version=1", "-D", "epub_show_urls=no")
    with zipfile.ZipFile(next(book.output.glob("*.epub"))) as epub:
        text = BeautifulSoup(epub.read("index.xhtml"), "html.parser")
    assert [words(item)[:20] for item in text.select(".hints ol li")] == [h[:20] for h in HINTS]
    assert not text.find("details", class_="hints")


def test_hints_to_an_exercise_that_is_not_there_fail_the_build(tmp_path):
    book = SmallBook(tmp_path, ["checks", "exercises"])
    book.write("index", SINGLE.replace(NAME, "ex-overfitting-ceilling"))
    outcome = book.build()
    assert outcome.returncode == 1
    assert "index.md:5: WARNING: {hints}: there should be an exercise of that name, got" in (
        outcome.stderr
    )
    assert f"did you mean '{NAME}'?" in outcome.stderr


def test_an_index_names_a_grade_that_there_is(tmp_path):
    book = SmallBook(tmp_path, ["checks", "exercises"])
    book.write("index", "# A page\n\n```{exercise-index} simple\n```\n")
    outcome = book.build()
    assert outcome.returncode == 1
    assert "index.md:3: WARNING: {exercise-index}: expected easy, medium or hard" in outcome.stderr


def test_an_index_links_a_chapters_exercises_of_one_grade():
    assert chapter_line("overfitting", "easy") == (
        f"- {{ref}}`ch-overfitting`: {{ref}}`The ceiling <{NAME}>`"
    )
    assert chapter_line("practice", "easy") == chapter_line("line_images", "hard") == ""
