"""Pages: what a page needs to be valid in an EPUB, and to be read aloud there."""

import re
from html import unescape
from typing import Any

from sphinx.application import Sphinx

VOID = re.compile(r"<(area|br|col|embed|hr|img|input|source|track|wbr)\b([^<>]*?)\s*/?>")
# An id that every exercise's content has, and a role that is no longer in use.
NEEDLESS = re.compile(r' (?:id="(?:exercise|solution|proof)-content"|role="doc-biblioentry")')
BARE = re.compile(r"&(?!#?\w+;)")
NAMED = re.compile(r"&(?!amp;|lt;|gt;|quot;|apos;)([A-Za-z]\w*);")


def well_formed(body: str) -> str:
    """Return a body as XML reads it: void elements closed, entities by number."""
    body = VOID.sub(lambda m: f"<{m[1]}{m[2]} />", body)
    body = NAMED.sub(lambda m: unescape(m[0]), body)
    return BARE.sub("&amp;", NEEDLESS.sub("", body))


def mend_page(
    app: Sphinx, _page: str, _template: str, context: dict[str, Any], _tree: object
) -> None:
    """Mend the body that the page's template will be given."""
    if app.builder.name == "epub" and context.get("body"):
        context["body"] = well_formed(context["body"])


def setup(app: Sphinx) -> None:
    """Connect to the making of each page."""
    app.connect("html-page-context", mend_page, priority=900)
