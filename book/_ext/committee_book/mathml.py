"""Mathematics: LaTeX becomes MathML while the book is built; pages need no script for it."""

import hashlib
import html
import os
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .node import Worker, find_package, package_version

LOGGER = logging.getLogger(__name__)
HERE = Path(__file__).resolve().parent

# What each environment of amsmath is called inside a display.
INNER = {"align": "aligned", "alignat": "alignedat", "flalign": "aligned", "eqnarray": "aligned",
         "gather": "gathered", "multline": "gathered"}  # fmt: skip
PADDING = {"0em": "0", "0pt": "0", "1em": "1", "2em": "2", "5.9776pt": "a"}


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
    """Move Temml's style attributes into classes (``math.css``), which a strict policy allows."""
    mathml = mathml.replace(' class="tml-display" style="display:block math;"', "")
    # what the browser does anyway, or never did
    mathml = re.sub(r' style="math-depth:0;"| (?:fence|separator)="true"', "", mathml)
    return re.sub(r'<mtd(?: class="([^"]*)")? style="([^"]*)"', _tidy_cell, mathml)


def _tidy_cell(match: re.Match[str]) -> str:
    sides = dict(re.findall(r"padding-(left|right):([^;]*);", match[2]))
    if any(value not in PADDING for value in sides.values()):
        return match[0]
    classes = [match[1] or "", *(f"p{side[0]}{PADDING[value]}" for side, value in sides.items())]
    return f'<mtd class="{" ".join(filter(None, classes))}"'


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


class Renderer:
    """What Sphinx calls for each formula of a page."""

    def __init__(self) -> None:
        self.formulas: Formulas | None = None

    def open(self, app: Sphinx) -> None:
        """Prepare for a build; nothing is started before the first formula."""
        self.folder = Path(app.doctreedir).parent / ".mathml"
        self.source = Path(app.srcdir)

    def close(self, app: Sphinx, error: Exception | None) -> None:
        """End what was started."""
        if self.formulas:
            self.formulas.close()

    def inline(self, writer: Any, node: nodes.math) -> None:
        """Write a formula in the line."""
        writer.body.append(writer.starttag(node, "span", "", CLASS="math notranslate nohighlight"))
        writer.body.append(self._render(writer, node, node.astext(), display=False) + "</span>")
        raise nodes.SkipNode

    def block(self, writer: Any, node: nodes.math_block) -> None:
        """Write a formula of its own, with its number and a link to it behind."""
        if "amsmath" in node["classes"] and node.get("label"):
            LOGGER.warning(
                "A numbered amsmath environment gets an id that changes with every build and "
                "that nothing can refer to; write `aligned` inside $$ ... $$ (label)",
                location=_place(writer, node),
            )
        writer.body.append(writer.starttag(node, "div", "", CLASS="math notranslate nohighlight"))
        tex = display_source(node.astext())
        writer.body.append(self._render(writer, node, tex, display=True))
        if node.get("number"):
            writer.body.append(f'<span class="eqno">({get_node_equation_number(writer, node)})')
            writer.add_permalink_ref(node, "Link to this equation")
            writer.body.append("</span>")
        writer.body.append("</div>\n")
        raise nodes.SkipNode

    def _render(self, writer: Any, node: nodes.Node, tex: str, *, display: bool) -> str:
        if self.formulas is None:
            self.formulas = Formulas(find_package("temml", self.source), self.folder)
        try:
            return self.formulas.render(tex, display=display)
        except FormulaError as error:
            complaint = f"This formula does not parse: {error} (in {_one_line(tex)})"
            LOGGER.warning(complaint, location=_place(writer, node))
            return f"<code>{html.escape(tex)}</code>"


def _place(writer: Any, node: nodes.Node) -> tuple[str, int | None]:
    """Return a node's page and line; a formula in a line has the line of its paragraph."""
    above: nodes.Node | None = node
    while above is not None and above.line is None:
        above = above.parent
    return writer.docnames[-1], above.line if above is not None else None


def _choose(app: Sphinx, config: Config) -> None:
    config.html_math_renderer = config.html_math_renderer or "mathml"


def setup(app: Sphinx) -> None:
    """Register the renderer and make it the book's."""
    renderer = Renderer()
    app.add_html_math_renderer("mathml", (renderer.inline, None), (renderer.block, None))
    app.connect("config-inited", _choose)
    app.connect("builder-inited", renderer.open)
    app.connect("build-finished", renderer.close)
