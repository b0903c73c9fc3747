"""What is wrong with a check fails the build, with its page, its line and one sentence."""

import re

import pytest
from check_pages import KITCHEN, small_book

from committee_book.checks.source import CheckError, read_settings
from committee_book.checks.words import number_text

OPTIONS = "- [ ] No\n\n  Because.\n- [x] Yes\n\n  Because."
STEPS = "1. One\n\n   First.\n2. Two\n\n   Second."
NUMBER = "- [x]\n\n  Because.\n- {}\n\n  Because."

# name → (the check, what the message says, the line of the check it points at)
FAULTS = {
    "no key": ("```{check} chk-a\nWhich?\n\n- [ ] No\n\n  Why.\n- [ ] Yes\n\n  Why.\n```",
               "it has no key; mark the right option with [x]", 0),
    "an option unexplained": ("```{check} chk-a\nWhich?\n\n- [ ] No\n\n  Why.\n- [x] Yes\n```",
                              "option B ('Yes') has no explanation", 6),
    "an explanation that runs on from its option": (
        "```{check} chk-a\nWhich?\n\n- [ ] No\n  Why.\n- [x] Yes\n\n  Why.\n```",
        "option A ('No Why.') has no explanation", 3),
    "one option": ("```{check} chk-a\nWhich?\n\n- [x] Yes\n\n  Why.\n```",
                   "it should have 2 to 8 options, it has 1", 0),
    "two options that say the same": (
        "```{check} chk-a\nWhich?\n\n- [ ] Yes\n\n  Why.\n- [x] Yes\n\n  Why.\n```",
        "options A and B say the same", 6),
    "no options": ("```{check} chk-a\nWhich?\n```", "it has no options; write them as a list", 0),
    "no question": (f"```{{check}} chk-a\n{OPTIONS}\n```",
                    "it asks nothing; write the question", 0),
    "an option without a mark": (
        "```{check} chk-a\nWhich?\n\n- No\n\n  Why.\n- [x] Yes\n\n  Why.\n```",
        "the option 'No' should begin with [ ] or [x]", 3),
    "an option marked as most people's guess": (
        "```{check} chk-a\nWhich?\n\n- [?] No\n\n  Why.\n- [x] Yes\n\n  Why.\n```",
        "the option 'No' should begin with [ ] or [x]", 3),
    "an id without its prefix": (f"```{{check}} curves\nWhich?\n\n{OPTIONS}\n```",
                                 "its id should begin with chk-", 0),
    "no id": (f"```{{check}}\nWhich?\n\n{OPTIONS}\n```",
              "a {check}: its id should begin with chk-", 0),
    "an id that is no name": (f"```{{check}} chk-Two words\nWhich?\n\n{OPTIONS}\n```",
                              "in small letters, digits and hyphens, got 'chk-Two words'", 0),
    "a setting that is none": (f"```{{check}} chk-a\n:hints: no\n\nWhich?\n\n{OPTIONS}\n```",
                               ":hints: is no setting here; there are :hint:, :answer:", 0),
    "an empty hint": (f"```{{check}} chk-a\n:hint:\n\nWhich?\n\n{OPTIONS}\n```",
                      ":hint: is empty", 0),
    "words after the options": (f"```{{check}} chk-a\nWhich?\n\n{OPTIONS}\n\nAnd so on.\n```",
                                "something stands after its options", 10),
    "an answer that is no number": (
        "```{check} chk-a\n:answer: an eighth\n:tolerance: 1\n\nHow many?\n\n"
        + NUMBER.format(3) + "\n```", "its :answer: should be a number or 'claim name'", 0),
    "a known answer that is no number": (
        "```{check} chk-a\n:answer: 2\n:tolerance: 0.1\n\nHow many?\n\n"
        + NUMBER.format("three") + "\n```",
        "the known answer B should be a number or 'claim name', got 'three'", 9),
    "a known wrong answer that is right": (
        "```{check} chk-a\n:answer: 2\n:tolerance: 5 %\n\nHow many?\n\n"
        + NUMBER.format("2.05") + "\n```",
        "the known wrong answer 2.05 lies within the tolerance of the right one", 9),
    "a tolerance missing": (
        "```{check} chk-a\n:answer: 2\n\nHow many?\n\n" + NUMBER.format(3) + "\n```",
        "a numeric check needs a :tolerance:, a number or a percentage", 0),
    "a tolerance that is no number": (
        "```{check} chk-a\n:answer: 2\n:tolerance: little\n\nHow many?\n\n"
        + NUMBER.format(3) + "\n```", "its :tolerance: should be a number", 0),
    "an answer given twice": (
        "```{check} chk-a\n:answer: 2\n:answer: 3\n:tolerance: 1\n\nHow many?\n\n"
        + NUMBER.format(9) + "\n```", ":answer: should stand once, it stands 2 times", 0),
    "a number whose answer is not explained": (
        "```{check} chk-a\n:answer: 2\n:tolerance: 1\n\nHow many?\n\n- 7\n\n  Why.\n```",
        "one item should be - [x], with the explanation of the right answer", 0),
    "an answer written beside its mark": (
        "```{check} chk-a\n:answer: 2\n:tolerance: 1\n\nHow many?\n\n- [x] 2\n\n  Why.\n```",
        "- [x] should stand alone, with its explanation below, got '2'", 6),
    "an unknown claim": (
        "```{check} chk-a\n:answer: claim no-such\n:tolerance: 1\n\nHow many?\n\n"
        + NUMBER.format(3) + "\n```", "the claim 'no-such' is not stated on the page", 0),
    "an order of two": (f"```{{check}} chk-a\nIn which order?\n\n{STEPS}\n```",
                        "it should have 3 to 8 options, it has 2", 0),
    "an order that is not numbered": (f"```{{check}} chk-a\n:order:\n\nWhich?\n\n{OPTIONS}\n```",
                                      "an :order: check needs a numbered list", 0),
    "a prediction of which nothing happens": (
        "```{predict} prd-a\nWhich?\n\n- [?] No\n\n  Why.\n- [ ] Yes\n\n  Why.\n\nNo.\n```",
        "one option should be marked [x] for what happens, none is", 0),
    "a prediction that nobody makes": (
        f"```{{predict}} prd-a\nWhich?\n\n{OPTIONS}\n\nIt was so.\n```",
        "one option should be marked [?] for the tempting guess, none is", 0),
    "a prediction without its outcome": (
        "```{predict} prd-a\nWhich?\n\n- [x?] No\n\n  Why.\n- [ ] Yes\n\n  Why.\n```",
        "it does not say what happened; write it below the options", 0),
    "a prediction under a check's id": (
        f"```{{predict}} chk-a\nWhich?\n\n{OPTIONS}\n\nIt was so.\n```",
        "its id should begin with prd-", 0),
    "an id taken": (
        KITCHEN[KITCHEN.index("```{check} chk-order"):],
        "chk-order: this id is taken by the one in line", 0),
    "a fence that closes the check": (
        "```{check} chk-a\nWhich?\n\n- [ ] No\n\n  Why.\n- [x] Yes\n\n  Look:\n\n"
        "  ```python\n  x\n  ```\n- [ ] Never\n\n  Why.\n```",
        "a list item begins with [ ] or [x] but belongs to no check", None),
}  # fmt: skip
FIRST = 5  # the line on which a planted check begins


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """Build a book with a page for each fault, and ids that differ."""
    pages = {
        page_of(name): f"---\norphan: true\n---\n# Bad\n{text}\n".replace("-a\n", f"-a{number}\n")
        for number, (name, (text, _, _)) in enumerate(FAULTS.items())
    }
    return small_book(tmp_path_factory.mktemp("bad"), **pages).build()


def page_of(name):
    return "bad-" + name.replace(" ", "-").replace("'", "")


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_fails_the_build_with_page_and_line(outcome, name):
    _, sentence, line = FAULTS[name]
    place = r"\d+" if line is None else str(FIRST + line)
    said = re.findall(rf"/{page_of(name)}\.md:{place}: WARNING: (.*)", outcome.stderr)
    assert any(sentence in one for one in said), outcome.stderr
    assert outcome.returncode == 1


def test_a_fault_is_said_once(outcome):
    said = outcome.stderr.splitlines()
    assert len(said) == len(set(said)) == len(FAULTS)


def test_settings_keep_every_character_and_go_on_in_indented_lines():
    text = [":hint: a: b # c {d} 'e", "  and on", ":hint: [f]", "", "Which?"]
    settings = read_settings(text, ("hint",))
    assert settings.values == {"hint": ["a: b # c {d} 'e and on", "[f]"]}
    assert text[settings.lines:] == ["Which?"]


def test_a_question_may_begin_with_a_colon_that_names_no_setting():
    assert read_settings([": what follows?"], ("hint",)).lines == 0


def test_a_setting_that_stands_twice_is_refused_where_one_is_wanted():
    with pytest.raises(CheckError, match="should stand once"):
        read_settings([":answer: 1", ":answer: 2"], ("answer",)).one("answer")


NUMBERS = [(2345.0, "2345"), (237.4, "237"), (0.59049, "0.59"), (-3.0, "\N{MINUS SIGN}3"),
           (2.5e12, "2.5e+12")]  # fmt: skip


@pytest.mark.parametrize(("value", "written"), NUMBERS)
def test_a_number_is_written_whole_where_it_is_large(value, written):
    assert number_text(value, "") == written
