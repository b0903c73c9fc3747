"""Exercises that answer: hand in what you found, and hear what is still wrong with it.

``check("ex-overfitting-ceiling", answer)`` looks at what an answer does, a number, an array, a
function or a neuron, and says so; ``hint`` gives away a little more each time it is asked.
"""

import textwrap
from difflib import get_close_matches
from importlib import import_module

from committee.exercises.exercise import Exercise

CHAPTERS = (  # in the order of the book, a module each
    "line_images", "single_neuron", "activation_functions", "perceptron", "training", "evaluation",
    "hidden_layers", "growing_pains", "overfitting", "remedies", "vanishing_gradients",
    "exploding_gradients", "full_implementation", "whats_next", "practice",
)  # fmt: skip
WIDTH = 76  # characters a line

_solved: set[str] = set()
_given: dict[str, int] = {}


def check(name: str, answer: object) -> None:
    """Say whether an answer to an exercise is right, and if not, what to think of next.

    ``name`` is the exercise's label, as it stands in the page's own cell. Whatever the answer
    is, a function that fails among them, what comes is a sentence or two.

    Raises
    ------
    ValueError
        Where no exercise has that name.

    Examples
    --------
    >>> check("ex-overfitting-ceiling", [0.75, 0.75, 1, 1])
    Not yet. The court's rulings are correct. A judge who knows the law agrees
    with every one of them.
    >>> check("ex-overfitting-ceiling", [0.75, 1, 1, 1])
    Right. The archive's number alone cannot tell these two judges from better
    or worse ones; the court can tell whether memorising did harm.
    """
    verdict = find(name).verdict(answer)
    if verdict.right:
        _solved.add(name)
    _say(str(verdict))


def hint(name: str) -> None:
    """Give the next hint to an exercise; the first one again once all were given.

    Raises
    ------
    ValueError
        Where no exercise has that name.

    Examples
    --------
    >>> hint("ex-overfitting-ceiling")
    Hint 1 of 3. Count a hundred archive cases: on how many of them do ruling
    and law say the same?
    """
    hints = find(name).hints
    turn = _given.get(name, 0) % len(hints)
    _given[name] = turn + 1
    _say(f"Hint {turn + 1} of {len(hints)}. {hints[turn]}")


def exercises(part: str = "") -> None:
    """List the exercises whose names contain ``part``, with a tick at those answered just now.

    Examples
    --------
    >>> exercises("neuron")
      ex-single-neuron-left            easy    The left column
      ex-single-neuron-four            medium  Half of the task
      ex-single-neuron-sure            easy    How sure is she?
    """
    for one in book():
        if part in one.name:
            mark = "✓" if one.name in _solved else " "
            print(f"{mark} {one.name:<32} {one.grade:<7} {one.title}")


def find(name: str) -> Exercise:
    """Return the exercise of that name, with its hints and all that can be said to an answer.

    Raises
    ------
    ValueError
        Where no exercise has that name.

    Examples
    --------
    >>> find("ex-overfitting-ceiling").title
    'The ceiling'
    """
    for chapter in CHAPTERS:
        if name.startswith(f"ex-{chapter.replace('_', '-')}-"):
            for one in of_chapter(chapter):
                if one.name == name:
                    return one
    near = get_close_matches(name, [one.name for one in book()], n=1)
    mend = f"did you mean {near[0]!r}?" if near else "exercises() lists them"
    raise ValueError(f"there should be an exercise of that name, got {name!r}; {mend}")


def of_chapter(chapter: str) -> tuple[Exercise, ...]:
    """Return the exercises of a chapter, named as its module is.

    Examples
    --------
    >>> len(of_chapter("overfitting"))
    3
    """
    found: tuple[Exercise, ...] = import_module(f"{__name__}.{chapter}").EXERCISES
    return found


def book() -> tuple[Exercise, ...]:
    """Return every exercise, in the order of the book.

    Examples
    --------
    >>> book()[0].grade in {"easy", "medium", "hard"}
    True
    """
    return tuple(one for chapter in CHAPTERS for one in of_chapter(chapter))


def _say(words: str) -> None:
    print(textwrap.fill(words, WIDTH, break_on_hyphens=False))
