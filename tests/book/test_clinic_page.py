"""The clinic's page in the book's machine: its desk, and its rules as the package has them."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from small_book import ROOT, SmallBook

from committee.clinic import diagnose_file
from committee.clinic.remedies import PAGES
from committee.clinic.rules import RULES
from committee.clinic.thresholds import THRESHOLDS
from committee_book import clinic, scripts

EXAMPLE = scripts.HERE / "static" / "clinic" / "example.csv"
PAGE = """# The desk

:::{div} clinic-desk
Without JavaScript, use the command.
:::

A change counts from {threshold}`NOISE` standard errors on.

```{clinic-rules}
```

```{clinic-thresholds}
```
"""


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("clinic")
    static = str(ROOT / "book" / "_static")
    more = f"html_static_path = [{static!r}]\nlivecode_files = 'nowhere'\n"
    more += "extensions += ['sphinx_design']\n"
    book = SmallBook(folder, ["scripts", "livecode", "clinic", "numbers"], more=more)
    book.write("index", "# Book\n\n```{toctree}\nclinic/desk\nplain\nstory/training\n```\n")
    book.write("clinic/desk", PAGE)
    book.write("plain", "# Plain\n\nWords.\n")
    book.write("story/training", "# A long way down\n\nWords.\n")
    done = book.build()
    assert done.returncode == 0, done.stderr
    return book


@pytest.fixture(scope="module")
def page(book):
    return BeautifulSoup(book.read("clinic/desk"), "html.parser")


def test_only_the_page_with_a_desk_gets_its_script_and_style(book, page):
    (script,) = page.select("script[src*='js/clinic.js']")
    assert page.select("link[href*='css/clinic.css']")
    assert "clinic" not in re.sub(r'href="[^"]*"', "", book.read("plain"))
    details, _, _ = script["data-details"].partition("?")
    told = json.loads(book.read(f"_static/{details}"))
    assert "def answer(" in told["clinic"]
    assert script["data-words"] == told["absent"]


def test_the_desk_knows_which_pages_it_may_send_a_reader_to(page):
    (script,) = page.select("script[src*='js/clinic.js']")
    assert json.loads(script["data-pages"]) == {"story/training": "A long way down"}


def test_every_rule_is_listed_with_what_it_says_and_compares_with(page):
    items = page.select(".clinic-rules > li")
    assert [item.select("code")[0].get_text() for item in items] == [r.__name__ for r in RULES]
    turned = next(item.get_text() for item in items if "turned:" in item.get_text())
    assert "A validation loss that turned upwards" in turned
    assert "It says: overfitting" in turned
    assert {"RISE", "EARLY"} <= set(re.findall(r"[A-Z_]{3,}", turned))


def test_every_threshold_has_a_row_to_which_the_rules_lead(page):
    rows = page.select(".clinic-thresholds tbody tr")
    said = {row.code.get_text(): row.select("td")[1].get_text(strip=True) for row in rows}
    assert said == {name: f"{value:g}" for name, value in THRESHOLDS.items()}
    ids = {row["id"] for row in rows}
    links = {link["href"][1:] for link in page.select(".clinic-rules a")}
    assert len(links) > 10
    assert links <= ids
    assert page.select_one("p a[href='#threshold-noise']").get_text() == f"{THRESHOLDS['NOISE']:g}"


def test_a_threshold_that_is_none_is_an_error(tmp_path):
    book = SmallBook(tmp_path, ["livecode", "clinic"], more='livecode_files = "nowhere"\n')
    book.write("index", "# Book\n\n{threshold}`NOIZE`\n")
    assert "the clinic has no threshold 'NOIZE'" in book.build().stderr


def test_the_example_is_a_log_with_an_answer_that_teaches():
    answer = diagnose_file(EXAMPLE)
    assert (answer.diagnosis, answer.confidence) == ("overfitting", "high")
    assert EXAMPLE.stat().st_size < 10_000


def test_rules_name_only_diagnoses_that_there_are():
    assert {word for rule in RULES for word in clinic.answers(rule)} <= set(clinic.WORDS)
    assert all(clinic.answers(rule) for rule in RULES)


def test_every_page_that_a_diagnosis_sends_its_reader_to_is_there():
    assert [page for page in PAGES.values() if not (ROOT / "book" / f"{page}.md").is_file()] == []
