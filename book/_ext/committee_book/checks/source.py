"""Source: reads what an author wrote between the fences of a check.

Lines ``:name: value`` at the top are settings; indented lines go on with the last one, and a
setting may be repeated. Then come the question's blocks, the list of options, and, in a
prediction, what happened. An item's first paragraph is the option, the rest explains it.
"""

import re
from dataclasses import dataclass, field

from docutils import nodes

from committee_book.checks.nodes import LETTERS, Explanation, Option, Outcome, Question, Wording

SETTING = re.compile(r":(?P<name>[a-z]+):(?:\s+(?P<value>.*))?$")
MARK = re.compile(r"\[(?P<mark>[ xX?]{0,2})\](\s+|$)")


class CheckError(ValueError):
    """Something that is wrong with a check: a sentence, and the line it is about."""

    def __init__(self, sentence: str, line: int | None = None) -> None:
        super().__init__(sentence)
        self.line = line


@dataclass
class Settings:
    """The settings of a check: name → its values, in order; and where its text begins."""

    values: dict[str, list[str]] = field(default_factory=dict)
    lines: int = 0

    def one(self, name: str) -> str | None:
        """Return the value of a setting that may stand once, or None."""
        found = self.values.get(name, [])
        if len(found) > 1:
            raise CheckError(f":{name}: should stand once, it stands {len(found)} times")
        return found[0] if found else None


def read_settings(lines: list[str], allowed: tuple[str, ...]) -> Settings:
    """Read the settings at the top of a check."""
    settings = Settings()
    last: list[str] | None = None
    for number, line in enumerate(lines):
        match = SETTING.match(line)
        if match:
            if match["name"] not in allowed:
                known = ", ".join(f":{name}:" for name in allowed)
                raise CheckError(f":{match['name']}: is no setting here; there are {known}")
            last = settings.values.setdefault(match["name"], [])
            last.append((match["value"] or "").strip())
        elif last is not None and line.startswith("  ") and line.strip():
            last[-1] = f"{last[-1]} {line.strip()}".strip()
        elif line.strip():
            break
        else:
            last = None
        settings.lines = number + 1
    return settings


def find_options(blocks: list[nodes.Node]) -> int:
    """Return the place of the list of options: the last with marks, else the last of all."""
    places = [i for i, block in enumerate(blocks)
              if isinstance(block, nodes.bullet_list | nodes.enumerated_list)]
    if not places:
        raise CheckError("it has no options; write them as a list of - [ ] and - [x]")
    marked = [i for i in places if any(mark_of(item) is not None for item in blocks[i].children)]
    return (marked or places)[-1]


def mark_of(item: nodes.Element) -> str | None:
    """Return what stands in the brackets that begin an item, or None."""
    match = MARK.match(first_paragraph(item).astext())
    return match["mark"].strip().lower() if match else None


def first_paragraph(item: nodes.Element) -> nodes.paragraph:
    """Return the paragraph that is the option."""
    if not item.children or not isinstance(item[0], nodes.paragraph):
        raise CheckError("an option should begin with a line of text", item.line)
    return item[0]


def take_mark(item: nodes.Element) -> str | None:
    """Take the mark off an item's first paragraph and return it, or None if there is none."""
    mark = mark_of(item)
    paragraph = first_paragraph(item)
    if mark is not None:
        _drop_start(paragraph, MARK.match(paragraph.astext()).end())  # type: ignore[union-attr]
    return mark


def _drop_start(paragraph: nodes.paragraph, length: int) -> None:
    """Take characters off the start of a paragraph; they are plain text."""
    while length and isinstance(paragraph[0], nodes.Text):
        text = paragraph[0].astext()
        rest, length = text[length:], max(0, length - len(text))
        paragraph.replace(paragraph[0], [nodes.Text(rest)] if rest else [])


def read_option(item: nodes.Element, letter: str) -> Option:
    """Make an option of a list's item; its mark has been taken off."""
    paragraph = first_paragraph(item)
    if len(item.children) < 2:
        words = " ".join(paragraph.astext().split())
        raise CheckError(
            f"option {letter} ({words!r}) has no explanation; leave a line empty "
            "below it and write, indented, why it is right or why one might think so", item.line,
        )
    wording = Wording("", "", *[child.deepcopy() for child in paragraph.children])
    explanation = Explanation("", *[block.deepcopy() for block in item.children[1:]])
    return Option("", wording, explanation, line=item.line or 0)


def read_options(items: list[nodes.Element], fewest: int = 2) -> list[Option]:
    """Make the options of a list, whose marks have been taken off."""
    if not fewest <= len(items) <= len(LETTERS):
        raise CheckError(f"it should have {fewest} to {len(LETTERS)} options, it has {len(items)}")
    options = [read_option(item, LETTERS[i]) for i, item in enumerate(items)]
    texts = [option[0].astext() for option in options]
    for i, text in enumerate(texts):
        if text in texts[:i]:
            raise CheckError(f"options {LETTERS[texts.index(text)]} and {LETTERS[i]} say the same",
                             options[i]["line"])
    return options


def question_and_outcome(blocks: list[nodes.Node], place: int) -> tuple[Question, Outcome]:
    """Return what stands before and after the list of options."""
    if not place:
        raise CheckError("it asks nothing; write the question above the options")
    before, after = blocks[:place], blocks[place + 1:]
    return Question("", *before), Outcome("", *after)
