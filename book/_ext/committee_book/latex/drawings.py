"""Drawings: an SVG drawn by hand becomes TikZ, so that paper gets lines and not pixels.

Of SVG it knows what the book's drawings are made of: groups, paths, rectangles, circles, text.
"""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging, texescape

from committee_book.drawings import is_drawing
from committee_book.svg import SVG

logger = logging.getLogger(__name__)
ANCHORS = {"start": "base west", "middle": "base", "end": "base east"}
SILENT = {"title", "desc"}
# What a group says for all that it holds.
PASSED_ON = {"fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-linecap",
             "stroke-dasharray", "font-size", "font-style", "font-weight", "text-anchor"}
PICTURE = r"""\noindent\resizebox{\ifdim\width>\linewidth \linewidth\else\width\fi}{!}{%%
\begin{tikzpicture}[x=1pt,y=1pt,yscale=-1,line join=round]
%s
\end{tikzpicture}}
"""


class DrawingError(ValueError):
    """A drawing that holds something this module cannot turn into TikZ."""


def tikz(text: str) -> str:
    """Return a TikZ picture of an SVG."""
    return PICTURE % "\n".join(commands(ET.fromstring(text)))


def commands(element: ET.Element) -> Iterator[str]:
    """Yield the commands that draw what an element holds, and hand on what it says for all."""
    passed = {key: value for key, value in element.attrib.items() if key in PASSED_ON}
    for child in element:
        child.attrib = passed | child.attrib
        kind = child.tag.removeprefix(f"{{{SVG}}}")
        if "transform" in child.attrib:
            raise DrawingError(f"a drawing's <{kind}> should have no transform; draw it in place")
        if kind == "g":
            yield from commands(child)
        elif kind == "text":
            yield words(child)
        elif kind in SHAPES:
            yield rf"\path[{style(child)}] {SHAPES[kind](child.attrib)};"
        elif kind not in SILENT:
            raise DrawingError(f"a drawing should be made of g, text, {', '.join(SHAPES)}; "
                               f"it holds <{kind}>")


def rectangle(given: dict[str, str]) -> str:
    """Return the outline of a ``rect``."""
    x, y = float(given.get("x", 0)), float(given.get("y", 0))
    right, bottom = x + float(given["width"]), y + float(given["height"])
    return f"({x:g},{y:g}) rectangle ({right:g},{bottom:g})"


SHAPES: dict[str, Any] = {
    "path": lambda given: f"svg {{{given['d']}}}",
    "rect": rectangle,
    "circle": lambda given: f"({given['cx']},{given['cy']}) circle[radius={given['r']}]",
}


def style(element: ET.Element) -> str:
    """Return how a shape is painted; SVG fills in black where nothing is said."""
    said = []
    for key, option in (("fill", "fill"), ("stroke", "draw")):
        value = element.get(key, "#000000" if key == "fill" else "none")
        if value != "none":
            said.append(f"{option}={colour(value)}")
    said += [f"{option}={element.get(key)}" for key, option in (
        ("fill-opacity", "fill opacity"), ("stroke-opacity", "draw opacity"),
    ) if key in element.attrib]  # fmt: skip
    said.append(f"line width={element.get('stroke-width', '1')}pt")
    if (cap := element.get("stroke-linecap", "butt")) != "butt":
        said.append(f"line cap={cap.replace('square', 'rect')}")
    if dashes := element.get("stroke-dasharray"):
        said.append(dash_pattern(dashes))
    return ", ".join(said)


def dash_pattern(dashes: str) -> str:
    """Return the dashes of a stroke: how long one is, how wide the gap."""
    found = re.fullmatch(r"([\d.]+)[\s,]+([\d.]+)", dashes.strip())
    if not found:
        raise DrawingError(f"a drawing's dashes should be two numbers, got {dashes!r}")
    return f"dash pattern=on {found[1]}pt off {found[2]}pt"


def colour(value: str) -> str:
    """Return a colour as xcolor reads it."""
    if value == "currentColor":
        return "."
    found = re.fullmatch(r"#([0-9A-Fa-f]{6})", value)
    if not found:
        raise DrawingError(f"a drawing's colour should be #RRGGBB or none, got {value!r}")
    red, green, blue = bytes.fromhex(found[1])
    return f"{{rgb,255:red,{red}; green,{green}; blue,{blue}}}"


def words(element: ET.Element) -> str:
    """Return a text, in the face of the book's figures."""
    size = float(element.get("font-size", 12))
    face = rf"\sffamily\fontsize{{{size:g}}}{{{1.2 * size:g}}}\selectfont"
    face += r"\bfseries" if element.get("font-weight") in {"600", "700", "bold"} else ""
    face += r"\itshape" if element.get("font-style") == "italic" else ""
    options = (f"anchor={ANCHORS[element.get('text-anchor', 'start')]}, inner sep=0pt, "
               f"font={face}, text={colour(element.get('fill', '#000000'))}")
    place = f"({element.get('x', 0)},{element.get('y', 0)})"
    return rf"\node[{options}] at {place} {{{texescape.escape(element.text or '', 'xelatex')}}};"


class DrawInTikz(SphinxPostTransform):
    """Replace each picture of the drawings' folder by its TikZ."""

    default_priority = 9  # before images are copied, and before any is converted
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Draw them all; what cannot be drawn fails the build."""
        for image in list(self.document.findall(nodes.image)):
            if is_drawing(image["uri"]):
                path = Path(self.app.srcdir, image["uri"])
                try:
                    drawn = tikz(path.read_text(encoding="utf-8"))
                except DrawingError as error:
                    logger.warning(f"{path.name}: {error}", location=image, type="figures")
                else:
                    image.replace_self(nodes.raw("", drawn, format="latex"))


def setup(app: Sphinx) -> None:
    """Draw for LaTeX."""
    app.add_post_transform(DrawInTikz)
