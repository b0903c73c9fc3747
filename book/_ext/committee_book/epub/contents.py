"""Contents: the navigation of the EPUB, with the parts that Sphinx leaves out."""

from collections.abc import Iterator
from html import escape
from typing import Any

from docutils import nodes
from sphinx import addnodes

PAGE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" \
lang="{lang}" xml:lang="{lang}">
<head><title>{word}</title><link rel="stylesheet" type="text/css" href="_static/book.css"/></head>
<body>
<nav epub:type="toc" role="doc-toc" aria-labelledby="contents">
<h1 id="contents">{word}</h1>
{tree}
</nav>
<nav epub:type="landmarks" hidden="hidden" aria-label="Landmarks">
<ol>
<li><a epub:type="cover" href="cover.xhtml">Cover</a></li>
<li><a epub:type="toc" href="nav.xhtml#contents">{word}</a></li>
<li><a epub:type="bodymatter" href="{start}">{start_word}</a></li>
</ol>
</nav>
</body>
</html>
"""


class Contents:
    """Reads the order of the book from its environment."""

    def __init__(self, env: Any, suffix: str) -> None:
        self.env, self.suffix = env, suffix

    def link(self, page: str, anchor: str, words: str) -> str:
        """Return a link to a page or to a section of it."""
        return f'<a href="{page}{self.suffix}{anchor}">{escape(words)}</a>'

    def trees(self, page: str) -> Iterator[addnodes.toctree]:
        """Yield the tables of contents that stand on a page."""
        yield from self.env.get_doctree(page).findall(addnodes.toctree)

    def page(self, page: str) -> str:
        """Return a page's item: its title, its sections, the pages below it."""
        below = [*self.sections(page), *(self.page(one) for tree in self.trees(page)
                                         for one in tree["includefiles"])]
        inner = f"\n<ol>\n{''.join(below)}</ol>" if below else ""
        return f"<li>{self.link(page, '', self.env.titles[page].astext())}{inner}</li>\n"

    def sections(self, page: str) -> Iterator[str]:
        """Yield the items of a page's sections, one level below its title."""
        for item in self.env.tocs[page].children[:1]:
            for listed in (c for c in item.children if isinstance(c, nodes.bullet_list)):
                for section in (c for c in listed.children if isinstance(c, nodes.list_item)):
                    to = section.next_node(nodes.reference)
                    if to is not None and to.get("anchorname"):
                        anchor = to["anchorname"].replace(":", "-")
                        yield f"<li>{self.link(page, anchor, to.astext())}</li>\n"

    def whole(self) -> str:
        """Return the list of all pages, in their parts."""
        root = self.env.config.root_doc
        items = [f"<li>{self.link(root, '', self.env.titles[root].astext())}</li>\n"]
        for tree in self.trees(root):
            pages = "".join(self.page(page) for page in tree["includefiles"])
            part = tree.get("caption")
            items.append(f"<li><span>{escape(part)}</span>\n<ol>\n{pages}</ol></li>\n"
                         if part and pages else pages)
        return f"<ol>\n{''.join(items)}</ol>"
