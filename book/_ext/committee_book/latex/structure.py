"""Structure: the order of a printed book.

Cover, plate, contents; the cover page's own sections, unnumbered; then the parts of the table of
contents with their chapters, pages below a page following it; then, under letters, the last
part's pages, the answers and the solutions. The sources stand where the bibliography's page is.
"""

from collections.abc import Iterator
from typing import Any, TypeGuard

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.builders.latex.nodes import thebibliography
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import texescape

from committee_book.parts import BOOK, SEATS, folder_of

COVER, PLATE = "subtitle", "plate"
FRONT = "About this book"


def raw(tex: str) -> nodes.raw:
    """Return a line of LaTeX."""
    return nodes.raw("", tex, format="latex")


def is_wrapper(node: nodes.Node) -> TypeGuard[nodes.compound]:
    """Say whether a node holds the pages of a table of contents."""
    return isinstance(node, nodes.compound) and "toctree-wrapper" in node["classes"]


def outermost(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the tables of contents of a page, not those of the pages in them."""
    for child in node.children:
        if is_wrapper(child):
            yield child
        elif isinstance(child, nodes.Element):
            yield from outermost(child)


def files(node: nodes.Element) -> list[addnodes.start_of_file]:
    """Return the pages that stand directly in a node."""
    return [child for child in node.children if isinstance(child, addnodes.start_of_file)]


class ArrangeBook(SphinxPostTransform):
    """Arrange the one tree that all pages were put into."""

    default_priority = 760  # after the sources are gathered, and exercises and answers are set
    formats = ("latex",)

    def run(self, **_: Any) -> None:
        """Arrange from the inside out: sources, pages below pages, parts, front matter."""
        root = next(self.document.findall(nodes.section), None)
        if root is None:
            return
        self.place_sources()
        wrappers = list(outermost(root))
        for wrapper in wrappers:
            wrapper.parent.remove(wrapper)
            for file in list(files(wrapper)):  # a page's own pages follow it as chapters
                lifted = list(lift(file))
                wrapper[wrapper.index(file) + 1:wrapper.index(file) + 1] = lifted
        self.name_parts(wrappers)
        self.begin_appendix(wrappers)
        title, *front = root.children
        root.clear()
        root += [title, *self.front(front), *wrappers]

    def place_sources(self) -> None:
        """Put the list of sources on the page that asked for it."""
        for sources in list(self.document.findall(thebibliography)):
            page = sources[0]["docname"]
            for file in self.document.findall(addnodes.start_of_file):
                section = file.next_node(nodes.section)
                if file["docname"] == page and section is not None:
                    sources.parent.remove(sources)
                    section += sources
                    break

    def name_parts(self, wrappers: list[nodes.Node]) -> None:
        """Put a part's page before its first chapter, where the contents name parts."""
        root = self.env.get_doctree(self.env.config.root_doc)
        captions = [tree.get("caption") for tree in root.findall(addnodes.toctree)]
        for wrapper, caption in zip(wrappers, captions, strict=False):
            if caption and files(wrapper):
                seats = SEATS.get(folder_of(files(wrapper)[0]["docname"]), BOOK)
                wrapper.insert(0, part(caption, seats))

    def begin_appendix(self, wrappers: list[nodes.Node]) -> None:
        """Let letters begin at the last of several parts, or where the chapters end."""
        if len(wrappers) > 1:
            last = wrappers[-1]
            last.insert(0 if last.children == files(last) else 1, raw(r"\appendix"))
        elif wrappers:
            wrappers[-1].append(raw(r"\appendix"))

    def front(self, found: list[nodes.Node]) -> Iterator[nodes.Node]:
        """Yield what stands before the first part."""
        sections = [node for node in found if isinstance(node, nodes.section)]
        others = [node for node in found if node not in sections]
        plates = [node for node in others if PLATE in node.get("classes", [])]
        yield nodes.container("", *[n for n in others if n not in plates], classes=["cover"])
        yield nodes.container("", *plates, classes=["verso"])
        yield raw(r"\committeecontents")
        if sections:
            yield raw(r"\committeefront")
            yield sections[0]
        if sections[1:]:
            yield nodes.section("", nodes.title("", FRONT), *sections[1:], ids=["about-this-book"])
        yield raw(r"\committeemain")


def part(title: str, seats: tuple[int, ...]) -> nodes.raw:
    """Return a part's page: its title, and the seats taken in its mark."""
    drawn = ",".join(map(str, seats))
    return raw(rf"\committeepart{{{drawn}}}{{{texescape.escape(title, 'xelatex')}}}")


def lift(file: nodes.Element) -> Iterator[nodes.Node]:
    """Take the pages below a page out of it; yield them, each followed by those below it."""
    for wrapper in [node for node in file.findall(nodes.compound) if is_wrapper(node)]:
        for below in files(wrapper):
            wrapper.remove(below)
            yield below
            yield from lift(below)


def setup(app: Sphinx) -> None:
    """Arrange for LaTeX."""
    app.add_post_transform(ArrangeBook)
