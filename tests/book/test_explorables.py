"""Explorables: every state on the page is the one that the package computes."""

import random
import re

import numpy as np
import pytest
from bs4 import BeautifulSoup
from small_book import SmallBook

from committee_book.explorables import code, drawing, store
from committee_book.explorables.recipe import Axis, Control, State, fill
from committee_book.svg import inline_svg

RECIPES = ("archive", "canyon", "dropout", "feedback", "knife", "patience")
CHECK = """
```{check} chk-which
Which?

- [ ] No

  Because.
- [x] Yes

  Because.
```
"""
ALT = "A line that one can move with two sliders, in axes that stay as they are."


def page(name="fig-knife", caption="Move it.", **options):
    options = {"recipe": "knife", "alt": ALT, "asks": "chk-which"} | options
    lines = [f":{key}: {value}" for key, value in options.items() if value is not None]
    return "\n".join(["# A page\n", f"```{{explorable}} {name}", *lines, "", caption, "```", CHECK])


@pytest.mark.parametrize("name", RECIPES)
def test_there_are_two_hundred_states_and_they_weigh_little(name):
    assert len(store.packed(name)["states"]) == np.prod(store.recipe(name).shape) >= 200
    assert len(store.served(name).encode()) <= 60_000


def test_the_recipes_are_these():
    assert store.NAMES == RECIPES


@pytest.mark.parametrize("name", RECIPES)
def test_twenty_states_computed_again_are_those_that_are_served(name):
    recipe = store.recipe(name)
    positions = list(recipe.positions())
    for place in random.Random(name).sample(range(len(positions)), 20):
        texts, state = code.unpack(store.packed(name), place)
        again = recipe.state(positions[place])
        pairs = zip(recipe.series, again.curves, strict=True)
        assert [code.encode_curve(recipe, *pair) for pair in pairs] == texts, positions[place]
        assert again.sentence == state.sentence


@pytest.mark.parametrize("name", ["feedback", "canyon"])
def test_what_is_drawn_lies_within_half_a_tenth_of_a_percent_of_what_was_computed(name):
    recipe = store.recipe(name)
    for position in recipe.multiples:
        drawn, computed = store.state(name, position), recipe.state(position)
        for series, kept, numbers in zip(recipe.series, drawn.curves, computed.curves, strict=True):
            if series.x:
                assert kept == pytest.approx(recipe.up.share(numbers), abs=5e-4)


@pytest.mark.parametrize("name", RECIPES)
def test_what_paper_shows_is_among_the_states_and_each_once(name):
    recipe = store.recipe(name)
    assert 6 <= len(set(recipe.multiples)) == len(recipe.multiples) <= 9
    for position in (recipe.start, *recipe.multiples):
        assert all(0 <= step < size for step, size in zip(position, recipe.shape, strict=True))


def test_letters_keep_a_number_to_a_tenth_of_a_pixel():
    shares = np.random.default_rng(0).random(500)
    text = code.encode(shares)
    assert code.decode(text) == pytest.approx(shares, abs=1 / 6000)
    assert not set(text) & set('\\"|')
    assert (code.encode(np.array([0.0, 1.0])), code.decode("##[[").tolist()) == ("##[[", [0, 1])


def test_curves_that_states_share_are_kept_once():
    packed = store.packed("patience")
    assert len(packed["curves"]) < len(packed["states"])
    assert len(set(packed["curves"])) == len(packed["curves"])


def test_a_sentence_takes_its_parts_and_an_axis_its_ends():
    says = "{0} of {1}"
    assert fill(says, ("3", "4")) == State((), says, ("3", "4")).sentence == "3 of 4"
    assert Axis("x", 1, 100, (), log=True).share([0, 10, 1000]).tolist() == [0, 0.5, 1]


def test_a_control_without_a_text_for_each_value_is_refused():
    with pytest.raises(ValueError, match="should have a text for each of its 3 values"):
        Control("Depth", (1, 2, 3), ("one", "two"))


# What the checks beside the figures say is so.


def shares(name, position):
    """Return the percentages in a state's sentence."""
    parts = store.state(name, position).parts
    return [int(part.removesuffix("\N{NO-BREAK SPACE}%")) for part in parts if part.endswith("%")]


def test_right_rulings_or_more_cases_close_the_gap_and_more_clerks_do_not():
    gaps = {position: np.subtract(*shares("archive", position)[:2])
            for position in ((4, 2, 4), (0, 2, 4), (4, 4, 4), (4, 2, 5), (4, 0, 4))}
    assert [gap <= 3 for gap in gaps.values()] == [False, True, True, False, False]


def test_plain_descent_is_thrown_out_beyond_two_over_the_curvature():
    recipe = store.recipe("canyon")
    rates, narrow = recipe.controls[0].values, recipe.controls[1].values.index(30)
    below = [store.state("canyon", (place, narrow, 0)).says.startswith("She is thrown out")
             for place in range(len(rates))]
    assert below == [rate > 2 / (2 * 30) for rate in rates]
    assert store.fact("canyon", "limit") == 0.02


def test_with_the_last_weights_there_is_too_much_patience_and_with_the_best_there_is_not():
    patience = range(len(store.recipe("patience").controls[0].values))
    last = [shares("patience", (step, 3, 1))[0] for step in patience]
    best = [shares("patience", (step, 3, 0))[0] for step in patience]
    assert max(last) >= last[0] + 2
    assert max(last) >= last[-1] + 5
    assert max(best) - 1 <= best[-1]


def test_a_rate_that_helps_fifty_clerks_ruins_eight():
    (many, some), (few, fewer) = ([shares("dropout", (rate, clerks, 2))[1] for rate in (0, 8)]
                                  for clerks in (4, 1))
    assert some >= many + 3
    assert fewer <= few - 10


def test_of_four_draws_the_largest_lets_most_through_twenty_sigmoids():
    recipe = store.recipe("feedback")
    lowest = [recipe.state((19, 0, draw)).curves[1][0] for draw in range(4)]
    assert lowest == sorted(lowest)
    assert float(recipe.state((19, 0, 3)).parts[2]) < 1


def test_and_can_be_cut_in_five_directions_and_xor_in_none():
    recipe = store.recipe("knife")
    right = {(angle, gate) for angle, bias, gate in recipe.positions()
             if recipe.state((angle, bias, gate)).says.endswith("all four corners.")}
    assert {15 * angle for angle, gate in right if gate == 0} == {15, 30, 45, 60, 75}
    assert store.fact("knife", "directions") == 5
    assert not any(gate == 2 for _, gate in right)


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("explorable"), ["scripts", "checks", "explorables"],
                     more="numfig = True")
    book.write("index", "# A book\n\n```{toctree}\ndeep/moves\nstill\n```\n")
    book.write("deep/moves", page().replace("# A page", "# A page\n\nSee {numref}`fig-knife`."))
    book.write("still", "# A page without\n\nNothing.\n")
    outcome = book.build()
    assert outcome.returncode == 0, outcome.stderr
    return book


@pytest.fixture(scope="module")
def figure(book):
    return BeautifulSoup(book.read("deep/moves"), "html.parser").select_one("figure#fig-knife")


def words(node):
    return " ".join(node.get_text().split())


def test_it_is_a_figure_with_a_number_a_caption_and_words(book, figure):
    assert words(figure.figcaption).startswith("Fig. 1 Move it.")
    assert 'See <a class="reference internal" href="#fig-knife">' in book.read("deep/moves")
    assert figure.select_one(".explore-live svg")["aria-label"] == ALT
    title = store.recipe("knife").title(store.recipe("knife").multiples[0])
    assert title in figure.select_one(".explore-small svg")["aria-label"]


def test_every_control_has_a_name_and_says_its_value_in_words(figure):
    recipe = store.recipe("knife")
    sliders = figure.select("input[type=range]")
    assert [figure.select_one(f"label[for={slider['id']}]").text for slider in sliders] == [
        "Direction of the weights", "Bias"]
    assert [slider["aria-valuetext"] for slider in sliders] == ["0°", "\N{MINUS SIGN}0.5"]
    assert [int(slider["max"]) + 1 for slider in sliders] == list(recipe.shape[:2])
    assert [words(legend) for legend in figure.select("legend")][1:] == ["Gate"]
    assert [radio.has_attr("checked") for radio in figure.select("input[type=radio]")] == [
        True, False, False]


def test_the_first_state_and_what_it_comes_to_stand_in_the_page(figure):
    state = store.state("knife", store.recipe("knife").start)
    assert words(figure.select_one(".explore-says")) == state.sentence
    assert all(path["d"] for path in figure.select(".explore-live [data-series]"))


def test_the_states_lie_beside_the_pages_and_no_page_loads_them(book, figure):
    source = figure.select_one(".explore")["data-src"]
    assert re.fullmatch(r"\.\./explorables/knife\.js\?v=[0-9a-f]{8}", source)
    assert book.read("explorables/knife.js") == store.served("knife")
    loaded = BeautifulSoup(book.read("deep/moves"), "html.parser").select("script[src]")
    assert not [script for script in loaded if "explorables" in script["src"]]


def test_only_pages_that_have_one_load_its_script_and_style(book):
    for file in ("js/explore.js", "css/explore.css"):
        assert file in book.read("deep/moves")
        assert file not in book.read("still")


FAULTS = {
    "no-name": (page(name=""), "an {explorable}: its name should begin with fig-"),
    "another-name": (page(name="tab-knife"), "should begin with fig- and be in small letters"),
    "no-recipe": (page(recipe=None), "it has no :recipe:; an explorable needs"),
    "no-such-recipe": (page(recipe="spoon"), "should be one of archive, canyon, dropout"),
    "no-alt": (page(alt=None), "it has no :alt:"),
    "an-empty-alt": (page(alt="A plot of it"), "has an alt text that begins"),
    "no-caption": (page(caption=""), "should be one paragraph, the caption, got 0 blocks"),
    "two-captions": (page(caption="One.\n\nTwo."), "the caption, got 2 blocks"),
    "no-question": (page(asks=None), "it has no :asks:"),
    "no-such-question": (page(asks="chk-other"), "got 'chk-other'; it has chk-which"),
    "no-such-fact": (page().replace("Which?", ":answer: explorable knife edges\n:tolerance: 0\n\n"
                                    "How many?").replace("- [ ] No", "- 1").replace("] Yes", "]"),
                     "no explorable's recipe 'knife' knows the fact 'edges'"),
}  # fmt: skip


@pytest.fixture(scope="module")
def complaints(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("bad"), ["scripts", "checks", "explorables"])
    book.write("index", "# A book\n")
    for name, (text, _) in FAULTS.items():
        unique = text.replace("chk-which", f"chk-{name}").replace("fig-knife", f"fig-{name}")
        book.write(name, f"---\norphan: true\n---\n{unique}")
    outcome = book.build()
    assert outcome.returncode == 1
    return outcome.stderr


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_fails_the_build_with_page_and_line(complaints, name):
    sentence = FAULTS[name][1].replace("chk-which", f"chk-{name}")
    said = re.findall(rf"/{name}\.md:\d+: WARNING: (.*)", complaints)
    assert len(said) == 1
    assert sentence in said[0]


@pytest.mark.parametrize("name", RECIPES)
def test_on_paper_there_are_small_drawings_of_several_states(name):
    recipe = store.recipe(name)
    small = drawing.multiples(recipe, ALT)
    for position in recipe.multiples:
        assert recipe.title(position) in small
    assert small.count('data-series="0"') == len(recipe.multiples)


@pytest.mark.parametrize(("builder", "file", "sign"), [
    ("latex", "asmallbook.tex", r"\begin{tikzpicture}"),
    ("epub", "index.xhtml", '<svg xmlns="http://www.w3.org/2000/svg"'),
])  # fmt: skip
def test_paper_and_reading_devices_get_the_small_drawings(tmp_path, builder, file, sign):
    modules = ["scripts", "checks", "explorables", "latex", "epub"]
    book = SmallBook(tmp_path, modules, more="numfig = True")
    book.write("index", page() + "\nSee {numref}`fig-knife`.\n")
    outcome = book.build("-b", builder)
    assert outcome.returncode == 0, outcome.stderr
    text = book.read(file)
    assert text.count(sign) == 1
    recipe = store.recipe("knife")
    assert all(recipe.title(position).split(",")[1] in text for position in recipe.multiples)
    assert "Move it. On the site one can set: Direction of the weights (0° to 345°), Bias" in text
    assert "a3" not in "".join(re.findall(r"svg \{(.*?)\}", text))  # TikZ loses half of an arc
    assert "explore-controls" not in text


def test_one_drawing_serves_both_themes():
    recipe = store.recipe("archive")
    inline = inline_svg(drawing.large(recipe, recipe.start, ALT), "fig-archive", ALT)
    assert "#" not in re.sub(r"var\(--c-[a-z]+\)", "", inline)
