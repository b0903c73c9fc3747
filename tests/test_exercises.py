"""Exercises that answer: each knows its reference and its mistakes, and no answer makes it stumble.

The mistakes are tried with the example that each keeps, so a new exercise is tested as it is.
"""

import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest

from committee import Neuron, exercises
from committee.exercises import looks
from committee.exercises.exercise import Exercise, Mistake
from committee.exercises.looks import Unreadable

ALL = {one.name: one for one in exercises.book()}
MISTAKES = [(name, mistake) for name, one in ALL.items() for mistake in one.mistakes]


@pytest.fixture(autouse=True)
def _as_at_the_start(monkeypatch):
    monkeypatch.setattr(exercises, "_given", {})
    monkeypatch.setattr(exercises, "_solved", set())


@pytest.mark.parametrize("name", ALL)
def test_the_reference_is_right_and_hears_what_it_shows(name):
    verdict = ALL[name].verdict(ALL[name].reference)
    assert verdict.right
    assert str(verdict) == f"Right. {ALL[name].insight}"


@pytest.mark.parametrize(("name", "mistake"), MISTAKES)
def test_a_typical_mistake_hears_its_own_hint(name, mistake):
    assert str(ALL[name].verdict(mistake.example)) == f"Not yet. {mistake.hint}"


@pytest.mark.parametrize("name", ALL)
def test_an_exercise_knows_two_mistakes_or_more_and_says_something_else_to_each(name):
    words = [mistake.hint for mistake in ALL[name].mistakes]
    assert len(set(words)) == len(words) >= 2


@pytest.mark.parametrize("name", ALL)
def test_whatever_is_handed_in_comes_a_sentence(name):
    def stumbles(*_):
        raise ZeroDivisionError

    for answer in (None, ..., "three", [], np.nan, [np.inf], [[1, 2], [3]], {}, stumbles, print,
                   lambda *_: None, lambda *_: np.nan, lambda *_: ..., Neuron(np.ones(1))):
        verdict = ALL[name].verdict(answer)
        assert not verdict.right
        assert verdict.words[-1] in ".?"


@pytest.mark.parametrize("name", ALL)
def test_a_text_ends_as_a_sentence_does_and_shouts_nowhere(name):
    one = ALL[name]
    texts = [one.insight, *one.hints, *(mistake.hint for mistake in one.mistakes)]
    assert all(text[-1] in ".?" and "!" not in text and "  " not in text for text in texts)
    assert one.wants[-1] not in ".?"
    assert len(one.hints) >= 2


def test_names_are_given_once():
    names = [one.name for one in exercises.book()]
    assert len(set(names)) == len(names)


def test_an_exercise_is_found_without_loading_other_chapters():
    code = ("import sys; from committee.exercises import find; find('ex-overfitting-demo');"
            "print(*(name for name in sys.modules if name.startswith('committee.exercises.')))")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.rpartition(".")[2] for name in done.stdout.split()}
    assert loaded == {"exercise", "looks", "overfitting"}


def test_a_wrong_name_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="got 'ex-overfiting-demo'; did you mean 'ex-overfitting-"):
        exercises.check("ex-overfiting-demo", 1)
    with pytest.raises(ValueError, match="got 'ex-overfitting-xyz'"):
        exercises.hint("ex-overfitting-xyz")
    with pytest.raises(ValueError, match=r"got '#'; exercises\(\) lists them"):
        exercises.hint("#")


def test_check_prints_lines_that_fit_beside_the_text(capsys):
    exercises.check("ex-overfitting-ceiling", [1, 1, 1, 1])
    said = capsys.readouterr().out
    assert said.startswith("Not yet. Judge (a) follows the law")
    assert max(map(len, said.splitlines())) <= exercises.WIDTH
    assert len(said.splitlines()) > 1


def test_a_solved_exercise_is_ticked_in_the_list(capsys):
    exercises.check("ex-overfitting-ceiling", [0.75, 1, 1, 1])
    exercises.exercises("overfitting")
    lines = capsys.readouterr().out.splitlines()[-3:]
    assert [line[0] for line in lines] == ["✓", " ", " "]
    exercises.exercises()
    assert len(capsys.readouterr().out.splitlines()) == len(ALL)


def test_hints_come_one_at_a_time_and_begin_again_after_the_last(capsys):
    for _ in range(4):
        exercises.hint("ex-overfitting-ceiling")
    said = capsys.readouterr().out
    starts = [line[:11] for line in said.splitlines() if line.startswith("Hint")]
    assert starts == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3", "Hint 1 of 3"]


def test_the_first_mistake_that_an_answer_shows_is_told():
    one = Exercise(
        name="ex-x", title="X", grade="easy", wants="2", look=looks.numbers(1), reference=2,
        insight="Two.", hints=("More than one.",),
        mistakes=(Mistake(1, "First.", lambda seen: seen[0] < 2), Mistake(1, "Second.")),
    )  # fmt: skip
    assert one.verdict(1).words == "First."
    assert one.verdict(3).words == "It asks for 2. More than one."


def complaint(look, answer):
    with pytest.raises(Unreadable) as caught:
        look(answer)
    return str(caught.value)


@pytest.mark.parametrize("look", [
    looks.numbers(2), looks.shares(2), looks.array(2), looks.order(["a", "b"]),
    looks.votes(np.eye(2)), looks.returns(()),
])  # fmt: skip
def test_three_dots_are_seen_as_a_blank_by_every_look(look):
    assert complaint(look, ...) == looks.BLANK


def test_a_blank_is_found_inside_a_list_and_in_what_a_function_returns():
    assert complaint(looks.numbers(2), [1, (2, ...)]) == looks.BLANK
    assert complaint(looks.returns(()), lambda: ...) == looks.BLANK
    assert complaint(looks.returns(()), lambda: [1, ...]) == looks.BLANK


def test_numbers_are_looked_at_whatever_holds_them():
    for answer in ([1, 2], (1.0, 2), np.array([[1], [2]]), [np.int64(1), True + 1]):
        assert looks.numbers(2)(answer).tolist() == [1, 2]


def test_what_are_not_the_numbers_wanted_is_said():
    assert complaint(looks.numbers(1), [1, 2]) == "Expected 1 number, got 2."
    assert "Expected finite numbers, got nan" in complaint(looks.numbers(2), [1, np.nan])
    assert complaint(looks.numbers(2), "ab") == "Expected numbers, got 'ab'."
    assert "here is 75; write 75 % as 0.75" in complaint(looks.shares(1), 75)
    assert "here is -1" in complaint(looks.shares(1), -1)
    assert complaint(looks.array(2, 1), [1, 2]) == "Expected shape (2, 1), got (2,)."


def test_every_order_of_the_words_is_told_from_every_other():
    look = looks.order(["a", "b", "c"])
    seen = [tuple(look(answer)) for answer in (["a", "b", "c"], "cba", ("b", "a", "c"))]
    assert all(one != other for one, other in combinations(seen, 2))
    assert complaint(look, ["a", "b"]) == "Expected each of a, b, c once; c is missing."
    assert complaint(look, "abca") == "Expected each of a, b, c once, got 4 in all."
    assert complaint(look, 5) == "Expected each of a, b, c once; a is missing."


def test_a_neuron_of_another_width_is_refused_before_it_votes():
    assert complaint(looks.votes(np.eye(2)), Neuron(np.ones(3))) == (
        "Expected a neuron with 2 weights, got 3 weights."
    )
    assert complaint(looks.votes(np.eye(2)), [1, 2]) == "Expected a Neuron, got [1, 2]."


def test_what_a_function_raises_becomes_a_sentence_with_what_it_was_called_with():
    def fails(x, n):
        raise KeyError

    assert complaint(looks.returns((np.ones((2, 3)), 4)), fails) == (
        "Your function raised KeyError when it was called with an array of shape (2, 3) and 4."
    )
    assert "raised ZeroDivisionError" in complaint(looks.returns((0,)), lambda n: 1 / n)
    assert "takes 0 positional arguments" in complaint(looks.returns((0,)), lambda: 1)


def test_what_a_function_returns_has_to_have_the_shape_that_was_asked_for():
    look = looks.returns((np.ones(2),), shapes=[(2,)])
    assert look(lambda x: 2 * x).tolist() == [2, 2]
    assert "an array of shape (2,), got shape (1, 2)" in complaint(look, lambda x: x[None])
    assert "to return a single number, got shape (2,)" in complaint(
        looks.returns((np.ones(2),)), lambda x: x
    )
    assert "returns nothing" in complaint(look, lambda x: None)
    assert complaint(look, np.ones(2)) == (
        "Expected a function, got array([1., 1.]); hand in its name, without brackets."
    )


def test_a_function_may_change_what_it_is_given_and_warn_of_what_it_does(recwarn):
    def halves(x):
        x /= 2
        np.log(-x)
        return x

    given = np.ones(2)
    assert looks.returns((given,), (given,), shapes=[(2,), (2,)])(halves).tolist() == [0.5] * 4
    assert given.tolist() == [1, 1]
    assert not recwarn
