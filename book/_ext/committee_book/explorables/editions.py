"""Editions: an explorable with its controls on the site, and as a few small drawings elsewhere."""

import hashlib
import re
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

from committee_book.checks.html import Tag, h
from committee_book.explorables import drawing, store
from committee_book.explorables.directive import Explorable
from committee_book.explorables.recipe import Control, Recipe
from committee_book.latex.drawings import tikz
from committee_book.svg import inline_svg

ARCS = re.compile(r"a(?P<r>[\d.]+),[\d.]+ 0 1,0 [\d.]+,0a[\d.]+,[\d.]+ 0 1,0 -[\d.]+,0")


class SettleExplorables(SphinxPostTransform):
    """Replace every explorable by what the edition being made can show."""

    default_priority = 9

    def run(self, **_: Any) -> None:
        """Draw."""
        for node in list(self.document.findall(Explorable)):
            if not self.is_site():
                captions = node.parent.children[1:]
                captions[0] += nodes.Text(f" {reach(store.recipe(node['recipe']))}")
            node.replace_self(self.settled(node))

    def is_site(self) -> bool:
        """Say whether there will be something to press."""
        return self.app.builder.format == "html" and self.app.builder.name != "epub"

    def settled(self, node: Explorable) -> list[nodes.Node]:
        """Return what stands in an explorable's place; in words where nothing can be drawn."""
        recipe = store.recipe(node["recipe"])
        small = drawing.multiples(recipe, f"{node['alt']} {drawing.told(recipe)}")
        if self.app.builder.format == "latex":
            return [nodes.raw("", tikz(without_arcs(small)), format="latex")]
        if self.app.builder.name == "epub":
            return [nodes.raw("", small, format="html")]
        if self.is_site():
            return [for_web(node, recipe, small, self.app)]
        return [nodes.paragraph("", drawing.told(recipe))]


def for_web(node: Explorable, recipe: Recipe, small: str, app: Sphinx) -> Tag:
    """Return an explorable for a page of the site."""
    name, state = node["name"], store.state(recipe.name, recipe.start)
    first = inline_svg(drawing.large(recipe, recipe.start, node["alt"]), name, node["alt"])
    paper = inline_svg(small, f"{name}-small", f"{node['alt']} {drawing.told(recipe)}")
    says = h("p", {"class": "explore-says"}, state.sentence)
    live = h("div", {"class": "explore-live"}, raw(first), says, controls(recipe, name))
    return h("div", {"class": "explore", "data-recipe": recipe.name,
                     "data-src": address(recipe, app)},
             live, h("div", {"class": "explore-small"},
                     h("p", {"class": "explore-title"}, f"Above: {texts_at_start(recipe)}."),
                     raw(paper), h("p", None, reach(recipe))))


def texts_at_start(recipe: Recipe) -> str:
    """Return the values that the large drawing begins with."""
    pairs = zip(recipe.controls, recipe.start, strict=True)
    return ", ".join(control.texts[place] for control, place in pairs)


def reach(recipe: Recipe) -> str:
    """Return in words what could be set where there is a script."""
    spans = [f"{control.label} ({', '.join(control.texts)})" if len(control.texts) < 8 else
             f"{control.label} ({control.texts[0]} to {control.texts[-1]})"
             for control in recipe.controls]
    return f"On the site one can set: {', '.join(spans)}."


def without_arcs(drawing: str) -> str:
    """Return a drawing whose circles are four curves each, for TikZ loses half of an arc."""

    def curved(arc: re.Match[str]) -> str:
        r = float(arc["r"])
        k = 0.5523 * r
        quarters = ((0, k, r - k, r, r, r), (k, 0, r, k - r, r, -r),
                    (0, -k, k - r, -r, -r, -r), (-k, 0, -r, r - k, -r, r))
        return "".join("c" + " ".join(f"{number:.2f}" for number in one) for one in quarters) + "z"

    return ARCS.sub(curved, drawing)


def raw(markup: str) -> nodes.raw:
    """Return a drawing as it is."""
    return nodes.raw("", markup, format="html")


def address(recipe: Recipe, app: Sphinx) -> str:
    """Return where the page finds the states; a change of them changes the address."""
    digest = hashlib.sha256(store.served(recipe.name).encode()).hexdigest()[:8]
    up = "../" * app.builder.get_target_uri(app.env.docname).count("/")
    return f"{up}explorables/{recipe.name}.js?v={digest}"


def controls(recipe: Recipe, name: str) -> Tag:
    """Return the controls, asleep until the script wakes them."""
    fields = [choice(control, start, f"{name}-{number}") if control.choice
              else slider(control, start, f"{name}-{number}")
              for number, (control, start) in enumerate(zip(recipe.controls, recipe.start,
                                                            strict=True))]
    button = h("button", {"type": "button"}, "Reset")
    legend = h("legend", {"class": "sr-only"}, "What you can set in this figure")
    return h("fieldset", {"class": "explore-controls", "disabled": True}, legend, *fields, button)


def slider(control: Control, start: int, name: str) -> Tag:
    """Return a slider that stops at the computed values alone."""
    return h("div", {"class": "explore-slider"},
             h("label", {"for": name}, control.label),
             h("output", {"for": name}, control.texts[start]),
             h("input", {"type": "range", "id": name, "min": "0", "step": "1",
                         "max": str(len(control.values) - 1), "value": str(start),
                         "aria-valuetext": control.texts[start]}))


def choice(control: Control, start: int, name: str) -> Tag:
    """Return a few words to choose from."""
    options = [h("label", None, h("input", {"type": "radio", "name": name, "value": str(number),
                                            "checked": number == start}),
                 " ", h("span", None, text)) for number, text in enumerate(control.texts)]
    return h("fieldset", {"class": "explore-choice"}, h("legend", None, control.label), *options)
