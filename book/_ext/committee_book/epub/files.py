"""Files: what can be mended only when every page and picture has been written."""

import re
import xml.etree.ElementTree as ET
from functools import partial
from pathlib import Path
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urljoin, urlsplit

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ID = re.compile(r'\sid="([^"]+)"')
LINK = re.compile(r'<a\b([^>]*?)\shref="([^"]+)"([^>]*)>')
REFERENCE = re.compile(r"url\(#([^)]+)\)|^#(.+)$")
FONT = re.compile(r"(font(?:-family)?:[^;\"]*)")


class Links:
    """Knows the places of every page, and mends the links that lead to none."""

    def __init__(self, folder: Path, home: str) -> None:
        self.folder, self.home = folder, home
        self.texts = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
                      for path in sorted(folder.rglob("*.xhtml"))}  # fmt: skip
        self.ids = {name: set(ID.findall(text)) for name, text in self.texts.items()}

    def mend(self) -> None:
        """Write every page anew whose links had to be mended."""
        for name, text in self.texts.items():
            mended = LINK.sub(partial(self.link, page=name), text)
            if mended != text:
                (self.folder / name).write_text(mended, encoding="utf-8")

    def link(self, found: re.Match[str], page: str) -> str:
        """Return a link that leads to a place, to its page, or to the file on the site."""
        before, href, after = found.groups()
        url = urlsplit(href)
        if url.scheme or url.netloc:
            return found[0]
        name = normpath(join(dirname(page), unquote(url.path))) if url.path else page
        if name not in self.ids and not (self.folder / name).exists():
            return f'<a{before} href="{urljoin(self.home, name)}"{after}>' if self.home else "<a>"
        there = unquote(url.fragment) in self.ids.get(name, ())
        if url.fragment.startswith("claim-") and not there:  # it stands in an answer, at the back
            return f'<a{before} href="{url.path or page.rpartition("/")[2]}"{after}>'
        return found[0]


def mend_drawing(text: str) -> str:
    """Return an SVG with no ids but those that something in it refers to."""
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(text)
    used = {a or b for element in root.iter() for value in element.attrib.values()
            for a, b in REFERENCE.findall(value)}
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        if "style" in element.attrib:
            element.set("style", FONT.sub(with_last_resort, element.attrib["style"]))
    return ET.tostring(root, encoding="unicode") + "\n"


def with_last_resort(font: re.Match[str]) -> str:
    """Return a list of faces that ends with any face without serifs, where it names faces."""
    said = font[1].rstrip()
    named = said.startswith("font-family:") or said.startswith("font:")
    return f"{said}, sans-serif" if named and "sans-serif" not in said else said


def mend_drawings(folder: Path) -> None:
    """Mend every SVG below a folder."""
    for path in sorted(folder.rglob("*.svg")):
        path.write_text(mend_drawing(path.read_text(encoding="utf-8")), encoding="utf-8")
