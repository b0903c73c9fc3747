"""The built site as one page to print: cover, contents, parts and pages in the book's order.

Ids get the name of their page, links between pages become links within the one, what opens on
request is open, what only a screen needs is left out.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path
from posixpath import dirname, join, normpath
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import yaml

ARTICLE = re.compile(r'<article class="bd-article">(.*)</article>', re.DOTALL)
CONTENTS = re.compile(r'<nav class="page-contents".*?</nav>', re.DOTALL)
PART = re.compile(r'<p class="part">.*?</p>', re.DOTALL)
HEADERLINK = re.compile(r'<a [^>]*class="headerlink"[^>]*>.*?</a>', re.DOTALL)
HEADING = re.compile(r"(<h[1-6][^>]*>)(.*?)(</h[1-6]>)", re.DOTALL)
TITLE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
MARK = re.compile(r'<svg class="mark".*?</svg>', re.DOTALL)
SHEET = re.compile(r'<link rel="stylesheet"[^>]*href="([^"?]+)')
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
NAMED = "id|href|src|for|name|headers|aria-labelledby|aria-describedby"
ATTRIBUTE = re.compile(rf'(?<=\s)({NAMED})="([^"]*)"')
LOCAL = re.compile(r"url\(#([^)]+)\)")
TEMPLATE = """<!DOCTYPE html>
<html lang="{lang}" data-theme="light">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="description" content="{description}">
{sheets}
<style>{rules}</style>
</head>
<body class="whole-book"><div class="book"><main class="bd-main"><article class="bd-article">
{body}
</article></main></div></body>
</html>
"""


class Entry(NamedTuple):
    """A page of the book, or a part (which has no page of its own)."""

    page: str | None
    title: str
    level: int = 0


def entries(toc: dict[str, object]) -> Iterator[Entry]:
    """Yield parts and pages in the order of the table of contents, the cover apart."""
    for part in toc.get("parts") or [toc]:  # type: ignore[attr-defined]
        if part.get("caption"):
            yield Entry(None, str(part["caption"]))
        yield from pages(part, 0)


def pages(entry: dict[str, object], level: int) -> Iterator[Entry]:
    """Yield the pages below an entry."""
    for key in ("chapters", "sections"):
        for below in entry.get(key) or []:  # type: ignore[attr-defined]
            yield Entry(str(below["file"]), "", level)
            yield from pages(below, level + 1)


def anchor(page: str, name: str = "") -> str:
    """Return the id that a page, or a place on it, has in the one page."""
    return f"{page.replace('/', '.')}--{name}" if name else page.replace("/", ".")


class PrintBook:
    """Reads the site's pages and puts them together."""

    def __init__(self, site: Path, toc: Path) -> None:
        self.site = site
        read = yaml.safe_load(toc.read_text(encoding="utf-8"))
        self.root = str(read["root"])
        self.entries = list(entries(read))
        self.pages = [self.root, *(e.page for e in self.entries if e.page)]
        if (site / "genindex.html").is_file():
            self.pages.append("genindex")
        self.texts = {page: self.read(page) for page in self.pages}
        self.sheets: list[str] = []

    def read(self, page: str) -> str:
        """Return a page as the site has it."""
        path = self.site / f"{page}.html"
        if not path.is_file():
            raise FileNotFoundError(f"expected {path}, which the table of contents names; "
                                    "run make book first")
        return path.read_text(encoding="utf-8")

    def body(self, page: str) -> str:
        """Return what a page says, its ids and links those of the one page."""
        found = ARTICLE.search(self.texts[page])
        assert found, f"{page} has no article"
        text = found[1]
        for pattern in (CONTENTS, PART, HEADERLINK):
            text = pattern.sub("", text)
        text = TAG.sub(lambda tag: self.tag(tag[0], page), text)
        text = HEADING.sub(lambda m: m[1] + " ".join(m[2].split()) + m[3], text)
        return LOCAL.sub(lambda m: f"url(#{anchor(page, m[1])})", text)

    def tag(self, tag: str, page: str) -> str:
        """Return a start tag with its names and links rewritten; what can be open is open."""
        tag = ATTRIBUTE.sub(lambda m: self.attribute(m[1], m[2], page), tag)
        return re.sub(r"^<details(?![^>]* open)", "<details open", tag)

    def attribute(self, name: str, value: str, page: str) -> str:
        """Return an attribute as the one page has it."""
        if name == "href":
            return self.link(value, page)
        if name == "src":
            return f'src="{self.address(join(dirname(page), value))}"'
        named = " ".join(anchor(page, one) for one in value.split())
        return f'{name}="{named}"'

    def link(self, value: str, page: str) -> str:
        """Return a link: within the one page, out of the book, or none where a file is meant."""
        url = urlsplit(html.unescape(value))
        if url.scheme or url.netloc:
            return f'href="{value}"'
        target = normpath(join(dirname(page), unquote(url.path))) if url.path else f"{page}.html"
        there = target.removesuffix(".html")
        if there not in self.texts:
            return f'data-file="{html.escape(target)}"'
        return f'href="#{anchor(there, unquote(url.fragment))}"'

    def title(self, page: str) -> str:
        """Return a page's title, with its markup."""
        found = TITLE.search(self.texts[page])
        return HEADERLINK.sub("", found[1]).strip() if found else page

    def mark(self, page: str) -> str:
        """Return the mark of a page's part, or the book's own."""
        found = PART.search(self.texts[page]) or re.search(r".*", self.texts[page], re.DOTALL)
        drawn = MARK.search(found[0]) if found else None
        return drawn[0] if drawn else ""

    def style_sheets(self) -> list[str]:
        """Return the sheets that the pages load, in the cascade's order."""
        found: dict[str, None] = {}
        for page, text in self.texts.items():
            for sheet in SHEET.findall(text):
                found[self.address(join(dirname(page), sheet))] = None
        return list(found)

    def address(self, place: str) -> str:
        """Return where a file of the site is, wherever the one page lies."""
        return (self.site / normpath(unquote(place))).as_uri()

    def chapter(self, page: str) -> str:
        """Return a page as a chapter, with its title at the head of each sheet of paper."""
        name = f"chapter-{self.pages.index(page)}"
        return (f'<section class="chapter" id="{anchor(page)}" data-sheet="{name}">'
                f"{self.body(page)}</section>")

    def part(self, title: str, page: str) -> str:
        """Return a part's page."""
        return (f'<section class="part-page">{self.mark(page)}'
                f"<h1>{html.escape(title)}</h1></section>")

    def parts(self) -> Iterator[str]:
        """Yield parts and chapters."""
        for place, entry in enumerate(self.entries):
            if entry.page:
                yield self.chapter(entry.page)
            else:
                first = next(e.page for e in self.entries[place:] if e.page)
                yield self.part(entry.title, first)
        if "genindex" in self.texts:
            yield self.chapter("genindex")

    def contents(self, numbers: dict[str, int]) -> str:
        """Return the table of contents, with the numbers of pages where they are known."""
        more = [Entry("genindex", "")] if "genindex" in self.texts else []
        lines = [self.line(entry, numbers) for entry in [*self.entries, *more]]
        return ('<nav class="book-contents" aria-label="Contents"><h1>Contents</h1>'
                + "\n".join(lines) + "</nav>")

    def line(self, entry: Entry, numbers: dict[str, int]) -> str:
        """Return a line of the contents."""
        if entry.page is None:
            return f'<p class="contents-part">{html.escape(entry.title)}</p>'
        place = anchor(entry.page)
        number = numbers.get(place)
        shown = f' <span class="contents-number">{number}</span>' if number else ""
        return (f'<p class="contents-line contents-level-{entry.level}">'
                f'<a href="#{place}"><span>{self.title(entry.page)}</span>{shown}</a></p>')

    def cover(self, author: str) -> str:
        """Return the title page: title and subtitle, the mark, who wrote it."""
        body = self.body(self.root)
        subtitle = re.search(r'<div class="subtitle[^"]*">.*?</div>', body, re.DOTALL)
        return (f'<section class="title-page" id="{anchor(self.root)}">'
                f'<h1>{self.title(self.root)}</h1>{subtitle[0] if subtitle else ""}'
                f'{self.mark(self.root)}'
                f'<p class="title-author">{html.escape(author)}</p></section>')

    def front(self) -> str:
        """Return the rest of the cover page: its plate and its own sections."""
        body = TITLE.sub("", self.body(self.root), 1)
        body = re.sub(r'<div class="subtitle[^"]*">.*?</div>', "", body, count=1, flags=re.DOTALL)
        return f'<section class="chapter front" data-sheet="front">{body}</section>'

    def rules(self) -> str:
        """Return the rules that put each chapter's title at the head of its sheets."""
        found = []
        for page in self.pages[1:]:
            name = f"chapter-{self.pages.index(page)}"
            head = html.unescape(re.sub(r"<[^>]*>", "", self.title(page))).replace('"', "\\22 ")
            found.append(f'@page {name} {{ @top-left {{ content: "{head}"; }} }} '
                         f'[data-sheet="{name}"] {{ page: {name}; }}')
        return "\n".join(found)

    def whole(self, *, author: str, sheet: str, lang: str = "en",
              numbers: dict[str, int] | None = None) -> str:
        """Return the one page."""
        title = html.unescape(re.sub(r"<[^>]*>", "", self.title(self.root)))
        described = re.search(r'<meta name="description" content="([^"]*)"', self.texts[self.root])
        sheets = [*self.style_sheets(), sheet]
        return TEMPLATE.format(
            lang=lang, title=html.escape(title), author=html.escape(author, quote=True),
            description=described[1] if described else "", rules=self.rules(),
            sheets="\n".join(f'<link rel="stylesheet" href="{one}">' for one in sheets),
            body="\n".join([self.cover(author), self.contents(numbers or {}), self.front(),
                            *self.parts()]),
        )
