"""Tables: one that may be longer than a page goes on over the next, and uses the margin."""

from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

LONG = 900  # letters; a page holds some three times as many, but tables are not dense


class SpreadTables(SphinxPostTransform):
    """Let LaTeX break long tables."""

    default_priority = 750
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Mark them, and give their columns widths, which a table that breaks cannot find."""
        for table in list(self.document.findall(nodes.table)):
            ledger = "ledger" in table["classes"]
            if ledger or len(table.astext()) > LONG:
                if "colwidths-given" not in table["classes"]:
                    share_width(table)
                table["classes"] += ["longtable", "colwidths-given"]
                sheet = nodes.container("", classes=["ledger-sheet" if ledger else "table-sheet"])
                table.replace_self(sheet)
                sheet += table


def share_width(table: nodes.table) -> None:
    """Give each column a width that grows with what it holds, but more slowly."""
    specs = list(table.findall(nodes.colspec))
    needs = [1.0] * len(specs)
    for row in table.findall(nodes.row):
        if len(row.children) == len(specs):  # not a row under a cell that spans several
            for place, entry in enumerate(row.children):
                needs[place] = max(needs[place], len(entry.astext()) ** 0.6)
    for spec, need in zip(specs, needs, strict=True):
        spec["colwidth"] = round(100 * need / sum(needs))


def setup(app: Sphinx) -> None:
    """Spread them for LaTeX."""
    app.add_post_transform(SpreadTables)
