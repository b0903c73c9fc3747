"""Builder: writes each page with code as two notebooks, ``clean`` and ``executed``."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.util import logging

from committee_book.checks.register import reading_order
from committee_book.notebooks import addresses, cells, front
from committee_book.notebooks.blocks import Block
from committee_book.notebooks.inline import UnknownNodeError
from committee_book.notebooks.markdown import Markdown
from committee_book.prints import store

logger = logging.getLogger(__name__)
FORMS = ("clean", "executed")
FORMS_OF_OUTPUTS = ("image/svg+xml", "image/png", "text/html", "text/latex", "text/plain")
READ_ME = """\
# {book}: the notebooks

Made from [the book]({home}) and not edited by hand.
`clean` has no outputs and is to be run; `executed` has those of the book.
The first cell of each brings the package where it is missing.

{table}
"""


class NotebookBuilder(Builder):
    """Sphinx's builder of that name; links lead to the published site."""

    name = format = "notebooks"
    epilog = "The notebooks are in %(outdir)s."
    allow_parallel = True
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg"]  # noqa: RUF012

    def init(self) -> None:
        """Know where the site is."""
        self.home = addresses.published(self.config)
        self.fignumbers: dict[str, Any] = {}
        self.titles: dict[str, str] = {}

    def choose_forms(self) -> None:
        """Let myst-nb choose one form of each output; which one is no matter here."""
        known = self.config.nb_mime_priority_overrides
        added = [(self.name, kind, place) for place, kind in enumerate(FORMS_OF_OUTPUTS)]
        self.config.nb_mime_priority_overrides = [*(k for k in known if k[0] != self.name), *added]

    def get_outdated_docs(self) -> Iterator[str]:
        """Write every page anew."""
        yield from self.env.found_docs

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return where a page is on the site."""
        return f"{self.home}{docname}.html"

    def get_relative_uri(self, from_: str, to: str, typ: str | None = None) -> str:
        """Return the same: a notebook travels alone."""
        return self.get_target_uri(to, typ)

    def prepare_writing(self, docnames: set[str]) -> None:
        """Clear nothing, make nothing: a page makes its own folders."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write a page, if it has code that a reader may run."""
        made = self.notebook(docname, doctree)
        if made is None:
            return
        forms = cells.cleaned(made), cells.printed(made, store(self.config))
        for form, content in zip(FORMS, forms, strict=True):
            path = Path(self.outdir, form, f"{docname}.ipynb")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(cells.written(content), encoding="utf-8")

    def of_page(self, page: str) -> Any:
        """Return the notebook of a page that was read; links and claims are filled in here."""
        return self.notebook(page, self.env.get_and_resolve_doctree(page, self))

    def notebook(self, page: str, doctree: nodes.document) -> Any:
        """Return a page's notebook as it ran; None for one without code, or with a fault."""
        if not has_code(doctree):
            return None
        try:
            return self.put_together(page, doctree)
        except UnknownNodeError as error:
            logger.warning(f"{error}", location=error.node, type="notebooks")
            return None

    def put_together(self, page: str, doctree: nodes.document) -> Any:
        """Return a page's notebook: its own cells, what it is, the package, the sources."""
        title, home = self.env.titles[page].astext(), self.get_target_uri(page)
        self.fignumbers = self.env.toc_fignumbers.get(page, {})
        writer = Markdown(self, home)
        blocks: list[Block] = list(writer.block(doctree))
        blocks[1:1] = [front.imprint(self.config, title, home)]
        blocks += front.sources(self.env, page, home)
        pictures = {name: Path(self.srcdir, uri) for name, uri in writer.pictures.items()}
        made = cells.notebook(blocks, executed(self, page), title, pictures)
        first = next(i for i, cell in enumerate(made.cells) if cell.cell_type == "code")
        made.cells.insert(first, install := front.install_cell(self.config))
        install.id = "install"
        return made

    def finish(self) -> None:
        """Write the list of notebooks, and what a kernel elsewhere installs."""
        written = [page for page in self.env.titles
                   if Path(self.outdir, "clean", f"{page}.ipynb").is_file()]
        Path(self.outdir, "README.md").write_text(self.read_me(written), encoding="utf-8")
        binder = Path(self.outdir, ".binder")
        binder.mkdir(exist_ok=True)
        (binder / "requirements.txt").write_text(f"{front.package(self.config)}\n",
                                                 encoding="utf-8")

    def read_me(self, pages: list[str]) -> str:
        """Return the list of notebooks, each with where it can be opened."""
        order = reading_order(self.env)
        rows = ["| page | clean | executed | run it on |", "| --- | --- | --- | --- |"]
        for page in sorted(pages, key=lambda page: (order.get(page, len(order)), page)):
            links = ", ".join(f"[{place.name}]({place.url})"
                              for place in addresses.places(self.config, page))
            rows.append(f"| {self.env.titles[page].astext()} | [clean](clean/{page}.ipynb) "
                        f"| [executed](executed/{page}.ipynb) | {links} |")
        book = str(self.config.html_title or self.config.project)
        return READ_ME.format(book=book, home=self.home, table="\n".join(rows))


def has_code(doctree: nodes.document) -> bool:
    """Say whether a page has a cell that a reader sees and can run."""
    return any(node.get("nb_element") == "cell_code_source"
               for node in doctree.findall(nodes.container))


def executed(builder: Builder, page: str) -> Any:
    """Return the notebook that was executed for a page; myst-nb keeps it beside every edition."""
    path = Path(builder.outdir).parent / "jupyter_execute" / f"{page}.ipynb"
    return cells.nb.read(path, as_version=4)


def choose_forms(app: Sphinx) -> None:
    """Do so for this builder, before it has begun."""
    if isinstance(app.builder, NotebookBuilder):
        app.builder.choose_forms()


def setup(app: Sphinx) -> None:
    """Make the builder known."""
    app.add_builder(NotebookBuilder)
    app.connect("builder-inited", choose_forms)
