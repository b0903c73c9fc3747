"""Inspection: looks at every finished page for what its readers and its policy need.

The machine makes pages so; this says whether they came out so, whatever a template, an
extension or a chapter's raw HTML did to them. A fault is a warning, and so fails the build.
"""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx
from sphinx.util import logging

from committee_book import security
from committee_book.parallel import each

LOGGER = logging.getLogger(__name__)
DATA = {"application/json", "application/ld+json"}  # scripts that are never run
LOADS = dict.fromkeys(["script", "img", "iframe", "source", "video", "audio", "embed"], "src")
LOADS |= {"object": "data", "use": "href", "image": "href"}
LOADED_LINKS = {"stylesheet", "icon", "preload", "modulepreload", "prefetch", "manifest"}
NEEDED = ("Content-Security-Policy", "referrer", "description", "viewport", "og:title")
# Where a page may be without being one of the book's.
NOT_PAGES = {"_static", "_sources", "_images", "_downloads"}

Attributes = dict[str, str]


class Page(HTMLParser):
    """What one page is made of, as far as anybody asks below."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, Attributes]] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.metas: dict[str, str] = {}
        self.title = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag == "meta":
            name = given.get("name") or given.get("property") or given.get("http-equiv", "")
            self.metas[name] = given.get("content", "")
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "link" and LOADED_LINKS & set(given.get("rel", "").split()):
            self.loads.append(given.get("href", ""))
        if LOADS.get(tag) in given:
            self.loads.append(given[LOADS[tag]])

    def handle_data(self, data: str) -> None:
        """Note the title."""
        if self.elements and self.elements[-1][0] == "title" and not self.title:
            self.title = data.strip()

    def having(self, *tags: str) -> Iterator[Attributes]:
        """Yield the attributes of every element of a kind."""
        return (given for tag, given in self.elements if tag in tags)


def faults(page: Page, path: Path, site: Path) -> Iterator[str]:
    """Yield a sentence for each thing that is wrong with a page."""
    yield from faults_of_head(page)
    yield from faults_of_policy(page)
    yield from faults_of_names(page)
    yield from faults_of_targets(page, path, site)


def faults_of_head(page: Page) -> Iterator[str]:
    """Yield what the head lacks."""
    for name in NEEDED:
        if not page.metas.get(name):
            yield f"it has no {name} in its head"
    if page.metas.get("Content-Security-Policy", security.policy()) != security.policy():
        yield "it states another policy than security.py"
    if not page.title:
        yield "it has no title"
    if not any("icon" in given.get("rel", "") for given in page.having("link")):
        yield "it names no icon, so that a browser asks for /favicon.ico"


def faults_of_policy(page: Page) -> Iterator[str]:
    """Yield what the page's policy would refuse."""
    for tag, given in page.elements:
        if tag == "script" and "src" not in given and given.get("type") not in DATA:
            yield "it has a script in itself; put it into a file under _static/js"
        if tag == "style":
            yield "it has a style sheet in itself; put it into a file under _static/css"
        if "style" in given:
            yield f'<{tag}> has a style attribute ("{given["style"][:40]}"); use a class instead'
        for name in given:
            if name.startswith("on"):
                yield f"<{tag}> has the attribute {name}; listen to the event in a script file"
    for target in page.loads:
        if urlsplit(target).scheme not in {"", "data"} or target.startswith("//"):
            yield f"it loads {target} from another host; bring the file with the book"
    for target in page.links:
        if target.lower().startswith("javascript:"):
            yield f"it links to {target[:40]}; use a button and a script file"


def faults_of_names(page: Page) -> Iterator[str]:
    """Yield what somebody who does not see the page could not tell apart."""
    ids = Counter(given["id"] for _, given in page.elements if given.get("id"))
    for name, times in sorted(ids.items()):
        if times > 1:
            yield f"the id {name} stands {times} times"
    for tag in ("main", "h1"):
        if (times := sum(1 for _ in page.having(tag))) != 1:
            yield f"it has {times} <{tag}>, not one"
    if any("scope" not in given for given in page.having("th")):
        yield "a table's header does not say whether it heads a column or a row"
    if any("aria-label" in given for given in page.having("summary")):
        yield "a <summary> is called by other words than one sees"
    for given in page.having("img"):
        if "alt" not in given or re.fullmatch(r"\S*\.(png|svg|jpe?g|gif|webp)", given["alt"]):
            yield f"the picture {given.get('src')} has no words (alt)"
        if not {"width", "height"} <= given.keys():
            yield f"the picture {given.get('src')} has no width and height: the text would jump"


def faults_of_targets(page: Page, path: Path, site: Path) -> Iterator[str]:
    """Yield what the page leads to or loads and is not there."""
    ids = {given["id"] for _, given in page.elements if given.get("id")}
    for target in dict.fromkeys([*page.loads, *page.links]):
        url = urlsplit(target)
        if url.scheme or url.netloc:
            continue
        if not url.path:
            if url.fragment and unquote(url.fragment) not in ids:
                yield f"it leads to #{url.fragment}, which is not on the page"
        elif not (found := (path.parent / unquote(url.path)).resolve()).exists():
            yield f"it leads to {url.path}, which is not in the site"
        elif not found.is_relative_to(site.resolve()):
            yield f"it leads to {url.path}, outside the site"


def pages(site: Path) -> list[Path]:
    """Return every page of a built site."""
    found = site.rglob("*.html")
    return sorted(page for page in found if page.relative_to(site).parts[0] not in NOT_PAGES)


def inspect(app: Sphinx, error: Exception | None) -> None:
    """Look at every page, also at those of an earlier run."""
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)

    def look(path: Path) -> list[str]:
        page = Page(path.read_text(encoding="utf-8"))
        return list(dict.fromkeys(faults(page, path, site)))

    written = pages(site)
    for path, found in zip(written, each(app, look, written), strict=True):
        for fault in found:
            LOGGER.warning("%s: %s", path.relative_to(site), fault, type="page")


def setup(app: Sphinx) -> None:
    """Look when all is written, and what nobody needs is gone."""
    app.connect("build-finished", inspect, priority=950)
