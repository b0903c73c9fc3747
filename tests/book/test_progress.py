"""Progress, knowledge checks and review: what the build tells the scripts, and what it shows."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from check_pages import ANSWERS, CLAIMS, KITCHEN
from small_book import ROOT, SmallBook

from committee_book.contents import LOOKED_UP
from committee_book.parts import folder_of
from committee_book.progress import CIRCLE

BOOK = ROOT / "book"

MODULES = ["claims", "checks", "contents", "progress", "knowledge", "review", "epub"]
MORE = f"""
latex_documents = [("index", "book.tex", project, author, "manual")]
myst_enable_extensions += ["deflist"]
extensions += ["sphinx_design"]
{CLAIMS}
"""
INDEX = """# A small book

```{toctree}
deep/kitchen
deep/pantry
eli5
practice/progress
practice/all
practice/review
answers
```
"""
LABELLED = (
    KITCHEN.replace("That is underfitting.", "That is underfitting, see {doc}`pantry`.")
    .replace("## One answer", "(sec-kitchen-one)=\n## One *answer*")
    .replace("## Several answers", "(sec-kitchen-several)=\n## Several answers")
    .replace("## A prediction", "(sec-kitchen-prediction)=\n## A prediction")
)


def desk(name):
    return f":::{{div}} {name}\nWords.\n:::\n"


PAGES = {
    "index": INDEX,
    "answers": ANSWERS,
    "deep/kitchen": LABELLED,
    "deep/pantry": "# A pantry\n",
    "eli5": "# Five\n\n(sec-eli5-cats)=\n## Cats\n\nThey purr.\n\n### Deeper\n",
    "practice/progress": "# Where\n\n```{progress-map}\n```\n\n" + desk("progress-desk"),
    "practice/all": "# All\n\n```{knowledge-checks}\n```\n\n" + desk("mixed-desk"),
    "practice/review": "# Five minutes\n\n(sec-review-x)=\n## X\n\n" + desk("review-desk"),
}
CHECKS = ["chk-signature", "chk-remedies", "chk-number", "chk-order"]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("progress"), MODULES, more=MORE)
    for name, text in PAGES.items():
        book.write(name, text)
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book


def soup(book, name):
    return BeautifulSoup(book.read(name), "html.parser")


def data(book, file, name):
    text = book.read(f"_static/{file}")
    return json.loads(re.search(rf"^window\.{name} = (.*);\n", text, re.M)[1])


def test_the_contents_list_the_pages_that_one_works_through_with_sections_and_checks(book):
    kitchen, eli5 = data(book, "progress/book.js", "committeeBook")
    assert kitchen["page"] == "deep/kitchen"
    assert kitchen["href"] == "deep/kitchen.html"
    assert kitchen["title"] == "All kinds of checks"
    assert kitchen["sections"] == [
        ["sec-kitchen-prediction", "A prediction"],
        ["sec-kitchen-one", "One answer"],
        ["sec-kitchen-several", "Several answers"],
    ]
    assert kitchen["checks"] == CHECKS, "a prediction is no check"
    assert (eli5["sections"], eli5["checks"]) == ([["sec-eli5-cats", "Cats"]], [])


def test_every_section_of_the_book_has_a_label_to_keep_its_mark_under():
    for path in sorted(BOOK.rglob("*.md")):
        name = path.relative_to(BOOK).with_suffix("").as_posix()
        if name == "index" or folder_of(name) in LOOKED_UP:
            continue
        text = re.sub(r"(?ms)^(`{3,}|~{3,}).*?^\1", "", path.read_text(encoding="utf-8"))
        bare = re.findall(r"(?<!\)=\n)^## (.+)", text, re.M)
        assert bare == [], f"{name}: put (sec-...)= above each of these"


def test_each_labelled_section_ends_with_its_mark(book):
    for page, labels in (("deep/kitchen", 3), ("eli5", 1), ("practice/review", 0)):
        marks = soup(book, page).select(".section-done button")
        assert len(marks) == labels, page
        for mark in marks:
            section = mark.find_parent("section")
            assert section.find_all(recursive=False)[-1] is mark.parent
            assert section.find(id=mark["data-section"])
            assert mark.has_attr("disabled"), "it sleeps until a script wakes it"


def test_a_page_tells_the_script_its_name_if_it_counts(book):
    assert soup(book, "deep/kitchen").html["data-page"] == "deep/kitchen"
    assert not soup(book, "practice/review").html.has_attr("data-page")


def test_the_map_has_a_seat_for_each_section_and_counts_the_checks(book):
    rows = soup(book, "practice/progress").select(".progress-map tbody tr")
    assert [row["data-page"] for row in rows] == ["deep/kitchen", "eli5"]
    assert [len(row.select("circle")) for row in rows] == [3, 1]
    assert [row.find_all("td")[1].get_text() for row in rows] == ["4 checks", ""]
    assert rows[0].a["href"] == "../deep/kitchen.html"


def test_all_checks_stand_on_one_page_under_their_own_ids_and_lead_back(book):
    page = soup(book, "practice/all")
    items = page.select(".knowledge-item")
    assert [item.select_one(".check")["id"] for item in items] == CHECKS
    own = soup(book, "deep/kitchen")
    for item in items:
        check = item.select_one(".check")
        twin = own.find(id=check["id"])
        assert check["data-signature"] == twin["data-signature"]
        values = [[field.get("value") for field in one.select("input")] for one in (check, twin)]
        assert values[0] == values[1]
        assert item.select_one(".knowledge-from a")["href"] == f"../deep/kitchen.html#{check['id']}"
    assert items[1].select_one(".knowledge-from").get_text() == "From Several answers"
    assert page.select(".print-only") == [], "the answers are printed on the chapter's page"


def test_no_id_stands_twice_on_the_page_of_all_checks(book):
    ids = [tag["id"] for tag in soup(book, "practice/all").select("[id]")]
    assert sorted(set(ids)) == sorted(ids)


def test_links_in_a_check_lead_there_from_the_page_of_all_checks_too(book):
    remedies = soup(book, "practice/all").find(id="chk-remedies")
    assert [a["href"] for a in remedies.select("legend a")] == ["../deep/kitchen.html#ch-kitchen"]
    signature = soup(book, "practice/all").find(id="chk-signature")
    assert [a["href"] for a in signature.select("a")] == ["../deep/pantry.html"]


def test_a_session_gets_the_checks_as_their_page_shows_them(book):
    shown = {one["id"]: one for one in data(book, "review/checks.js", "committeeReviewChecks")}
    assert list(shown) == CHECKS
    assert shown["chk-order"]["href"] == "deep/kitchen.html#chk-order"
    assert shown["chk-signature"]["sectionTitle"] == "One answer"
    for name, one in shown.items():
        check = BeautifulSoup(one["html"], "html.parser").find(class_="check")
        assert check["id"] == name
        assert "an eighth" in check.get_text() or name != "chk-signature", "claims are filled"


def test_what_is_right_is_known_where_the_check_is_not(book):
    facts = data(book, "review/facts.js", "committeeFacts")
    page = soup(book, "deep/kitchen")
    values = [field["value"] for field in page.select("#chk-remedies input")]
    assert facts["chk-remedies"] == {"key": "multiple-3-AC", "ids": values, "right": [0, 2]}
    assert facts["chk-number"] == {"key": "numeric-3-A", "value": 0.125, "margin": 0.00625,
                                   "unit": "nats"}  # fmt: skip
    items = {item["data-place"]: item["data-id"] for item in page.select("#chk-order li")}
    assert facts["chk-order"]["ids"] == [items[place] for place in "1234"]


def test_a_book_without_concept_cards_lists_none(book):
    assert data(book, "review/facts.js", "committeeCardList") == []


def test_a_page_loads_only_what_it_needs(book):
    def loads(name):
        return [tag["src"].rpartition("/")[2].partition("?")[0]
                for tag in soup(book, name).select("script[src]")]  # fmt: skip

    wanted = {"practice/review": "review.js", "practice/all": "mixed.js",
              "practice/progress": "standing.js"}  # fmt: skip
    for page in PAGES:
        for owner, script in wanted.items():
            assert (script in loads(page)) == (page == owner), (page, script)
    for page, script in wanted.items():
        assert loads(page).index("checks.js") < loads(page).index(script)


def test_on_paper_nothing_stands_twice_and_there_are_seats_to_fill(book, tmp_path, monkeypatch):
    files = {"latex": ("book.tex",) * 2, "epub": ("practice/all.xhtml", "practice/progress.xhtml")}
    for builder, (all_checks, progress) in files.items():
        monkeypatch.setattr(book, "output", tmp_path / builder)
        outcome = book.build("-b", builder, "-D", "version=1")
        assert outcome.returncode == 0, outcome.stderr
        text = (book.output / all_checks).read_text(encoding="utf-8")
        assert "Every check stands in its own chapter" in text
        assert "section-done" not in text
        seats = {"latex": r"\,".join([CIRCLE] * 3), "epub": "○ ○ ○"}[builder]
        assert seats in (book.output / progress).read_text(encoding="utf-8")
    tex = (tmp_path / "latex" / "book.tex").read_text(encoding="utf-8")
    assert tex.count("What does a step of training do") == 2, "the question, and its answer"
