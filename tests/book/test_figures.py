"""Every figure has words of its own."""

import nbformat
import pytest

from committee_book.figures import fault_of_alt, faults_of_figures

ALT = "A solid curve that falls to zero while a dashed one turns and rises."


def drawing_cell(alt=ALT, name="fig-a", caption="It falls.", tags=(), drawings=1):
    words = {"mystnb": {"figure": {"name": name, "caption": caption}, "image": {"alt": alt}}}
    output = nbformat.v4.new_output("display_data", {"image/svg+xml": "<svg/>"})
    cell = nbformat.v4.new_code_cell("draw()", metadata={**words, "tags": list(tags)})
    cell.outputs = [output] * drawings
    return cell


def sentences(*cells):
    made = nbformat.v4.new_notebook(cells=list(cells))
    return [fault.sentence for fault in faults_of_figures(made)]


def test_a_figure_with_name_caption_and_alt_text_is_well():
    assert not sentences(drawing_cell())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"alt": None}, "has no alt text"),
        ({"alt": "  "}, "has no alt text"),
        ({"alt": "A plot of the training loss against the epochs."}, "begins 'A plot"),
        ({"alt": "figure showing how the training loss falls"}, "begins 'figure"),
        ({"alt": "Two curves."}, "says too little"),
        ({"alt": "a-long-file-name-of-a-figure-somewhere.svg"}, "says too little"),
        ({"name": ""}, "has no name"),
        ({"name": "overfitting"}, "has no name"),
        ({"caption": " "}, "has no caption"),
        ({"drawings": 2}, "draws 2 figures"),
    ],
)
def test_each_missing_word_is_named_with_its_cell(change, said):
    (sentence,) = sentences(drawing_cell(**change))
    assert sentence.startswith("cell 1: ")
    assert said in sentence


def test_two_figures_may_not_share_an_alt_text():
    said = sentences(drawing_cell(), drawing_cell(name="fig-b"))
    assert said == ["cell 2: its figure repeats the alt text of cell 1"]


def test_a_drawing_that_nobody_sees_needs_no_words():
    assert not sentences(drawing_cell(alt=None, name="", tags=["remove-output"]))


def test_an_alt_text_that_says_what_one_sees_is_well():
    assert fault_of_alt(ALT) is None
