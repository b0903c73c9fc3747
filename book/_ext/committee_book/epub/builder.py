"""Builder: Sphinx's own, with what each file is made of, who can use it, and a cover."""

import os
import re
import time
import zipfile
from html import escape
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder

from committee_book.epub import cover
from committee_book.epub.contents import PAGE, Contents
from committee_book.epub.files import Links, mend_drawings
from committee_book.notebooks import addresses

COVER = "_static/cover.png"
COVER_PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{lang}" xml:lang="{lang}">
<head><title>{title}</title><link rel="stylesheet" type="text/css" href="_static/book.css"/></head>
<body epub:type="cover" class="epub-cover">
<img src="{image}" role="doc-cover" \
alt="Cover: {title}, above nine circles in three rows, the middle column filled"/>
</body>
</html>
"""
# What the book offers to whom, in the words of schema.org.
ACCESS = (
    ("schema:accessMode", "textual"),
    ("schema:accessMode", "visual"),
    ("schema:accessModeSufficient", "textual"),
    ("schema:accessModeSufficient", "textual,visual"),
    *(("schema:accessibilityFeature", one) for one in (
        "alternativeText", "MathML", "readingOrder", "structuralNavigation", "tableOfContents",
        "displayTransformability", "unlocked")),
    ("schema:accessibilityHazard", "none"),
    ("schema:accessibilitySummary",
     "Headings and lists are marked as such, every figure has a text that says what one sees, "
     "mathematics is MathML, and nothing is told by colour alone."),
)  # fmt: skip
MADE_OF = {"mathml": "<math ", "svg": "<svg "}  # what an item of the manifest has to say
ITEM = re.compile(r'<item id="([^"]*)" href="([^"]*)" media-type="([^"]*)" />')
EARLIEST = 315532800  # 1980: a zip file knows no earlier date


class BookEpubBuilder(Epub3Builder):
    """The EPUB of the book."""

    def init(self) -> None:
        """Give code the few colours that it has on paper."""
        self.config.pygments_style = "committee_book.latex.style.Paper"
        super().init()

    def handle_finish(self) -> None:
        """Draw the cover before the list of files is made."""
        cover.draw(Path(self.outdir, COVER), self.config.epub_title, self.config.epub_author)
        self.put("cover.xhtml", COVER_PAGE.format(
            lang=self.config.epub_language, title=escape(self.config.epub_title), image=COVER))
        Links(Path(self.outdir), addresses.published(self.config)).mend()
        super().handle_finish()

    def copy_image_files(self) -> None:
        """Copy the pictures, drawings as a strict reader wants them."""
        super().copy_image_files()
        mend_drawings(Path(self.outdir, self.imagedir))

    def put(self, name: str, text: str) -> None:
        """Write a file of the EPUB."""
        Path(self.outdir, name).write_text(text, encoding="utf-8")

    def build_content(self) -> None:
        """Write the list of files, and say what each is made of."""
        super().build_content()
        path = Path(self.outdir, "content.opf")
        path.write_text(self.described(path.read_text(encoding="utf-8")), encoding="utf-8")

    def described(self, content: str) -> str:
        """Return the list of files with all that Sphinx leaves out of it."""
        content = ITEM.sub(self.item, content)
        content = re.sub(r'\s*<meta property="ibooks:[^>]*>[^<]*</meta>', "", content)
        content = re.sub(r'\s*prefix="ibooks:[^"]*"', "", content)
        content = re.sub(r"\s*<guide>.*?</guide>", "", content, flags=re.DOTALL)
        content = re.sub(r'\s*<itemref idref="[^"]*" linear="no" />', "", content)
        known = "\n    ".join(f'<meta property="{name}">{escape(value)}</meta>'
                              for name, value in ACCESS)
        content = content.replace("</metadata>", f"  {known}\n  </metadata>", 1)
        cover_id = re.search(r'<item id="([^"]*)" href="cover.xhtml"', content)
        first = "".join(f'<itemref idref="{one}" />\n    '
                        for one in (*([cover_id[1]] if cover_id else []), "nav"))
        return re.sub(r"(<spine[^>]*>\s*)", rf"\g<1>{first}", content, count=1)

    def item(self, found: re.Match[str]) -> str:
        """Return a file of the list, with what it is made of."""
        identity, href, kind = found.groups()
        path = Path(self.outdir, href)
        properties = ["cover-image"] if href == COVER else []
        if kind == "application/xhtml+xml" and path.is_file():
            text = path.read_text(encoding="utf-8")
            properties += [name for name, sign in MADE_OF.items() if sign in text]
        said = f' properties="{" ".join(properties)}"' if properties else ""
        return f'<item id="{identity}" href="{href}" media-type="{kind}"{said} />'

    def toc_metadata(self, level: int, navpoints: Any) -> dict[str, Any]:
        """Return what the contents for old devices say; their identifier is the book's."""
        told: dict[str, Any] = super().toc_metadata(level, navpoints)
        return told | {"uid": escape(self.config.epub_identifier)}

    def build_navigation_doc(self) -> None:
        """Write the contents, with the parts."""
        contents = Contents(self.env, self.out_suffix)
        root = self.config.root_doc
        words = self.env.titles[root].astext()
        self.put("nav.xhtml", PAGE.format(
            lang=self.config.epub_language, word="Contents", tree=contents.whole(),
            start=f"{root}{self.out_suffix}", start_word=escape(words)))
        self.files.append("nav.xhtml")

    def build_epub(self) -> None:
        """Pack the files, in order and under one date: the same pages give the same file."""
        seconds = max(int(os.environ.get("SOURCE_DATE_EPOCH") or EARLIEST), EARLIEST)
        date = time.gmtime(seconds)[:6]
        target = Path(self.outdir, f"{self.config.epub_basename}.epub")
        names = ["META-INF/container.xml", "content.opf", "toc.ncx", *sorted(set(self.files))]
        with zipfile.ZipFile(target, "w") as packed:
            for name, how in [("mimetype", zipfile.ZIP_STORED),
                              *((name, zipfile.ZIP_DEFLATED) for name in names)]:
                entry = zipfile.ZipInfo(name, date)
                entry.compress_type, entry.external_attr = how, 0o644 << 16
                entry.create_system = 3
                packed.writestr(entry, Path(self.outdir, name).read_bytes())


def setup(app: Sphinx) -> None:
    """Put it in the place of Sphinx's own."""
    app.add_builder(BookEpubBuilder, override=True)
