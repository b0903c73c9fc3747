"""Accessibility: mends what Sphinx and its extensions leave unsaid in the HTML of a page.

Everything here happens before the page is written, to its body alone; ``inspection`` looks
at the outcome on every finished page, so that no new version of theirs undoes it unnoticed.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from bs4 import BeautifulSoup, Tag
from sphinx.application import Sphinx
from sphinx.util.images import get_image_size

Images = Mapping[str, Path]  # the name of a picture in the site, and the file it is made of


class Repair(NamedTuple):
    """What to look for, by a CSS selector, and what to do with each thing found."""

    selector: str
    mend: Callable[[Tag, Images], None]


def name_link(link: Tag, _images: Images) -> None:
    """Let a link to a heading say so; its text is a mere sign."""
    link["aria-label"] = link.attrs.pop("title")


def scope_header(header: Tag, _images: Images) -> None:
    """Let a table's header say whether it heads a column or a row; an empty one heads neither."""
    words = header.get_text(strip=True)
    formulas = [str(formula["words"]) for formula in header.find_all("x-island")]
    if not words and not formulas:
        header.name = "td"
        return
    header["scope"] = "col" if header.find_parent("thead") else "row"
    if not words:
        say_in_words(header, formulas)


def say_in_words(header: Tag, formulas: list[str]) -> None:
    """Give a header of formulas alone a text: not every reader aloud has one for mathematics."""
    for formula in header.find_all("x-island"):
        (formula.parent or formula)["aria-hidden"] = "true"
    spoken = BeautifulSoup("", "html.parser").new_tag("span", attrs={"class": "sr-only"})
    spoken.string = " ".join(formulas)
    (header.p or header).insert(0, spoken)


def name_summary(summary: Tag, _images: Images) -> None:
    """Call hidden code by the words one sees, in elements that may stand there."""
    del summary["aria-label"]
    for words in summary.find_all("p"):
        words.name = "span"


def list_source(source: Tag, _images: Images) -> None:
    """Make a source an item of its list; the role it has is no longer in use."""
    source["role"] = "listitem"


def drop_id(section: Tag, _images: Images) -> None:
    """Take away an id that every exercise's content has, and nobody refers to."""
    del section["id"]


def width_of_column(column: Tag, _images: Images) -> None:
    """Let a column's width be an attribute: the policy allows no style in a page."""
    width = re.fullmatch(r"width:\s*([\d.]+%);?", str(column["style"]).strip())
    if width:
        del column["style"]
        column["width"] = width[1]


def size_image(image: Tag, images: Images) -> None:
    """Keep a picture's room until it loads, which it does when it is near."""
    source = images.get(Path(str(image["src"])).name)
    wide, high = (get_image_size(str(source)) if source else None) or (0, 0)
    styled = re.fullmatch(r"width:\s*([\d.]+)px;?", str(image.get("style", "")).strip())
    if styled and wide:
        del image["style"]
        wide, high = round(float(styled[1])), round(high * float(styled[1]) / wide)
    if wide and high:
        image["width"], image["height"] = str(wide), str(high)
    image["loading"], image["decoding"] = "lazy", "async"


REPAIRS = (
    Repair("a.headerlink[title]", name_link),
    Repair("th:not([scope])", scope_header),
    Repair("details.hide > summary[aria-label]", name_summary),
    Repair('div.citation[role="doc-biblioentry"]', list_source),
    Repair("#exercise-content, #solution-content, #proof-content", drop_id),
    Repair("col[style]", width_of_column),
    Repair('img[src*="_images/"]:not([width])', size_image),
)


def mend(body: str, images: Images) -> str:
    """Return a page's body with all repairs made; formulas and drawings are left alone."""
    islands: list[str] = []
    soup = BeautifulSoup(_set_apart(body, islands), "html.parser")
    for repair in REPAIRS:
        for found in soup.select(repair.selector):
            repair.mend(found, images)
    mark = r"<x-island n=\"(\d+)\"[^>]*></x-island>"
    return re.sub(mark, lambda found: islands[int(found[1])], str(soup))


def _set_apart(body: str, islands: list[str]) -> str:
    """Put each outermost ``svg`` and ``math`` on a list, and a mark in its place."""
    kept, depth, start, end = [], 0, 0, 0
    for tag in re.finditer(r"<(/?)(?:svg|math)\b[^>]*?(/?)>", body):
        if depth == 0 and not tag[1]:
            kept.append(body[end : tag.start()])
            start = tag.start()
        depth += -1 if tag[1] else (0 if tag[2] else 1)
        if depth == 0:
            end = tag.end()
            words = re.sub(r"<annotation.*?</annotation>|<[^>]*>|\"", "", body[start:end])
            kept.append(f'<x-island n="{len(islands)}" words="{words}"></x-island>')
            islands.append(body[start:end])
    return "".join([*kept, body[end:]])


def mend_page(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Mend the body that the page's template will be given."""
    images = {name: Path(app.srcdir, path) for path, name in app.builder.images.items()}
    if context.get("body"):
        context["body"] = mend(context["body"], images)


def setup(app: Sphinx) -> None:
    """Connect to the making of each page, after all who write into its body."""
    app.connect("html-page-context", mend_page, priority=900)
