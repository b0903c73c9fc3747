"""Formulas: LaTeX in, MathML out, by Temml; kept on disk, and tidied for a page of ours."""

import hashlib
import os
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from .node import Worker, package_version

HERE = Path(__file__).resolve().parent

# What each environment of amsmath is called inside a display.
INNER = {"align": "aligned", "alignat": "alignedat", "flalign": "aligned", "eqnarray": "aligned",
         "gather": "gathered", "multline": "gathered"}  # fmt: skip
PADDING = {"0em": "0", "0pt": "0", "1em": "1", "2em": "2", "5.9776pt": "a"}
SCRIPTED = {"msub", "msup", "msubsup", "munder", "mover", "munderover"}


class FormulaError(ValueError):
    """A formula that is not LaTeX as Temml reads it."""


class Formulas:
    """Renders formulas by one Node.js process, and keeps what it rendered on disk."""

    def __init__(self, temml: Path, folder: Path) -> None:
        self.temml = temml
        self.folder = folder
        self._worker: Worker | None = None
        self._owner = os.getpid()
        rules = [Path(__file__), HERE / "mathml.mjs"]
        self._version = package_version(temml) + "".join(map(_fingerprint, rules))

    def render(self, tex: str, *, display: bool) -> str:
        """Return the MathML of a formula; raise FormulaError when it does not parse."""
        key = hashlib.sha256(f"{self._version}\0{display}\0{tex}".encode()).hexdigest()
        kept = self.folder / f"{key}.xml"
        if kept.is_file():
            return kept.read_text(encoding="utf-8")
        mathml = tidy(self._ask(tex, display))
        self.folder.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")  # pages are written by several processes
        draft.write_text(mathml, encoding="utf-8")
        draft.replace(kept)
        return mathml

    def close(self) -> None:
        """End the process, if it was ever started."""
        if self._worker and self._owner == os.getpid():
            self._worker.close()
        self._worker = None

    def _ask(self, tex: str, display: bool) -> str:
        if self._worker is None or self._owner != os.getpid():  # a fork has a process of its own
            self._owner = os.getpid()
            self._worker = Worker(HERE / "mathml.mjs", str(self.temml))
        answer = self._worker.ask({"tex": tex, "display": display})
        if "error" in answer:
            raise FormulaError(_one_line(answer["error"]))
        return str(answer["mathml"])


def _fingerprint(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _one_line(message: str) -> str:
    # Temml underlines the fault with combining characters, which logs do not show
    return " ".join(re.sub("[\u0300-\u036f]", "", message).split())


def tidy(mathml: str) -> str:
    """Return Temml's MathML without style attributes (``math.css`` has classes), and closer set."""
    root = ET.fromstring(mathml)
    for element in root.iter():
        _restyle(element)
        for name in ("fence", "separator"):  # browsers do not know them any more
            element.attrib.pop(name, None)
        if element.tag in SCRIPTED:
            for script in list(element)[1:]:
                _close_up(script)
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def _restyle(element: ET.Element) -> None:
    """Turn a style that the style sheet knows into a class, and leave any other."""
    style = element.attrib.get("style", "")
    sides = dict(re.findall(r"padding-(left|right):([^;]*);", style))
    if style == "display:block math;":
        names = None
        del element.attrib["class"]  # the sheet has a rule for displays, without a class
    elif style == "math-depth:0;":
        names = ["full"]
    elif element.tag == "mtd" and sides and all(value in PADDING for value in sides.values()):
        names = [f"p{side[0]}{PADDING[value]}" for side, value in sides.items()]
    else:
        return
    del element.attrib["style"]
    if names:
        element.set("class", " ".join([*element.get("class", "").split(), *names]))


def _close_up(script: ET.Element) -> None:
    """Take the space around operators out of an index or exponent, as TeX does."""
    for operator in script.iter("mo"):
        if operator.get("stretchy") != "true":
            operator.attrib |= {"lspace": "0", "rspace": "0"}


def display_source(text: str) -> str:
    """Return what stands in a display: environments as their inner forms, blank lines as rows."""
    environment = re.fullmatch(r"\s*\\begin\{(\w+)\*?\}(.*)\\end\{\1\*?\}\s*", text, re.DOTALL)
    if environment and environment[1] == "equation":
        return display_source(environment[2])
    if environment and environment[1] in INNER:
        inner = INNER[environment[1]]
        return rf"\begin{{{inner}}}{environment[2]}\end{{{inner}}}"
    parts = [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
    rows = r" \\ ".join(parts)
    inner = "aligned" if "&" in rows else "gathered"
    return rf"\begin{{{inner}}}{rows}\end{{{inner}}}" if _has_rows(rows) else rows


def _has_rows(tex: str) -> bool:
    depth = 0
    for token in re.findall(r"\\begin|\\end|\\\\|\\[{}]|[{}]", tex):
        depth += {"\\begin": 1, "{": 1, "\\end": -1, "}": -1}.get(token, 0)
        # the braces of \begin{name} open and close again, so depth stays true
        if token == "\\\\" and depth == 0:
            return True
    return False
