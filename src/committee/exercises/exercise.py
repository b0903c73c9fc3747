"""An exercise: what it asks for, how an answer is looked at, and what there is to say to it.

A right answer does what the reference does, or what ``right`` asks of it. A wrong one that
people give for a reason does what a ``Mistake`` does, and hears that mistake's own hint.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from committee._typing import Array
from committee.exercises.looks import Look, Unreadable

Grade = Literal["easy", "medium", "hard"]


@dataclass(frozen=True)
class Mistake:
    """A wrong answer that people give for a reason: one of the kind, and what to say to it.

    An answer shows the mistake if it does what ``example`` does, or where ``shows`` says so of
    what was seen.

    Examples
    --------
    >>> Mistake([2, 2], "The second is half of the first.").hint
    'The second is half of the first.'
    """

    example: object
    hint: str
    shows: Callable[[Array], bool] | None = None


@dataclass(frozen=True)
class Verdict:
    """What is said to an answer.

    Examples
    --------
    >>> print(Verdict(True, "The two are one."))
    Right. The two are one.
    """

    right: bool
    words: str

    def __str__(self) -> str:
        return f"{'Right' if self.right else 'Not yet'}. {self.words}"


@dataclass(frozen=True, kw_only=True)
class Exercise:
    r"""An exercise of the book, as the page that asks it knows it by its label.

    Attributes
    ----------
    name, title, grade
        The label on the page, its title there, and how hard it is.
    wants
        What is to be handed in, as the end of "It asks for".
    look
        What an answer does, as a row of floats.
    reference
        An answer that is right.
    insight
        What a right answer shows, in a sentence or two.
    hints
        Help for anybody, one after another, each giving more away.
    mistakes
        What people get wrong; the first that an answer shows is told.
    right
        Whether what was seen is right, where more than the reference is; else it must be as
        near to the reference's as ``within``, in units and as a fraction.

    Examples
    --------
    >>> from committee.exercises.looks import numbers
    >>> half = Exercise(
    ...     name="ex-small-half", title="A half", grade="easy", wants="half of 3", look=numbers(1),
    ...     reference=1.5, insight="Three is odd.", hints=("Divide by two.",),
    ...     mistakes=(Mistake(6, "That is twice three."),))
    >>> print(half.verdict(1.5), half.verdict(6), half.verdict(7), sep="\n")
    Right. Three is odd.
    Not yet. That is twice three.
    Not yet. It asks for half of 3. Divide by two.
    """

    name: str
    title: str
    grade: Grade
    wants: str
    look: Look
    reference: object
    insight: str
    hints: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    right: Callable[[Array], bool] | None = None
    within: float = 1e-6

    def verdict(self, answer: object) -> Verdict:
        """Return what there is to say to an answer, whatever it is.

        Examples
        --------
        >>> from committee.exercises import find
        >>> find("ex-overfitting-ceiling").verdict([0.75, 1, 1, 1]).right
        True
        """
        try:
            seen = self.look(answer)
        except Unreadable as trouble:
            return Verdict(False, f"{trouble} It asks for {self.wants}.")
        if self.is_right(seen):
            return Verdict(True, self.insight)
        for mistake in self.mistakes:
            if self.shows(mistake, seen):
                return Verdict(False, mistake.hint)
        return Verdict(False, f"It asks for {self.wants}. {self.hints[0]}")

    def is_right(self, seen: Array) -> bool:
        """Say whether what was seen of an answer is right.

        Examples
        --------
        >>> from committee.exercises import find
        >>> find("ex-overfitting-ceiling").is_right(np.array([0.75, 1, 1, 1]))
        True
        """
        return self.right(seen) if self.right else self.alike(seen, self.reference)

    def shows(self, mistake: Mistake, seen: Array) -> bool:
        """Say whether what was seen of an answer shows a mistake.

        Examples
        --------
        >>> from committee.exercises import find
        >>> ceiling = find("ex-overfitting-ceiling")
        >>> ceiling.shows(ceiling.mistakes[0], np.array([0.75, 1, 1, 1]))
        False
        """
        return mistake.shows(seen) if mistake.shows else self.alike(seen, mistake.example)

    def alike(self, seen: Array, answer: object) -> bool:
        """Say whether what was seen of one answer is what is seen of another.

        Examples
        --------
        >>> from committee.exercises import find
        >>> find("ex-overfitting-ceiling").alike(np.array([0.5, 0.5, 0.5, 0.5]), [0.5] * 4)
        True
        """
        return bool(np.allclose(seen, self.look(answer), rtol=self.within, atol=self.within,
                                equal_nan=True))
