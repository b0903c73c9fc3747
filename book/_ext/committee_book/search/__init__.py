"""Search: what can be found in the book, written as a script that its search page loads.

The finished pages are read as a reader has them, with every computed number in its place, and
cut at their headings. Beside each section stand the glossary's entries and the package's names,
so that a term or a function is found where it is explained. The words that mean the same
(``search.toml`` beside the pages, and the glossary itself) travel along.

It is a script and not a JSON file, so that a book opened from a folder can be searched, too.
"""

import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

from committee_book.inspection import pages
from committee_book.parallel import each
from committee_book.search.places import Found, Place, places_of
from committee_book.search.words import FILE, WordsError, pairs_of_glossary, read_words

LOGGER = logging.getLogger(__name__)
TEXTS = "search-texts.js"
UNSEARCHED = {"search", "genindex", "404"}


def collect(app: Sphinx, site: Path) -> tuple[list[list[str]], list[tuple[int, Place]]]:
    """Return every page (address, title, part), and every place with its page's number."""
    titles: list[list[str]] = []
    found: list[tuple[int, Place]] = []
    paths = {path.relative_to(site).with_suffix("").as_posix(): path for path in pages(site)}
    searched = [address for address in paths if address not in UNSEARCHED]

    def read(address: str) -> Found:
        return places_of(paths[address].read_text(encoding="utf-8"))

    for address, page in zip(searched, each(app, read, searched), strict=True):
        if page.places:
            found += [(len(titles), place) for place in page.places]
            titles.append([address, page.places[0].title, page.part])
    return titles, found


def script(data: dict[str, Any]) -> str:
    """Return data as a script that hands them to the search page, one place a line."""
    texts = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "globalThis.BOOK_TEXTS = " + texts.replace("],[", "],\n[") + ";\n"


def write_texts(app: Sphinx, error: Exception | None) -> None:
    """Write what the search page searches; what Sphinx's own search would need goes."""
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    titles, found = collect(app, site)
    try:
        words = read_words(Path(app.srcdir, FILE))
    except WordsError as fault:
        LOGGER.warning("%s", fault, type="search", location=str(Path(app.srcdir, FILE)))
        return
    pairs = pairs_of_glossary([place for _, place in found])
    places = [[page, place.anchor, place.kind, place.title, place.text] for page, place in found]
    data = {"pages": titles, "words": [*words, *pairs], "places": places}
    (site / TEXTS).write_text(script(data), encoding="utf-8")
    (site / "searchindex.js").unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, bool]:
    """Write it when every page is there."""
    app.connect("build-finished", write_texts, priority=930)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
