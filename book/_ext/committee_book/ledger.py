"""The ledger: every claim of the book in one table, and as ``claims.json`` at the site's root.

A reader sees what was measured, in how many replicates, where the threshold stands and how
many standard errors away it is. Whoever doubts a sentence finds its evidence here.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.checks.register import reading_order
from committee_book.claims import claims_by_page, pending_claim

logger = logging.getLogger(__name__)
HEADINGS = ("claim", "measured", "replicates", "must be", "distance, s.e.")


class pending_ledger(nodes.General, nodes.Element):  # noqa: N801  (docutils names nodes so)
    """The place where the ledger will stand."""


class LedgerDirective(SphinxDirective):
    """``{ledger}``: the table of all claims, page by page."""

    def run(self) -> list[nodes.Node]:
        """Leave a place to be filled once every page has run."""
        pages_with_ledger(self.env).add(self.env.docname)
        node = pending_ledger()
        self.set_source_info(node)
        return [node]


def pages_with_ledger(env: Any) -> set[str]:
    """Return the pages that show the ledger."""
    return env.__dict__.setdefault("committee_ledgers", set())  # type: ignore[no-any-return]


def rows(env: Any) -> list[dict[str, Any]]:
    """Return every claim of the book with its page, in the order of the book."""
    order = reading_order(env)
    claims = claims_by_page(env)
    pages = sorted(claims, key=lambda page: (order.get(page, len(order)), page))
    return [{"page": page, **claim} for page in pages for claim in claims[page].values()]


def number(value: float) -> str:
    """Return a number as the ledger shows it: three digits, no more."""
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")


def measured(row: dict[str, Any]) -> str:
    """Return what was found: a fact, a value, or a statistic with its standard error."""
    if row["of"] == "fact":
        return "true"
    if row["standard_error"] is None:
        return number(row["value"])
    both = number(row["value"]), number(row["standard_error"])
    return f"{row['of']} " + "\N{NO-BREAK SPACE}±\N{NO-BREAK SPACE}".join(both)


def threshold(row: dict[str, Any]) -> str:
    """Return what the value must be."""
    low, high = row["above"], row["below"]
    if low is not None and high is not None:
        return f"between {number(low)} and {number(high)}"
    if low is not None:
        return f"above {number(low)}"
    return f"below {number(high)}" if high is not None else "true"


def cells(row: dict[str, Any]) -> list[str]:
    """Return a claim's row, its first cell apart."""
    many = row["replicates"]
    times = "exact" if row["deterministic"] else str(many)
    distance = row["distance"]
    far = "" if distance is None else f"{'≥ ' * (distance >= many)}{distance:.1f}"
    return [measured(row), times, threshold(row), far]


def places(app: Sphinx, doctree: nodes.document) -> None:
    """Note which claims the prose of a page shows, so that the ledger can point there."""
    page = app.env.docname
    shown: dict[str, set[str]] = app.env.__dict__.setdefault("committee_claim_places", {})
    names = set()
    for node in doctree.findall(pending_claim):
        if node["page"] == page and node["name"] not in names:
            node["ids"] = [f"claim-{node['name']}"]
            names.add(node["name"])
    shown[page] = names


class FillLedger(SphinxPostTransform):
    """Write the ledger."""

    default_priority = 6

    def run(self, **_: Any) -> None:
        """Replace each place by one table a page."""
        for place in list(self.document.findall(pending_ledger)):
            found = rows(self.env)
            pages = dict.fromkeys(row["page"] for row in found)
            blocks: list[nodes.Node] = []
            for page in pages:
                blocks += self._page(page, [row for row in found if row["page"] == page])
            place.replace_self([*blocks, self._download()])

    def _download(self) -> nodes.paragraph:
        root = "../" * self.env.docname.count("/")
        link = nodes.reference("", "claims.json", refuri=f"{root}claims.json", internal=False)
        words = nodes.Text("The same list, for programs: "), link, nodes.Text(".")
        return nodes.paragraph("", "", *words, classes=["ledger-json"])

    def _page(self, page: str, found: list[dict[str, Any]]) -> list[nodes.Node]:
        title = self.env.titles[page].astext()
        heading = nodes.rubric("", "", self._link(page, "", title), classes=["ledger-page"])
        body = nodes.tbody("", *(self._row(page, row) for row in found))
        head = nodes.thead("", nodes.row("", *(_entry(nodes.Text(h)) for h in HEADINGS)))
        specs = [nodes.colspec(colwidth=width) for width in (40, 20, 12, 16, 12)]
        group = nodes.tgroup("", *specs, head, body, cols=len(HEADINGS))
        table = nodes.table("", group, classes=["ledger", "colwidths-given"])
        return [heading, table]

    def _row(self, page: str, row: dict[str, Any]) -> nodes.row:
        shown = self.env.__dict__.get("committee_claim_places", {}).get(page, set())
        anchor = f"claim-{row['name']}" if row["name"] in shown else ""
        first = [self._link(page, anchor, row["statement"]), nodes.Text(" "),
                 nodes.literal("", row["name"])]
        return nodes.row("", _entry(*first), *(_entry(nodes.Text(text)) for text in cells(row)))

    def _link(self, page: str, anchor: str, text: str) -> nodes.reference:
        builder = self.app.builder
        uri = builder.get_relative_uri(self.env.docname, page) + (f"#{anchor}" if anchor else "")
        return nodes.reference("", text, refuri=uri, internal=True)


def _entry(*children: nodes.Node) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *children))


def examine(_app: Sphinx, env: Any) -> list[str]:
    """Fail the build where two claims share a name; return the pages that show the ledger."""
    first: dict[str, str] = {}
    for row in rows(env):
        if row["name"] in first:
            logger.warning(
                f"the claim {row['name']!r} is stated twice, in {first[row['name']]!r} and in "
                f"cell {row['cell']} of this page; give each claim of the book a name of its own",
                location=row["page"], type="claims",
            )
        first[row["name"]] = row["page"]
    return sorted(pages_with_ledger(env))


def merge(_app: Sphinx, env: Any, pages: list[str], other: Any) -> None:
    """Take over what a parallel reader found."""
    mine = env.__dict__.setdefault("committee_claim_places", {})
    theirs = other.__dict__.get("committee_claim_places", {})
    mine.update({page: names for page, names in theirs.items() if page in pages})
    pages_with_ledger(env).update(pages_with_ledger(other).intersection(pages))


def write_json(app: Sphinx, error: Exception | None) -> None:
    """Write ``claims.json`` beside the pages."""
    if error is None and app.builder.name in {"html", "dirhtml"}:
        text = json.dumps(rows(app.env), indent=1, ensure_ascii=False)
        Path(app.outdir, "claims.json").write_text(text + "\n", encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Make the directive known, and keep the ledger in step with the pages."""
    app.add_node(pending_ledger)
    app.add_directive("ledger", LedgerDirective)
    app.add_post_transform(FillLedger)
    app.connect("doctree-read", places)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", examine)
    app.connect("build-finished", write_json)
