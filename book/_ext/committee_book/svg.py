"""SVG: matplotlib's drawing made fit to stand inside a page.

Colours of the book's palette become custom properties, so that one drawing follows the
reader's theme. Style attributes become presentation attributes (a page's security policy
forbids the former), coordinates keep two decimals, and ids that nobody refers to go.
"""

import re
import xml.etree.ElementTree as ET

ROLES = {
    "#fbfaf6": "page",
    "#ffffff": "page",
    "#1e2330": "ink",
    "#000000": "ink",
    "#5a6072": "muted",
    "#d9d5c9": "hairline",
    "#0b63a5": "train",
    "#b8460b": "validation",
    "#1b7f5c": "good",
    "#7a3e9d": "test",
    "#8a6a00": "caution",
}
SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ROUNDED = {
    *("d", "transform", "points", "x", "y", "viewBox", "width", "height"),
    *("fill-opacity", "stroke-opacity", "opacity"),
}
COLOURED = ("fill", "stroke", "stop-color", "color")
NUMBER = re.compile(r"-?\d+\.\d{3,}")
REFERENCE = re.compile(r"url\(#([^)]+)\)")
FONT = re.compile(r"(?P<words>(?:[a-z]+ |\d{3} )*)(?P<size>[\d.]+)px")
DEFAULTS = {"stroke-linejoin": "round", "stroke-linecap": "butt"}  # matplotlib's, for all


def inline_svg(text: str, name: str, alt: str) -> str:
    """Return the drawing in ``text`` as an ``<svg>`` for a page; its ids begin with ``name``."""
    root = ET.fromstring(text)
    _drop(root, {f"{{{SVG}}}metadata", f"{{{SVG}}}style"})
    referred = _referred(root)
    for element in root.iter():
        _restyle(element)
        _readdress(element, name, referred)
        for key, value in element.attrib.items():
            if key in ROUNDED:
                element.attrib[key] = NUMBER.sub(lambda m: f"{float(m[0]):.2f}", value).strip()
        if re.match(r"rotate\(-?0 ", element.attrib.get("transform", "")):
            del element.attrib["transform"]
    _drop_unseen(root)
    width, height = (float(n) for n in root.attrib["viewBox"].split()[2:])
    root.attrib.pop("version", None)
    root.attrib |= {
        "width": f"{width * 4 / 3:.0f}",  # points to CSS pixels
        "height": f"{height * 4 / 3:.0f}",
        "class": "drawing",
        "role": "img",
        "aria-label": " ".join(alt.split()),
        **DEFAULTS,
    }
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    markup = ET.tostring(root, encoding="unicode").replace("xlink:href", "href")
    markup = re.sub(r' xmlns(:\w+)?="[^"]*"', "", markup)  # HTML knows what an <svg> is
    return re.sub(r">\s+<", "><", re.sub(r"\s+", " ", markup)).strip()


def _drop(root: ET.Element, tags: set[str]) -> None:
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in tags:
                parent.remove(child)


def _drop_unseen(root: ET.Element) -> None:
    """Remove paths that nothing paints, then groups and definitions that hold nothing."""
    stroked = {id(one) for outer in root.iter() if "stroke" in outer.attrib for one in outer.iter()}
    for parent in reversed(list(root.iter())):
        for child in list(parent):
            empty = child.tag in {f"{{{SVG}}}g", f"{{{SVG}}}defs"} and not len(child)
            unpainted = child.get("fill") == "none" and id(child) not in stroked
            if empty or (unpainted and child.tag == f"{{{SVG}}}path" and "id" not in child.attrib):
                parent.remove(child)


def _referred(root: ET.Element) -> set[str]:
    """Return the ids that something in the drawing points at."""
    found: set[str] = set()
    for element in root.iter():
        for key, value in element.attrib.items():
            found |= set(REFERENCE.findall(value))
            if key.endswith("href") and value.startswith("#"):
                found.add(value[1:])
    return found


def _readdress(element: ET.Element, name: str, referred: set[str]) -> None:
    own = element.attrib.pop("id", None)
    if own in referred:
        element.attrib["id"] = f"{name}-{own}"
    elif own and own.startswith("curve-"):
        element.attrib["data-curve"] = own.removeprefix("curve-")
    for key, value in element.attrib.items():
        if key.endswith("href") and value.startswith("#"):
            element.attrib[key] = f"#{name}-{value[1:]}"
        else:
            element.attrib[key] = REFERENCE.sub(rf"url(#{name}-\1)", value)


def _restyle(element: ET.Element) -> None:
    """Turn the ``style`` attribute into attributes, and colours of the palette into roles."""
    style = element.attrib.pop("style", "")
    for declaration in filter(None, (part.strip() for part in style.split(";"))):
        key, _, value = declaration.partition(":")
        key, value = key.strip(), value.strip()
        if key == "font":
            _set_font(element, value)
        elif DEFAULTS.get(key) != value and key != "font-family":
            element.attrib[key] = value
    if element.get("stroke") == "none":
        del element.attrib["stroke"]
    for key in COLOURED:
        role = ROLES.get(element.attrib.get(key, "").lower())
        if role:
            element.attrib[key] = f"var(--c-{role})"
    if element.tag == f"{{{SVG}}}text" and "fill" not in element.attrib:
        element.attrib["fill"] = "var(--c-ink)"  # SVG's own default is black


def _set_font(element: ET.Element, shorthand: str) -> None:
    """Keep size, slant and weight; the page gives the family."""
    match = FONT.search(shorthand)
    if match:
        element.attrib["font-size"] = match["size"]
        for word in match["words"].split():
            element.attrib["font-style" if word in {"italic", "oblique"} else "font-weight"] = word
