"""The book machine: what turns executed chapters into editions."""

from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, object]:
    """Load the machine."""
    return {"parallel_read_safe": True, "parallel_write_safe": True, "version": "1"}
