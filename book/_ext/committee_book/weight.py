"""Weight: what no page needs does not stay in the site.

Themes and extensions copy scripts, fonts and source maps by the megabyte. One of their files
stays when a page loads it or links to it, or when a sheet that stays does so; the same is true
of pictures. What the book itself brings (fonts, licences, a kernel) stays in any case.
Half of a chapter were spans around code that no sheet colours and the digits of drawings:
they go, too.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from sphinx.application import Sphinx

from committee_book.inspection import Page, pages
from committee_book.lean import lean

PRUNED = ("_static", "_images")
LATER = ("_static/language_data.js",)  # what a script loads when it is wanted: the search does
PACKAGES = {"site-packages", "dist-packages"}
CSS_TARGET = re.compile(r"""(?:url\(\s*|@import\s+)["']?([^"')]+)""")
# Pygments' classes that no sheet says anything of.
COLOURLESS = ("n", "nb", "nc", "nf", "nn", "nx", "bp", "fm", "vm", "p", "o", "w")
SPAN = re.compile(rf'<span class="(?:{"|".join(COLOURLESS)})">([^<]*)</span>')
CODE = re.compile(r'(?<=<div class="highlight"><pre>).*?(?=</pre>)', re.DOTALL)
DRAWING = re.compile(r'<svg [^>]*class="drawing".*?</svg>', re.DOTALL)
SOURCE_MAP = re.compile(r"\n?(?://# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")


def targets(path: Path) -> list[str]:
    """Return what a page or a sheet loads or links to, as it is written there."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".css":
        return CSS_TARGET.findall(text)
    page = Page(text)
    return [*page.loads, *page.links]


def local(path: Path, written: Iterable[str]) -> Iterator[Path]:
    """Yield the files that targets lead to, from where they are written."""
    for target in written:
        url = urlsplit(target)
        if url.path and not url.scheme and not url.netloc:
            yield (path.parent / unquote(url.path)).resolve()


def own_files(app: Sphinx) -> Iterator[Path]:
    """Yield the static files of the site that come from the book, not from a Python package."""
    for entry in app.config.html_static_path:
        source = Path(app.srcdir, entry).resolve()
        if not PACKAGES & set(source.parts):
            for path in source.rglob("*"):
                yield Path(app.outdir, "_static", path.relative_to(source))


def needed(site: Path, kept: Iterable[Path]) -> set[Path]:
    """Return the files that pages need, directly or through a sheet, and those kept anyway."""
    found = {path.resolve() for path in [*pages(site), *kept] if path.is_file()}
    waiting = [path for path in found if path.suffix in {".html", ".css"}]
    while waiting:
        path = waiting.pop()
        for target in local(path, targets(path)):
            if target not in found and target.is_file():
                found.add(target)
                if target.suffix == ".css":
                    waiting.append(target)
    return found


def prune(site: Path, kept: Iterable[Path]) -> list[Path]:
    """Remove what no page needs, and the folders that are empty then; return what went."""
    keep = needed(site, kept)
    gone = []
    for folder in PRUNED:
        for path in sorted((site / folder).rglob("*"), reverse=True):
            if path.is_dir():
                if not any(path.iterdir()):
                    path.rmdir()
            elif path.resolve() not in keep:
                path.unlink()
                gone.append(path)
            elif path.suffix in {".js", ".css"}:
                forget_source_map(path)
    return gone


def forget_source_map(path: Path) -> None:
    """Take away the line that makes a browser's tools ask for a file that is not there."""
    text = path.read_text(encoding="utf-8")
    if (shorter := SOURCE_MAP.sub("\n", text)) != text:
        path.write_text(shorter, encoding="utf-8")


def bare(body: str) -> str:
    """Return a page's body without the spans around code that no sheet colours."""
    return CODE.sub(lambda code: SPAN.sub(r"\1", code[0]).removeprefix("<span></span>"), body)


def lean_drawings(body: str) -> str:
    """Return a page's body with its drawings written shorter."""
    return DRAWING.sub(lambda drawing: lean(drawing[0]), body)


def lighten_page(
    _app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Take from the body what only weighs."""
    if context.get("body"):
        context["body"] = lean_drawings(bare(context["body"]))


def prune_site(app: Sphinx, error: Exception | None) -> None:
    """Prune when all is written."""
    if error or app.builder.name != "html":
        return
    site = Path(app.outdir)
    prune(site, [*own_files(app), *(site / name for name in LATER)])
    (site / ".buildinfo").unlink(missing_ok=True)  # Sphinx's own, and of the machine's folders


def setup(app: Sphinx) -> None:
    """Prune when the theme has written its last file, before the pages are inspected."""
    app.connect("html-page-context", lighten_page, priority=910)
    app.connect("build-finished", prune_site, priority=940)
