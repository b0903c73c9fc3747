"""The book machine: what turns executed chapters into editions."""

from importlib import import_module

from sphinx.application import Sphinx

MODULES = (
    "execution", "figures", "prints", "curves", "claims", "ledger", "numbers", "checks",
    "page_tools", "cards", "triage", "contents", "progress", "knowledge", "review", "pins", "chain",
    "interview", "exercises", "explorables",
    "mathml", "parts", "disclosures", "wide", "spaces", "drawings", "livecode", "clinic", "scripts",
    "security", "accessibility", "head", "weight", "inspection", "latex", "epub",
    "notebooks", "search", "addresses", "licences", "lost", "social",
)  # fmt: skip


def setup(app: Sphinx) -> dict[str, object]:
    """Load the machine, module by module."""
    for name in MODULES:
        import_module(f"{__name__}.{name}").setup(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
