"""Checks in every edition: what a page shows without a script, and what is printed."""

import json
import re
import zipfile

import pytest
from bs4 import BeautifulSoup
from check_pages import KITCHEN, small_book
from small_book import ROOT

from committee_book.checks.web import option_id

WITHOUT_A_LIST = {"answers": "# Nothing\n\nNo list of answers here."}


def built(folder, *options, **pages):
    book = small_book(folder, **pages)
    outcome = book.build(*options)
    assert outcome.returncode == 0, outcome.stderr
    return book


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return built(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def page(site):
    return BeautifulSoup(site.read("deep/kitchen"), "html.parser")


@pytest.fixture(scope="module")
def listed(site):
    return {check["id"]: check for check in json.loads(site.read("checks.json"))["checks"]}


@pytest.fixture(scope="module")
def latex(tmp_path_factory):
    book = built(tmp_path_factory.mktemp("latex"), "-b", "latex")
    return next(book.output.glob("*.tex")).read_text()


def words(node):
    return " ".join(node.get_text().split())


def test_a_question_is_the_legend_of_a_fieldset_and_its_scene_stands_above(page):
    check = page.find(id="chk-signature")
    assert words(check.fieldset.legend) == "Which pair of curves shows “overfitting”?"
    assert words(check.find(class_="check-scene")).startswith("Here is some context")


def test_one_right_option_makes_radio_buttons_several_make_checkboxes(page):
    def kinds(name):
        return {field["type"] for field in page.find(id=name).find_all("input")}

    assert kinds("chk-signature") == {"radio"}
    assert kinds("chk-remedies") == {"checkbox"}
    assert "Select all that apply." in words(page.find(id="chk-remedies"))


def test_options_bear_letters_in_the_order_they_were_written(page):
    options = page.find(id="chk-signature").find_all("label")
    assert [words(option).split(" ", 1)[0] for option in options] == ["A", "B", "C", "D"]
    assert words(options[0]) == "A Both losses fall to the last epoch."


def test_a_question_and_an_option_may_hold_links(page, latex):
    check = page.find(id="chk-remedies")
    assert check.legend.a["href"] == "#ch-kitchen"
    assert check.find_all("label")[2].a["href"] == "#chk-signature"
    assert r"{what we saw}" in latex


def test_claims_and_formulas_reach_the_options(page):
    option = page.find(id="chk-signature").find_all("label")[2]
    assert words(option).startswith("C Both losses stay at an eighth, or at")
    assert option.find(class_="math")


def test_without_a_script_every_option_opens_its_explanation_and_the_key_is_in_them(page):
    for name in ("chk-signature", "chk-remedies"):
        for option in page.find(id=name).find_all(class_="check-option"):
            right = option.has_attr("data-right")
            said = words(option.details.div)
            assert said.startswith(("Right.", "Applies.") if right else ("Not so.", "Does not"))
    assert [o.has_attr("data-right") for o in page.select("#chk-signature .check-option")] == [
        False, True, False, False]  # fmt: skip


def test_without_a_script_no_button_can_be_pressed(page):
    buttons = page.select(".check button")
    assert buttons
    assert all(button.has_attr("disabled") for button in buttons)


def test_no_check_carries_a_script_or_a_style_of_its_own(page):
    for check in page.select(".check"):
        for element in check.find_all(True):
            assert not [name for name in element.attrs if name == "style" or name.startswith("on")]
        assert not check.find_all(["script", "style"])


def test_hints_come_in_order_and_keep_their_markup(page):
    hints = page.select("#chk-signature .check-hint")
    assert [words(hint.summary) for hint in hints] == ["Hint 1 of 2", "Hint 2 of 2"]
    assert "one # in this hint" in words(hints[0])
    assert words(hints[1]).endswith("The validation loss counts, and it turns.")
    assert hints[1].em


def test_a_number_is_asked_for_with_its_unit_and_known_mistakes_are_answered(page):
    check = page.find(id="chk-number")
    field = check.find("input")
    assert (field["data-value"], field["data-margin"]) == ("0.125", "0.00625")
    assert words(check.find("label")) == "Your answer nats"
    assert [words(one) for one in check.find_all("summary")] == [
        "The answer", "If you found 0.167 nats", "If you found another number"]  # fmt: skip
    assert words(check.details.div) == "0.125 nats. Three halvings."


def test_an_order_is_shown_shuffled_the_same_way_each_time_and_never_right(page, tmp_path):
    def order(soup):
        return [item["data-place"] for item in soup.select("#chk-order .check-item")]

    again = built(tmp_path).read("deep/kitchen")
    assert order(page) == order(BeautifulSoup(again, "html.parser"))
    assert order(page) != ["1", "2", "3", "4"]
    assert sorted(order(page)) == ["1", "2", "3", "4"]


def test_a_prediction_reveals_what_happened_what_people_expect_and_why(page):
    reveal = page.find(id="prd-gap").find(class_="check-reveal")
    said = words(reveal)
    assert "It ended an eighth below, as this page says." in said
    assert "B Some way below. (it happened)" in said
    assert "C It rises for ever. (the tempting guess)" in said
    assert "More practice has always helped before." in said


def test_a_prediction_gives_no_verdict(page):
    assert not re.search(r"\b(Right|Not so|score)\b", words(page.find(id="prd-gap")))


def test_only_a_page_with_checks_loads_their_script_and_sheet(site):
    assert "checks.js" in site.read("deep/kitchen")
    assert "checks.css" in site.read("deep/kitchen")
    assert "checks.js" not in site.read("index")
    assert "checks.css" not in site.read("index")


def test_the_check_that_contributing_tells_to_copy_is_one(tmp_path):
    guide = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    example = re.search(r"^````md\n(.+?)^````$", guide, re.MULTILINE | re.DOTALL)[1]
    book = built(tmp_path, copied=f"---\norphan: true\n---\n\n# Copied\n\n{example}")
    check = BeautifulSoup(book.read("copied"), "html.parser").find(class_="check")
    assert check["data-kind"] == "single"
    assert [option.has_attr("data-right") for option in check.select(".check-option")] == [
        False, True]  # fmt: skip


def test_ids_stand_once_on_a_page(page):
    ids = [element["id"] for element in page.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids))


def test_a_page_ends_with_its_answers_for_print_alone(page):
    answers = page.find(class_="print-only")
    assert "Which pair of curves shows “overfitting”? B" in words(answers)
    assert "Right. The archive keeps improving" in words(answers)


def test_a_page_of_the_back_matter_lists_the_answers_of_the_whole_book(site):
    soup = BeautifulSoup(site.read("answers"), "html.parser")
    answers = soup.find(class_="check-answers")
    assert "All kinds of checks" in words(answers)
    assert len(answers.find_all(class_="check-answer")) == 5
    assert answers.find("a", href="deep/kitchen.html#chk-signature")
    assert "Both losses stay at" not in words(answers)
    assert answers.find("a", href="deep/kitchen.html#ch-kitchen"), "links follow the copy"


def test_the_list_of_all_checks_holds_each_with_its_key_and_explanations(listed):
    assert list(listed) == ["prd-gap", "chk-signature", "chk-remedies", "chk-number", "chk-order"]
    check = listed["chk-signature"]
    assert check["url"] == "deep/kitchen.html#chk-signature"
    assert check["question"]["text"].endswith("Which pair of curves shows “overfitting”?")
    assert [option["right"] for option in check["options"]] == [False, True, False, False]
    assert check["options"][2]["text"] == r"Both losses stay at an eighth, or at \sigma(0)."
    assert 'class="claim"' in check["options"][2]["html"]
    assert check["options"][3]["explanation"] == {
        "text": "The learning rate is too high.",
        "html": "<p>The learning rate is too high.</p>",
    }
    assert '<a class="reference internal" href="#chk-signature">' in (
        listed["chk-remedies"]["options"][2]["html"])  # fmt: skip
    assert [hint["text"] for hint in check["hints"]][1].endswith("and it turns.")
    assert listed["chk-number"]["value"] == 0.125
    assert [option["place"] for option in listed["chk-order"]["options"]] == [1, 2, 3, 4]
    assert listed["prd-gap"]["outcome"]["text"].startswith("It ended an eighth below")


def test_the_list_knows_options_by_the_ids_under_which_answers_are_kept(listed, page):
    for name in ("chk-signature", "chk-remedies", "prd-gap"):
        fields = [field["value"] for field in page.find(id=name).find_all("input")]
        assert fields == [option["id"] for option in listed[name]["options"]]


def test_an_option_is_known_by_its_words_whatever_the_spaces():
    assert option_id("Both  losses\nfall.") == option_id("Both losses fall.")
    assert option_id("Both losses fall.") != option_id("Both losses rise.")


def test_a_book_built_again_lists_the_checks_of_pages_it_did_not_read_again(tmp_path):
    book = built(tmp_path)
    before = book.read("checks.json")
    assert book.build().returncode == 0
    assert book.read("checks.json") == before


def test_pages_read_at_once_lose_no_check(tmp_path):
    check = KITCHEN[KITCHEN.index("```{check} chk-order"):]
    more = {f"page{n}": f"---\norphan: true\n---\n\n# {n}\n\n"
            + check.replace("chk-order", f"chk-order-{n}") for n in range(8)}  # fmt: skip
    book = built(tmp_path, "-j", "2", **more)
    assert len(json.loads(book.read("checks.json"))["checks"]) == 13


def test_a_check_that_is_gone_is_listed_no_more(tmp_path):
    book = built(tmp_path)
    book.write("deep/kitchen", KITCHEN[: KITCHEN.index("## An order")])
    assert book.build().returncode == 0
    assert "chk-order" not in book.read("checks.json")
    assert "step of training" not in book.read("answers")


def test_latex_has_the_question_in_place_and_the_answer_in_the_appendix(latex):
    question = latex.index("Which pair of curves shows")
    option = latex.index("Training loss falls on, validation loss turns")
    appendix = latex.index(r"\chapter{Answers}")
    verdict = latex.index(r"\sphinxstylestrong{Right.} The archive keeps improving")
    assert question < option < appendix < verdict
    assert latex.count("Training loss falls on") == 1


def test_latex_refers_from_question_to_answer_and_back_by_page(latex):
    for label in (r"\detokenize{deep/kitchen:chk-signature}", "answer-chk-signature"):
        assert latex.count(rf"\label{{{label}}}") == 1
        assert latex.count(rf"\pageref*{{{label}}}") == 1


def test_prose_can_refer_to_a_check_in_every_edition(page, latex):
    assert page.find("a", href="#chk-number").get_text() == "the number"
    assert r"{\hyperref[\detokenize{deep/kitchen:chk-number}]" in latex
    assert r"\label{\detokenize{deep/kitchen:chk-number}}" in latex


def test_latex_keeps_an_order_shuffled_and_prints_the_right_one_in_the_appendix(latex):
    in_place, answers = latex.split(r"\chapter{Answers}")
    steps = ["Draw a batch", "Forward", "Backward", "Update"]
    assert [in_place.index(step) for step in steps] != sorted(map(in_place.index, steps))
    found = [answers.index(rf"\sphinxstylestrong{{{step}:}}") for step in steps]
    assert found == sorted(found)


def test_latex_without_a_place_for_answers_prints_them_at_the_end(tmp_path):
    book = built(tmp_path, "-b", "latex", **WITHOUT_A_LIST)
    latex = next(book.output.glob("*.tex")).read_text()
    end = latex[latex.index(r"{Answers to the checks}"):]
    assert "The archive keeps improving" in end
    assert r"\label{answer-chk-signature}" in end


@pytest.mark.parametrize(("pages", "where"), [({}, "answers"), (WITHOUT_A_LIST, "deep/kitchen")])
def test_epub_leads_from_each_question_to_its_answer_and_back(tmp_path, pages, where):
    book = built(tmp_path, "-b", "epub", "-D", "version=1", "-D", "epub_show_urls=no", **pages)
    with zipfile.ZipFile(next(book.output.glob("*.epub"))) as epub:
        texts = {name: BeautifulSoup(epub.read(f"{name}.xhtml"), "html.parser")
                 for name in ("deep/kitchen", "answers")}  # fmt: skip
    question = texts["deep/kitchen"].find(id="chk-signature")
    assert not question.find_all(["input", "button", "details"])
    there = question.find("a", string="Answer")["href"]
    assert there.endswith("#answer-chk-signature")
    assert there.startswith("../answers.xhtml" if where == "answers" else "#")
    answer = texts[where].find(id="answer-chk-signature")
    assert "Right. The archive keeps improving" in words(answer)
    assert answer.find("a", string="Check")["href"].endswith("#chk-signature")
