"""Settings: what Sphinx's LaTeX writer is told, so that the look is all in ``committee.sty``."""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

SHEET = Path(__file__).with_name("committee.sty")

ELEMENTS = {
    "pointsize": "10pt",
    "extraclassoptions": "openany,oneside",
    "amsmath": r"\usepackage{amsmath}",  # unicode-math brings the symbols
    "fontpkg": "",
    "fncychap": "",
    "geometry": r"\usepackage[paperwidth=6.5in, paperheight=9.25in, headsep=0.3in]{geometry}",
    "fvset": r"\fvset{fontsize=\committeecodesize}",
    "sphinxsetup": ",".join((
        "hmargin={0.62in,1.46in}",  # a column of 4.42 inches, and a margin
        "vmargin={0.95in,0.85in}",
        "marginpar=0.95in",
        "pre_border-width=0pt",
        "pre_border-radius=0pt",
        "VerbatimColor={HTML}{F6F4ED}",
        "verbatimhintsturnover=false",
        "verbatimvisiblespace={}",
        r"verbatimcontinued={\hbox{\color{muted}\footnotesize\(\hookrightarrow\)\ }}",
        "TitleColor={HTML}{1E2330}",
        "InnerLinkColor={HTML}{0B63A5}",
        "OuterLinkColor={HTML}{0B63A5}",
        r"HeaderFamily=\rmfamily\bfseries",
    )),
    "preamble": r"\usepackage{committee}",
    "maketitle": "",  # structure.py puts the cover and the contents before the first page
    "tableofcontents": "",
}  # fmt: skip


def configure(_app: Sphinx, config: Config) -> None:
    """Set what decides how the printed book looks; what the book's own settings add is kept."""
    config.latex_engine = "xelatex"
    config.latex_toplevel_sectioning = "chapter"
    config.latex_table_style = ["booktabs"]
    config.latex_show_pagerefs = True
    config.latex_show_urls = "no"
    config.today_fmt = config.today_fmt or "%d %B %Y"
    config.latex_use_xindy = False  # makeindex comes with every TeX
    config.latex_domain_indices = False
    config.latex_additional_files = [*config.latex_additional_files, str(SHEET)]
    config.latex_elements = {**ELEMENTS, **config.latex_elements}


def colour_code(app: Sphinx) -> None:
    """Give code on paper its colours; those of the site are in a sheet."""
    if app.builder.format == "latex":
        app.config.pygments_style = "committee_book.latex.style.Paper"


def setup(app: Sphinx) -> None:
    """Set them when the book's settings are known."""
    app.connect("config-inited", configure, priority=900)
    app.connect("builder-inited", colour_code)
