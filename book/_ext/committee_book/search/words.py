"""Words that mean the same: what readers type, and what the book says for it."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from committee_book.search.places import TERM, Place

FILE = "search.toml"
CALLS = re.compile(r"The field (calls|speaks)")  # how the glossary leads from story to field


class WordsError(ValueError):
    """The list of words cannot be understood."""


def read_words(path: Path) -> list[list[str]]:
    """Return groups of words that mean the same; none where the book has no such list."""
    if not path.is_file():
        return []
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise WordsError(f"it is no TOML ({error})") from error
    return [list(checked(group)) for group in given.get("same", [])]


def checked(group: Any) -> Iterator[str]:
    """Yield a group's words in small letters; a group of one would say nothing."""
    if not isinstance(group, list) or len(group) < 2:
        raise WordsError(f"expected at least two words that mean the same, got {group!r}; add one")
    for word in group:
        if not isinstance(word, str) or not word.strip():
            raise WordsError(f"expected a word in {group!r}, got {word!r}; put it between quotes")
        yield word.strip().casefold()


def pairs_of_glossary(places: Iterable[Place]) -> list[list[str]]:
    """Return each word of the story with the field's, as the glossary's own links say it."""
    terms = {place.anchor: place for place in places if place.kind == TERM}
    return [
        [place.title.casefold(), terms[anchor].title.casefold()]
        for place in terms.values()
        if CALLS.search(place.text)
        for anchor in place.leads_to
        if anchor in terms
    ]
