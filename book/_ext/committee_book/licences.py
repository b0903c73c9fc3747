"""Licences: the table of what the site brings from others, on what terms, and how large it is.

It is read from the lists that the vendoring scripts write beside the files, so that it names
the versions that are there.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

LISTS = ("licences.json", "livecode.json")
HEADINGS = {"package": 40, "version": 12, "licence": 16, "size": 12}  # and their widths


def listed(folders: list[Path]) -> list[dict[str, Any]]:
    """Return what the lists in some static folders name, in the order of the names."""
    files = [folder / "licences" / name for folder in folders for name in LISTS]
    found = [entry for file in files if file.is_file()
             for entry in json.loads(file.read_text(encoding="utf-8"))]  # fmt: skip
    return sorted(found, key=lambda entry: str(entry["package"]).rpartition("/")[2])


def size(count: int) -> str:
    """Return a number of bytes as one says it."""
    if count >= 1_000_000:
        return f"{count / 1e6:.1f}\N{NO-BREAK SPACE}MB"
    return f"{max(1, round(count / 1e3))}\N{NO-BREAK SPACE}kB"


def typed(number: str) -> nodes.inline:
    """Return a number that no experiment found, marked so for ``numbers``."""
    return nodes.inline("", number, classes=["number-exact"])


class LicencesDirective(SphinxDirective):
    """``{licences}``: the table; each licence leads to its text on the site."""

    def run(self) -> list[nodes.Node]:
        """Make it."""
        folders = [Path(self.env.srcdir, entry) for entry in self.config.html_static_path]
        for folder in folders:
            for name in LISTS:
                self.env.note_dependency(str(folder / "licences" / name))
        entries = listed(folders)
        if not entries:
            return [nodes.paragraph("", "This build of the book brings nothing from others.")]
        return [self.table(entries)]

    def table(self, entries: list[dict[str, Any]]) -> nodes.table:
        """Return the entries as a table."""
        columns = [nodes.colspec(colwidth=width) for width in HEADINGS.values()]
        group = nodes.tgroup("", *columns, cols=len(HEADINGS))
        heads = [nodes.entry("", nodes.paragraph("", heading)) for heading in HEADINGS]
        group += nodes.thead("", nodes.row("", *heads))
        group += nodes.tbody("", *map(self.row, entries))
        return nodes.table("", group, classes=["licences"])

    def row(self, entry: dict[str, Any]) -> nodes.row:
        """Return one entry; only the site has the text of its licence."""
        terms = str(entry["licence"])
        address = "../" * self.env.docname.count("/") + f"_static/{entry['text']}"
        link = nodes.reference("", "", nodes.literal("", terms), refuri=address, internal=True)
        cells: list[nodes.Node] = [
            nodes.literal("", str(entry["package"])),
            typed(str(entry["version"])),
            addnodes.only("", link, expr="html and not epub"),
            typed(size(int(entry["bytes"]))),
        ]
        plain = addnodes.only("", nodes.literal("", terms), expr="epub or not html")
        made = [nodes.entry("", nodes.paragraph("", "", cell)) for cell in cells]
        made[2][0] += plain
        return nodes.row("", *made)


def setup(app: Sphinx) -> dict[str, bool]:
    """Add the directive."""
    app.add_directive("licences", LicencesDirective)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
