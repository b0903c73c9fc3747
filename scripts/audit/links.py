"""Links: whatever a page leads to or refers to within the site is there, to the very anchor."""

import os
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

from audit.figures import Figure, counted

NAMED = ("aria-labelledby", "aria-describedby", "aria-controls", "aria-owns",
         "aria-activedescendant", "for", "popovertarget", "list", "headers")  # fmt: skip
FOLLOWED = ("href", "src", "poster", "data", "action")
CSS_TARGET = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')]+)""")
TEXT_FRAGMENTS = ("top", "")


class Anchors(HTMLParser):
    """The ids of a page, and everything that it refers to, with the line where it does."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: Counter[str] = Counter()
        self.targets: list[tuple[int, str, str]] = []
        self.named: list[tuple[int, str, str]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's id and what it refers to."""
        line = self.getpos()[0]
        for name, value in attrs:
            if name == "id" and value:
                self.ids[value] += 1
            elif name in NAMED and value:
                self.named += [(line, name, one) for one in value.split()]
            elif name in FOLLOWED and tag != "base":
                self.targets.append((line, f"<{tag} {name}>", value or ""))


def exists(path: Path) -> bool:
    """Say whether a file is there under this very name, small and large letters alike."""
    return path.is_file() and path.name in os.listdir(path.parent)


def pages(site: Path) -> dict[Path, Anchors]:
    """Return every page of the site."""
    found = [path for path in sorted(site.rglob("*.html"))
             if not path.relative_to(site).parts[0].startswith("_")]  # fmt: skip
    return {path: Anchors(path.read_text(encoding="utf-8")) for path in found}


def faults(site: Path, root: str) -> Iterator[str]:
    """Yield each reference that leads nowhere; ``root`` is the book's folder of its host."""
    known = pages(site)
    for path, page in known.items():
        name = path.relative_to(site).as_posix()
        twice = [one for one, times in page.ids.items() if times > 1]
        yield from (f"{name}: the id {one} stands more than once" for one in twice)
        for line, attribute, one in page.named:
            if one not in page.ids:
                yield f"{name}:{line}: {attribute} names {one}, which is not on the page"
        for line, where, target in page.targets:
            if said := fault_of(site, known, path, target, root):
                yield f"{name}:{line}: {where} {target!r} {said}"
    for sheet in sorted(site.rglob("*.css")):
        for target in CSS_TARGET.findall(sheet.read_text(encoding="utf-8")):
            if not target.startswith(("data:", "#")) and not (sheet.parent / target).is_file():
                yield f"{sheet.relative_to(site)}: {target!r} is not there"


def fault_of(
    site: Path, known: dict[Path, Anchors], path: Path, target: str, root: str
) -> str | None:
    """Return what is wrong with one target, if anything is."""
    url = urlsplit(target)
    if url.scheme or url.netloc:
        local = url.netloc.startswith(("localhost", "127."))
        return "leads to the reader's own machine" if local else None
    if target.startswith("/"):  # only the page for lost addresses begins at the root of its host
        if path.name != "404.html" or not target.startswith(root):
            return "begins at the root of the host"
        found = site / unquote(url.path.removeprefix(root) or "index.html")
    else:
        found = (path.parent / unquote(url.path)) if url.path else path
    found = Path(os.path.normpath(found / "index.html" if found.is_dir() else found))
    if not found.is_relative_to(site):
        return "leads out of the site"
    if not exists(found):
        return "leads to a file that is not there"
    anchor = unquote(url.fragment)
    if anchor not in TEXT_FRAGMENTS and found in known and anchor not in known[found].ids:
        return "leads to an anchor that is not there"
    return None


def measure(site: Path, root: str) -> Iterator[Figure]:
    """Yield the figure."""
    known = pages(site)
    count = sum(len(page.targets) + len(page.named) for page in known.values())
    yield counted("broken links and anchors", faults(site, root), f"{count} on {len(known)} pages")
