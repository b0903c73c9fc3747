"""Mathematics: formulas become MathML while the book is built; pages need no script for it."""

import html
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from .formulas import FormulaError, Formulas, display_source
from .node import find_package

LOGGER = logging.getLogger(__name__)


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
            rendered = self.formulas.render(tex, display=display)
            return for_xml(rendered, tex) if writer.builder.name == "epub" else rendered
        except FormulaError as error:
            complaint = f"This formula does not parse: {error} (in {' '.join(tex.split())})"
            LOGGER.warning(complaint, location=_place(writer, node))
            return f"<code>{html.escape(tex)}</code>"


def for_xml(mathml: str, tex: str) -> str:
    """Return MathML with its namespace, and its source for devices that show no mathematics."""
    source = html.escape(" ".join(tex.split()), quote=True)
    space = "http://www.w3.org/1998/Math/MathML"
    return mathml.replace("<math", f'<math xmlns="{space}" alttext="{source}"', 1)


def _place(writer: Any, node: nodes.Node) -> tuple[str, int | None]:
    """Return a node's page and line; a formula in a line has the line of its paragraph."""
    above: nodes.Node | None = node
    while above is not None and not above.line:
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
