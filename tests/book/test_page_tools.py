"""The foot of a page: what a reader can do with it, and when and by what it was computed."""

import os
import platform
import re
from importlib.metadata import version
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from bs4 import BeautifulSoup
from pybtex.database import parse_string
from small_book import SmallBook

from committee_book.page_tools import day_of, source_date

MORE = """
html_title = "A small book"
html_theme_options = {"navbar_persistent": [], "repository_url": "https://github.com/the/book",
                      "use_issues_button": True, "use_edit_page_button": True,
                      "path_to_docs": "book", "repository_branch": "main"}
def setup(app):
    app.connect("env-updated", lambda app, env: setattr(env, "nb_metadata", {"deep/page": {}}))
"""
PAGE = """# Wrong & right

## The "first" finding

### A detail

## 100 % of it
"""


def build(folder, monkeypatch, **environment):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    book = SmallBook(folder, ["page_tools"], more=MORE)
    book.write("index", "# A small book\n\n```{toctree}\ndeep/page\n```\n")
    book.write("deep/page", PAGE)
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return {name: BeautifulSoup(book.read(name), "html.parser").footer
            for name in ("index", "deep/page")}  # fmt: skip


@pytest.fixture(scope="module")
def feet(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        return build(tmp_path_factory.mktemp("foot"), patch, SOURCE_DATE_EPOCH="1763600000")


def reports(foot):
    links = foot.find("summary", string="Report an error").parent.find_all("a")
    return {link.get_text(): parse_qs(urlsplit(link["href"]).query) for link in links}


def test_an_error_can_be_reported_for_the_page_and_for_each_section(feet):
    found = reports(feet["deep/page"])
    assert list(found) == ["The whole page", "The “first” finding", "100 % of it"]


def test_a_report_begins_with_page_section_and_edition_filled_in(feet):
    found = reports(feet["deep/page"])
    section = found["The “first” finding"]
    assert section["title"] == ["Error in “Wrong & right: The “first” finding”"]
    assert "Where: deep/page#the-first-finding\n" in section["body"][0]
    assert f"Edition: version {version('committee')}, 20 November 2025\n" in section["body"][0]
    assert "Where: deep/page\n" in found["The whole page"]["body"][0]


def test_a_report_goes_to_the_repository_that_the_settings_name(feet):
    links = [link["href"] for link in feet["deep/page"].find_all("a")]
    assert sum(link.startswith("https://github.com/the/book/issues/new?") for link in links) == 3


def test_there_is_one_way_to_report_and_one_to_edit(feet):
    pressed = feet["deep/page"].find_all(["a", "summary"])
    texts = [element.get_text(strip=True) for element in pressed]
    assert texts.count("Report an error") == 1
    assert texts.count("Suggest an edit") == 1


def test_a_page_is_cited_as_a_part_of_the_book_and_the_cover_as_the_book(feet):
    part = feet["deep/page"].find(class_="citation").get_text()
    whole = feet["index"].find(class_="citation").get_text()
    assert part.startswith("Its author (2025). Wrong & right. In A small book. Version ")
    assert whole.startswith("Its author (2025). A small book. Version ")


def test_bibtex_reads_the_entry(feet):
    entries = [parse_string(foot.find(class_="bibtex").get_text(), "bibtex").entries
               for foot in feet.values()]  # fmt: skip
    book, part = entries[0]["committee2025index"], entries[1]["committee2025page"]
    assert (book.type, book.fields["title"]) == ("book", "A small book")
    assert book.fields["year"] == "2025"
    assert (part.type, part.fields["title"]) == ("incollection", "Wrong & right")
    assert part.fields["booktitle"] == "A small book"
    assert str(part.persons["author"][0]) == "{Its author}", "one author, not two names"


def test_a_page_says_by_what_it_was_computed_and_from_sources_of_what_day(feet):
    said = " ".join(feet["deep/page"].find(class_="page-made").get_text().split())
    assert said == (
        f"Computed from the sources of 20 November 2025 with Python {platform.python_version()}, "
        f"numpy {np.__version__}, committee {version('committee')} and "
        f"Jupyter Book {version('jupyter-book')}."
    )
    assert feet["deep/page"].time["datetime"] == "2025-11-20"


def test_a_page_without_cells_was_made_not_computed(feet):
    assert feet["index"].find(class_="page-made").get_text().startswith("Made from")


def test_without_a_variable_the_last_commit_gives_the_date(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    assert source_date(str(tmp_path)) is None, "there is no commit"
    who = "-c user.name=n -c user.email=e"
    os.system(f"cd {tmp_path} && git init -q && GIT_COMMITTER_DATE='1763600000 +0000' "
              f"git {who} commit -q --allow-empty -m x")  # fmt: skip
    assert day_of(source_date(str(tmp_path))) == "20 November 2025"


def test_without_any_date_a_page_gives_none(tmp_path, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    foot = build(tmp_path, monkeypatch, GIT_CEILING_DIRECTORIES=str(tmp_path.parent))["deep/page"]
    assert foot.time is None
    assert foot.find(class_="page-made").get_text().startswith("Computed with Python")
    assert not re.search(r"\b20\d\d\b", foot.find(class_="citation").get_text())
