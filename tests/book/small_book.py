"""A book of a few pages in a folder of its own, built by Sphinx as the real one is."""

import subprocess
from pathlib import Path

from warm_python import warm_python

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = """
project = "A small book"
author = "Its author"
copyright = "2026, its author"
extensions = ["myst_parser"{extensions}]
myst_enable_extensions = ["amsmath", "attrs_inline", "colon_fence", "dollarmath"]
html_theme = "sphinx_book_theme"
html_theme_options = {{"navbar_persistent": []}}
templates_path = [{templates!r}]
{more}
"""


class SmallBook:
    """Pages in Markdown, some modules of the book machine, and Sphinx with ``-W -n``."""

    def __init__(self, folder: Path, modules: list[str], *, more: str = "") -> None:
        self.source = folder / "book"
        self.output = folder / "_build" / "html"
        self.source.mkdir()
        extensions = "".join(f", 'committee_book.{name}'" for name in modules)
        templates = str(ROOT / "book" / "_templates")
        (self.source / "conf.py").write_text(
            SETTINGS.format(extensions=extensions, templates=templates, more=more)
        )

    def write(self, name: str, text: str | bytes) -> Path:
        """Write a page (a name without suffix) or any other file of the book."""
        path = self.source / (name if "." in Path(name).name else f"{name}.md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def build(self, *options: str) -> subprocess.CompletedProcess[str]:
        """Build the pages; a warning is an error."""
        return warm_python().run(
            "-m", "sphinx", "-q", "-W", "-n", "--keep-going", "-N",
            "-d", str(self.output.parent / ".doctrees"), *options,
            str(self.source), str(self.output),
            path=[ROOT / "book" / "_ext"],
        )  # fmt: skip

    def read(self, name: str) -> str:
        """Return the HTML of a page, or the text of another file of the site."""
        path = self.output / (name if "." in Path(name).name else f"{name}.html")
        return path.read_text(encoding="utf-8")
