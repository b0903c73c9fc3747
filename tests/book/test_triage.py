"""Triage: questions whose answers lead on, as a table that needs no script."""

import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

TRIAGE = """
- [number] Is the loss a *number*?

  Look at single steps.

  - [falling] Yes, always.
  - [lost] No.

- [falling] Does it fall?

  - [well] Yes.
  - [lost] No, it is $\\infty$.
  - [slow] Hardly.

- [lost] **Clip the gradient.** See {ref}`why <ch-triage>`.

- [slow] **Multiply the rate by ten.**

- [well] **Change nothing.**
"""


def page(triage, name="trg-run"):
    return f"(ch-triage)=\n# A page\n\n````{{triage}} {name}\n{triage}\n````\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("triage"), ["scripts", "triage"])
    book.write("index", "# A book\n\n```{toctree}\nsick\nsound\n```\n")
    book.write("sick", page(TRIAGE))
    book.write("sound", "# A page without\n\nNothing.\n")
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book


@pytest.fixture(scope="module")
def rows(book):
    table = BeautifulSoup(book.read("sick"), "html.parser").select_one("#trg-run table")
    return table.tbody.find_all("tr")


def words(node):
    return " ".join(node.get_text().split())


def test_each_answer_is_a_row_and_its_question_reaches_over_all_of_them(rows):
    assert [row.td.get("rowspan") for row in rows] == ["2", None, "3", None, None]
    assert words(rows[0].td) == "1. Is the loss a number? Look at single steps."
    assert words(rows[2].td) == "2. Does it fall?"
    assert [words(row.select_one(".triage-answer")) for row in rows] == [
        "Yes, always.", "No.", "Yes.", r"No, it is \(\infty\).", "Hardly."]


def test_an_answer_leads_to_a_question_or_to_what_to_try(rows):
    link = rows[0].select_one(".triage-next a")
    assert (words(link), link["href"]) == ("Question 2", "#trg-run-falling")
    assert rows[2].td.find(id="trg-run-falling")
    ends = [words(row.select_one(".triage-end")) for row in rows[1:]]
    assert ends == ["Clip the gradient. See why.", "Change nothing.", "Clip the gradient. See why.",
                    "Multiply the rate by ten."]
    assert rows[3].select_one(".triage-end a")["href"] == "#ch-triage"


def test_only_a_page_with_a_triage_loads_its_script_and_style(book):
    assert [(name in book.read("sick"), name in book.read("sound"))
            for name in ("js/triage.js", "css/triage.css")] == [(True, False)] * 2


FIRST = "- [first] A?\n\n  - [{}] Yes.\n  - [{}] No.\n\n"
END = "- [end] One.\n\n"
FAULTS = {
    "it should hold one list and nothing else": "Is it falling?",
    "'Does it fall?' should begin with a name in brackets": "- Does it fall?",
    "two items are called [end]": FIRST.format("end", "end") + END + END,
    "the question [first] has one answer": "- [first] A?\n\n  - [end] Yes.\n\n" + END,
    "leads to [nowhere], which is not there": FIRST.format("end", "nowhere") + END,
    "leads to [first], which stands above it": FIRST.format("next", "end") + "- [next] B?\n\n  "
                                               "- [first] Yes.\n  - [end] No.\n\n" + END,
    "no answer leads to [slow]": TRIAGE.replace("- [slow] Hardly", "- [lost] Hardly"),
}  # fmt: skip


def test_what_is_wrong_with_a_triage_is_said_with_its_page(tmp_path):
    book = SmallBook(tmp_path, ["triage"])
    names = [f"faulty-{number}" for number in range(len(FAULTS))]
    book.write("index", "\n".join(["# A book", "", "```{toctree}", *names, "```"]))
    for name, triage in zip(names, FAULTS.values(), strict=True):
        book.write(name, f"# A page\n\n````{{triage}} trg-{name}\n{triage}\n````\n")
    said = book.build().stderr
    for name, sentence in zip(names, FAULTS, strict=True):
        assert any(f"{name}.md" in line and f"trg-{name}: " in line and sentence in line
                   for line in said.splitlines()), f"{sentence}\n{said}"
