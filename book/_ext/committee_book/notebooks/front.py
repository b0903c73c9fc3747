"""Front: what a notebook is and where it is from, its package; and at its end, its sources."""

from importlib.metadata import version
from typing import Any

from docutils import nodes
from sphinx.config import Config

from committee_book.notebooks import addresses
from committee_book.notebooks.cells import v4
from committee_book.notebooks.inline import Inline, line_safe

INSTALL = """\
# Brings the book's package where it is missing. Colab may then ask you to restart the session.
from importlib.util import find_spec

if find_spec("committee") is None:
    %pip install --quiet "{package}"
"""
TERMS = ("Words and figures: [CC BY 4.0](https://creativecommons.org/licenses/by/4.0/). "
         "Code: [BSD 3-Clause](https://opensource.org/license/bsd-3-clause).")


def package(config: Config) -> str:
    """Return what pip is asked for: the package from the book's repository, with its plots."""
    where = addresses.repository(config)
    return f"committee[plots] @ git+{where}" if where else "committee[plots]"


def install_cell(config: Config) -> Any:
    """Return the first cell to run."""
    cell = v4.new_code_cell(INSTALL.format(package=package(config)).strip())
    cell.metadata["tags"] = ["install"]
    return cell


def imprint(config: Config, title: str, home: str) -> str:
    """Return what stands below the title: which book this is a page of, and on what terms."""
    book = str(config.html_title or config.project)
    linked = f"[{title}]({home})" if home else title
    return (f"*{linked}, a page of {book} by {config.author}, version {version('committee')}. "
            f"{TERMS} Run the cells from top to bottom.*")


def sources(env: Any, page: str, home: str) -> list[str]:
    """Return the list of what the page cites."""
    domain = env.domains.get("cite") if "cite" in env.domains else None
    if domain is None:
        return []
    from pybtex.plugin import find_plugin  # noqa: PLC0415  (only where there are sources)

    backend = find_plugin("pybtex.backends", "docutils")()
    keys = {target.key for ref in domain.citation_refs if ref.docname == page
            for target in ref.targets}
    found = {}
    for citation in domain.citations:
        if citation.key in keys:
            entry = nodes.paragraph("", "", *backend.paragraph(citation.formatted_entry).children)
            found[citation.key] = f"- {line_safe(Inline(home).words(entry)).strip()}"
    return ["## Sources", "\n".join(found.values())] if found else []
