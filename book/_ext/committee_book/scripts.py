"""Scripts: the machine's own, beside those of ``book/_static``.

They lie here because Jupyter Book gives every page each script that it finds in ``_static``.
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

HERE = Path(__file__).resolve().parent


def add_folder(_app: Sphinx, config: Config) -> None:
    """Copy our own static files, too."""
    config.html_static_path = [*config.html_static_path, str(HERE / "static")]


def setup(app: Sphinx) -> None:
    """Give each page the script that every page needs; the search page names its own."""
    app.connect("config-inited", add_folder)
    app.add_js_file("js/scroll.js", loading_method="defer")
