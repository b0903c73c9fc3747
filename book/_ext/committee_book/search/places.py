"""Places: a finished page cut into what a reader would want to be led to.

A place is a section, an entry of the glossary or a name of the package: whatever has a heading
and an address of its own. Text belongs to the innermost place that it stands in.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser

SECTION, TERM, NAME = "section", "term", "name"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source",
        "track", "wbr"}  # fmt: skip
# What is no text of the page: controls, signs beside headings, drawings, words said twice.
SILENT = {"script", "style", "svg", "annotation", "nav", "form", "button", "template"}
SILENT_CLASSES = {"headerlink", "sr-only", "part"}
JOINED = {"a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "small", "span", "strong",
          "sub", "sup", "time"}  # fmt: skip


@dataclass
class Place:
    """A heading, its address on the page, and the text below it."""

    kind: str
    anchor: str
    words: list[str] = field(default_factory=list)
    heading: list[str] = field(default_factory=list)
    leads_to: list[str] = field(default_factory=list)  # addresses of glossary entries

    @property
    def title(self) -> str:
        """The heading on one line; of a name, the name without its signature."""
        return self.anchor if self.kind == NAME else tidy(self.heading)

    @property
    def text(self) -> str:
        """The text on one line; a name's signature comes first."""
        return tidy([*self.heading, " ", *self.words] if self.kind == NAME else self.words)


@dataclass
class Found:
    """The places of a page, its own first, and the part that the page stands in."""

    places: list[Place]
    part: str


def tidy(words: list[str]) -> str:
    """Return words on one line."""
    return " ".join("".join(words).split())


class Reader(HTMLParser):
    """Walks through a page's article and gathers its places."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self.part: list[str] = []
        self.open: list[tuple[str, Place | None]] = []  # each element, and the place it opened
        self.silent = 0  # how many elements deep in what is not read
        self.in_part = False
        self.naming: Place | None = None  # whose heading is being read
        self.entry: Place | None = None  # an entry whose explanation comes next

    @property
    def here(self) -> Place | None:
        """The innermost place."""
        return next((place for _, place in reversed(self.open) if place), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, and a place with it where it is one."""
        given = {name: value or "" for name, value in attrs}
        classes = set(given.get("class", "").split())
        self.in_part = self.in_part or (tag == "p" and "part" in classes)
        if tag in VOID:
            self.say(" ")
            return
        if self.silent or tag in SILENT or classes & SILENT_CLASSES:
            self.silent += 1
            return
        if tag not in JOINED:
            self.say(" ")
        if tag == "a" and "#term-" in given.get("href", "") and self.here:
            self.here.leads_to.append(given["href"].partition("#")[2])
        self.open.append((tag, self.opened(tag, given, classes)))

    def opened(self, tag: str, given: dict[str, str], classes: set[str]) -> Place | None:
        """Return the place that an element opens, if it does."""
        if tag == "section" and given.get("id"):
            self.places.append(Place(SECTION, given["id"]))
            return self.places[-1]
        if tag in HEADINGS and self.here and not self.here.heading:
            self.naming = self.here
        if tag == "dt" and given.get("id"):
            self.entry = self.naming = Place(NAME if "sig" in classes else TERM, given["id"])
            self.places.append(self.entry)
        if tag == "dd":
            entry, self.entry = self.entry, None
            return entry
        return None

    def handle_endtag(self, tag: str) -> None:
        """Close an element."""
        if tag == "p":
            self.in_part = False
        if self.silent:
            self.silent -= tag not in VOID
            return
        if tag in HEADINGS or tag == "dt":
            self.naming = None
        if tag not in JOINED:
            self.say(" ")
        if any(tag == opened for opened, _ in self.open):
            while self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Read a text."""
        if self.in_part:
            self.part.append(data)
        if not self.silent:
            self.say(data)

    def say(self, text: str) -> None:
        """Add a text to the heading or the place that it belongs to."""
        if self.naming:
            self.naming.heading.append(text)
        elif self.here:
            self.here.words.append(text)


def places_of(page: str) -> Found:
    """Return the places of a finished page."""
    _, _, article = page.partition("<article")
    reader = Reader()
    reader.feed("<article" + article.partition("</article>")[0])
    reader.close()
    return Found([place for place in reader.places if place.title], tidy(reader.part))
