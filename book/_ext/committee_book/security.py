"""Security: what a page may load and run, said once, and written into every page.

The policy is as strict as the pages allow: no script and no style stands in a page itself, so
neither hashes nor 'unsafe-inline' are needed, and nothing is asked of another host. Whoever
adds a feature that needs more widens the policy here, and nowhere else. A kernel in the
browser will need "worker-src blob:" and "'wasm-unsafe-eval'" in script-src.
"""

from docutils import nodes
from sphinx.application import Sphinx

POLICY = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],  # the search page reads the pages it found, for an excerpt
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
}
REFERRER = "no-referrer"  # a link out of the book does not tell where the reader was


def policy() -> str:
    """Return the content security policy as a page states it."""
    return "; ".join(f"{directive} {' '.join(allowed)}" for directive, allowed in POLICY.items())


def drop_inline_scripts(app: Sphinx, doctree: nodes.document, _docname: str) -> None:
    """Remove what sphinx-thebe appends to each page; live code brings its own settings."""
    for node in list(doctree.findall(nodes.raw)):
        text = node.astext()
        if "text/x-thebe-config" in text or text.startswith("<script>kernelName = "):
            node.parent.remove(node)


def setup(app: Sphinx) -> None:
    """Clean each page after sphinx-thebe has had it."""
    app.connect("doctree-resolved", drop_inline_scripts, priority=900)
