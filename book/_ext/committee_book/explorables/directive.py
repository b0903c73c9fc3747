"""Directive: ``{explorable} fig-name`` names a recipe, says what one sees, and carries a caption.

Whatever is wrong with one is a sentence with its page and line, and fails the build.
"""

from typing import ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from committee_book.explorables import register, store
from committee_book.figures import fault_of_alt

logger = logging.getLogger(__name__)


class Explorable(nodes.General, nodes.Element):
    """The drawing and its controls: a ``recipe``, an ``alt`` text, the ``name`` of its figure."""


class ExplorableError(ValueError):
    """What is wrong with an explorable, in a sentence."""


class ExplorableDirective(SphinxDirective):
    """A figure whose content is a recipe's."""

    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = dict.fromkeys(("recipe", "alt", "asks"), directives.unchanged)

    def run(self) -> list[nodes.Node]:
        """Return the figure, or nothing where it is faulty, which the log then says."""
        try:
            return [self.read()]
        except ExplorableError as error:
            name = " ".join(self.arguments) or "an {explorable}"
            logger.warning(f"{name}: {error}", type="explorables",
                           location=(self.env.docname, self.lineno))
            return []

    def read(self) -> nodes.figure:
        """Read the whole directive, and see that the states are there."""
        name, recipe, alt = self.name_of_figure(), self.recipe(), self.alt()
        caption = self.caption()
        store.packed(recipe)  # computed while pages are read, in parallel
        entry = register.Entry(name, recipe, self.option("asks"), self.env.docname, self.lineno,
                               store.key(recipe))
        register.record(self.env, entry)
        figure = nodes.figure("", Explorable(recipe=recipe, alt=alt, name=name), caption,
                              names=[name], classes=["explorable"])
        self.set_source_info(figure)
        self.state.document.note_explicit_target(figure)
        return figure

    def name_of_figure(self) -> str:
        """Return the name the author gave."""
        name = " ".join(self.arguments)
        if not name.startswith("fig-") or nodes.make_id(name) != name:
            raise ExplorableError("its name should begin with fig- and be in small letters, "
                                  f"digits and hyphens, got {name!r}")
        return name

    def option(self, name: str) -> str:
        """Return an option, which must be there."""
        text = " ".join((self.options.get(name) or "").split())
        if not text:
            raise ExplorableError(f"it has no :{name}:; an explorable needs :recipe:, :alt: and "
                                  ":asks:, the check that it helps to answer")
        return text

    def recipe(self) -> str:
        """Return the recipe's name."""
        recipe = self.option("recipe")
        if recipe not in store.NAMES:
            raise ExplorableError(f"its :recipe: should be one of {', '.join(store.NAMES)}, "
                                  f"got {recipe!r}")
        return recipe

    def alt(self) -> str:
        """Return what one sees, for somebody who cannot."""
        alt = self.option("alt")
        if trouble := fault_of_alt(alt):
            raise ExplorableError(f"it {trouble} (:alt:)")
        return alt

    def caption(self) -> nodes.caption:
        """Return the caption: one paragraph, the directive's content."""
        holder = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, holder)
        if len(holder) != 1 or not isinstance(holder[0], nodes.paragraph):
            raise ExplorableError("its content should be one paragraph, the caption, got "
                                  f"{len(holder)} blocks")
        caption = nodes.caption("", "", *holder[0].children)
        caption.source, caption.line = self.get_source_info()
        return caption
