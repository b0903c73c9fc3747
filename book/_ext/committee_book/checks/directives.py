"""Directives: ``{check}`` asks what a section taught, ``{predict}`` what an experiment will show.

Whatever is wrong with one is a sentence with its page and line, and fails the build.
"""

from typing import ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.checks import numbers, register
from committee_book.checks.nodes import PREFIXES, Check, Hint, Option
from committee_book.checks.source import (
    CheckError,
    Settings,
    find_options,
    question_and_outcome,
    read_options,
    read_settings,
    take_mark,
)

logger = logging.getLogger(__name__)


class AskDirective(SphinxDirective):
    """What a check and a prediction have in common: an id, settings, a question, options."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    allowed: ClassVar[tuple[str, ...]] = ()

    def run(self) -> list[nodes.Node]:
        """Return the check, or nothing where it is faulty, which the log then says."""
        try:
            check = self.read()
        except CheckError as error:
            name = " ".join(self.arguments) or f"a {{{self.name}}}"
            logger.warning(f"{name}: {error}", type="checks",
                           location=(self.env.docname, error.line or self.lineno))
            return []
        entry = register.Entry(check["ids"][0], check["kind"], self.env.docname, self.lineno)
        register.record(self.env, entry)
        if entry.id not in self.state.document.nameids:  # else the register says so
            check["names"] = [entry.id]
            self.state.document.note_explicit_target(check)
        return [check]

    def read(self) -> Check:
        """Read the whole directive."""
        identity = self.identity()
        settings = read_settings(list(self.content), self.allowed)
        blocks = self.parse(StringList(self.content[settings.lines:]), settings.lines)
        check = Check("", ids=[identity], page=self.env.docname, line=self.lineno)
        self.set_source_info(check)
        self.fill(check, blocks, settings)
        for text in settings.values.get("hint", []):
            if not text:
                raise CheckError(":hint: is empty")
            check += Hint("", *self.parse(StringList([text]), 0))
        return check

    def identity(self) -> str:
        """Return the id the author gave."""
        prefix = PREFIXES[self.name]
        identity = " ".join(self.arguments)
        if not identity.startswith(prefix) or nodes.make_id(identity) != identity:
            raise CheckError(
                f"its id should begin with {prefix} and be in small letters, digits and hyphens, "
                f"got {identity!r}; write ```{{{self.name}}} {prefix}what-it-asks"
            )
        return identity

    def parse(self, lines: StringList, offset: int) -> list[nodes.Node]:
        """Return the blocks of some lines of Markdown."""
        holder = nodes.Element()
        self.state.nested_parse(lines, self.content_offset + offset, holder)
        return list(holder.children)

    def fill(self, check: Check, blocks: list[nodes.Node], settings: Settings) -> None:
        """Add the question and the options."""
        raise NotImplementedError


class CheckDirective(AskDirective):
    """A question about what was read, with every answer explained."""

    allowed = ("hint", "answer", "tolerance", "unit", "order")

    def fill(self, check: Check, blocks: list[nodes.Node], settings: Settings) -> None:
        """Find out from the options which kind of check it is, and add them."""
        place = find_options(blocks)
        question, rest = question_and_outcome(blocks, place)
        if rest.children:
            raise CheckError("something stands after its options; put it above them, or indent "
                             "it into an explanation", rest[0].line)
        items = list(blocks[place].children)
        numbered = isinstance(blocks[place], nodes.enumerated_list)
        if "answer" in settings.values:
            numbers.read_numeric(check, items, settings)
        elif numbered or "order" in settings.values:
            check["kind"], options = "order", order_options(items, numbered)
            check += options
        else:
            check += choice_options(items)
            rights = sum(bool(option["right"]) for option in check.children)
            check["kind"] = "single" if rights == 1 else "multiple"
        check.insert(0, question)


def choice_options(items: list[nodes.Element]) -> list[Option]:
    """Return the options of a single or multiple choice."""
    marks = [take_mark(item) for item in items]
    for item, mark in zip(items, marks, strict=True):
        if mark not in {"", "x"}:
            raise CheckError(f"the option {item[0].astext()!r} should begin with [ ] or [x]",
                             item.line)
    options = read_options(items)
    if "x" not in marks:
        raise CheckError("it has no key; mark the right option with [x]")
    for option, mark in zip(options, marks, strict=True):
        option["right"] = mark == "x"
    return options


def order_options(items: list[nodes.Element], numbered: bool) -> list[Option]:
    """Return what is to be put in order, in its right order."""
    if not numbered:
        raise CheckError("an :order: check needs a numbered list, in the right order")
    return read_options(items, fewest=3)


class PredictDirective(AskDirective):
    """A question about what an experiment will show, asked before it; never a score."""

    allowed = ("hint",)

    def fill(self, check: Check, blocks: list[nodes.Node], settings: Settings) -> None:
        """Add the question, the guesses and what happened."""
        place = find_options(blocks)
        question, outcome = question_and_outcome(blocks, place)
        items = list(blocks[place].children)
        marks = [take_mark(item) or "" for item in items]
        for mark, meaning in (("x", "what happens"), ("?", "the tempting guess")):
            count = sum(mark in found for found in marks)
            if count != 1:
                raise CheckError(f"one option should be marked [{mark}] for {meaning}, "
                                 f"{count or 'none'} is; [x?] says that it is both")
        if not outcome.children:
            raise CheckError("it does not say what happened; write it below the options")
        options = read_options(items)
        for option, mark in zip(options, marks, strict=True):
            option["right"], option["expected"] = "x" in mark, "?" in mark
        check["kind"] = "predict"
        check += [question, *options, outcome]
