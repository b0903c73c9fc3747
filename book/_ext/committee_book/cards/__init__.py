"""Cards: one idea each, a drawing with a few words, beside the section that explains it.

``{concept-card}`` puts one into the margin, ``{all-cards}`` lists those of the whole book with
their questions first, ``deck.py`` hands them to the page that asks again. Needs ``checks``.
"""

from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book.cards import deck, directive, nodes, register, settle, sheet

SHEET = "css/cards.css"


def add_assets(app: Sphinx, page: str, *_: object) -> None:
    """Give the pages that show cards, and no others, their style."""
    if page in register.entries(app.env) or page in register.sheets(app.env):
        app.add_css_file(SHEET, priority=900)  # after the page's own


def keep_to_pages(_app: Sphinx, config: Config) -> None:
    """Undo Jupyter Book's adding of every sheet in ``_static`` to every page."""
    config.html_css_files = [file for file in config.html_css_files if file != SHEET]


def setup(app: Sphinx) -> dict[str, bool]:
    """Make the directives known, and what becomes of them."""
    for kind in (nodes.Card, nodes.CardTitle, nodes.CardQuestion, nodes.CardWords):
        app.add_node(kind)
    app.add_directive("concept-card", directive.CardDirective)
    for module in (register, sheet, settle, deck):
        module.setup(app)
    app.connect("config-inited", keep_to_pages, priority=100)
    app.connect("html-page-context", add_assets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
