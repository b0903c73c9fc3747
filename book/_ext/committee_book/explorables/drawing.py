"""Drawing: a state as an SVG in the palette's light colours, and several side by side.

The page gets the first through ``svg.inline_svg``, LaTeX the second through ``latex.drawings``.
The script of the page (static/js/explore.js) draws the same lines: axes stay, only the paths and
the labels at their ends move.
"""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from committee_book.explorables import store
from committee_book.explorables.recipe import Array, Position, Recipe, Series, State

COLOURS = {"ink": "#1E2330", "muted": "#5A6072", "hairline": "#D9D5C9", "train": "#0B63A5",
           "validation": "#B8460B", "test": "#7A3E9D", "good": "#1B7F5C", "caution": "#8A6A00"}
DASHES = {"validation": "5 1.8", "test": "1.2 1.5", "muted": "1 1.5", "good": "7 1.5 1.5 1.5"}
FILLED = {"band": 0.16, "area": 0.1, "dots": 1.0, "squares": 1.0}  # kind → how densely
GAP = 11.0  # between two labels
WIDTH = 432.0  # points: the text's


class Box(NamedTuple):
    """Where the axes of a drawing lie in it, in points."""

    left: float
    top: float
    width: float
    height: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Return where a pair of shares is drawn."""
        return self.left + x * self.width, self.top + (1 - y) * self.height


def box_of(recipe: Recipe) -> Box:
    """Return the axes of the large drawing."""
    if recipe.square:
        return Box(46, 22, 250, 250)
    room = 8 if not any(series.label for series in recipe.series) else 70
    return Box(46, 22, WIDTH - 46 - room, 200)


def layout(recipe: Recipe) -> dict[str, Any]:
    """Return what the page's script must know to draw: the box, and each series."""
    return {
        "box": box_of(recipe), "gap": GAP,
        "series": [{"kind": one.kind, "radius": one.radius,
                    "x": [round(x, 4) for x in recipe.across.share(one.x)]}
                   for one in recipe.series],
    }


def points(recipe: Recipe, series: Series, shares: Array) -> Array:
    """Return a curve's points as shares of both axes, (n, 2); a band's run there and back."""
    if not series.x:
        return shares.reshape(-1, 2)
    x = np.round(recipe.across.share(series.x), 4)
    if series.kind == "band":
        half = len(shares) // 2
        there, back = shares[:half], shares[half:][::-1]
        x = np.concatenate([x[:half], x[:half][::-1]])
        return np.stack([x, np.concatenate([there, back])], axis=-1)
    return np.stack([x[:len(shares)], shares], axis=-1)


def outline(kind: str, places: Sequence[tuple[float, float]], radius: float) -> str:
    """Return the path that draws places in points."""
    r, wide = f"{radius:g}", f"{2 * radius:g}"
    if kind == "squares":
        return "".join(f"M{x - radius:.1f},{y - radius:.1f}h{wide}v{wide}h-{wide}z"
                       for x, y in places)
    if kind in {"dots", "rings"}:
        return "".join(f"M{x - radius:.1f},{y:.1f}a{r},{r} 0 1,0 {wide},0a{r},{r} 0 1,0 -{wide},0"
                       for x, y in places)
    line = "L".join(f"{x:.1f},{y:.1f}" for x, y in places)
    return f"M{line}{'' if kind == 'line' else 'Z'}" if places else ""


def path(recipe: Recipe, number: int, shares: Array, box: Box, scale: float = 1.0) -> str:
    """Return the element that draws one series."""
    series = recipe.series[number]
    places = [box.at(x, y) for x, y in points(recipe, series, shares)]
    colour = COLOURS[series.role]
    if series.kind in FILLED:
        paint = f'fill="{colour}" fill-opacity="{FILLED[series.kind]:g}" stroke="none"'
    else:
        dashed = series.kind == "line" and series.role in DASHES
        dash = f' stroke-dasharray="{DASHES[series.role]}"' if dashed else ""
        paint = f'fill="none" stroke="{colour}" stroke-width="{scale * series.width:g}"{dash}'
    d = outline(series.kind, places, scale * series.radius)
    return f'<path data-series="{number}" d="{d}" {paint}/>'


def ends(recipe: Recipe, state: State, box: Box) -> list[tuple[int, float, float]]:
    """Return where the labels stand: each with its series, kept apart from the others."""
    found = []
    for number, (series, shares) in enumerate(zip(recipe.series, state.curves, strict=True)):
        if series.label:
            x, y = box.at(*points(recipe, series, shares)[-1])
            found.append([number, x + 5, y + 3])
    apart = sorted(found, key=lambda label: label[2])
    for above, label in pairwise(apart):
        label[2] = max(label[2], above[2] + GAP)
    return [(int(number), x, y) for number, x, y in found]


def words(x: float, y: float, text: str, *, size: float = 9, anchor: str = "start",
          colour: str = "ink", more: str = "") -> str:
    """Return a text."""
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}"{where} '
            f'fill="{COLOURS[colour]}"{more}>{escape(text, quote=False)}</text>')


def line(x1: float, y1: float, x2: float, y2: float, colour: str = "muted") -> str:
    """Return a thin straight line."""
    return (f'<path d="M{x1:.1f},{y1:.1f}L{x2:.1f},{y2:.1f}" fill="none" '
            f'stroke="{COLOURS[colour]}" stroke-width="0.8"/>')


def tick_words(value: float, x: float, y: float, *, log: bool, anchor: str, size: float) -> str:
    """Return what stands at a tick: a number, or a power of ten with its exponent."""
    if not log or 0.1 <= value < 1000:
        text = f"{value:g}".replace("-", "\N{MINUS SIGN}")
        return words(x, y, text, size=size, anchor=anchor, colour="muted")
    exponent = f"{np.log10(value):.0f}".replace("-", "\N{MINUS SIGN}")
    small = 0.75 * size
    reach = 0.55 * small * len(exponent)
    right = x if anchor == "end" else x + reach
    return (words(right - reach, y, "10", size=size, anchor="end", colour="muted")
            + words(right - reach, y - 0.35 * size, exponent, size=small, colour="muted"))


def axes(recipe: Recipe, box: Box, *, size: float = 9, across: bool = True, up: bool = True,
         named: bool = True) -> Iterator[str]:
    """Yield axes with their ticks and names."""
    left, top, width, height = box
    for value in recipe.up.ticks:
        _, y = box.at(0, float(recipe.up.share([value])[0]))
        yield line(left, y, left + width, y, "hairline")
        if up:
            yield tick_words(value, left - 5, y + 0.35 * size, log=recipe.up.log, anchor="end",
                             size=size)
    yield line(left, top + height, left + width, top + height)
    for value in recipe.across.ticks:
        x, y = box.at(float(recipe.across.share([value])[0]), 0)
        yield line(x, y, x, y + 3)
        if across:
            yield tick_words(value, x, y + 4 + size, log=recipe.across.log, anchor="middle",
                             size=size)
    if named:
        yield words(0, top - 12, recipe.up.label, size=size + 0.5)
        yield words(left + width, top + height + 2.6 * size + 4, recipe.across.label,
                    size=size + 0.5, anchor="end")


def curves(recipe: Recipe, state: State, box: Box, scale: float = 1.0) -> Iterator[str]:
    """Yield the paths of a state."""
    for number, shares in enumerate(state.curves):
        yield path(recipe, number, shares, box, scale)


def svg(width: float, height: float, parts: Sequence[str], alt: str) -> str:
    """Return a drawing of its own."""
    label = escape(" ".join(alt.split()))
    return (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
            f'role="img" aria-label="{label}">{"".join(parts)}</svg>')


def large(recipe: Recipe, position: Position, alt: str) -> str:
    """Return the drawing of one state."""
    box, state = box_of(recipe), store.state(recipe.name, position)
    labels = [words(x, y, recipe.series[number].label, colour=recipe.series[number].role,
                    more=f' data-label="{number}"') for number, x, y in ends(recipe, state, box)]
    width = box.left + box.width + 8 if recipe.square else WIDTH
    parts = [*axes(recipe, box), *curves(recipe, state, box), *labels]
    return svg(width, box.top + box.height + 32, parts, alt)


def multiples(recipe: Recipe, alt: str) -> str:
    """Return small drawings of the states that paper shows, side by side."""
    columns, left, gap, head = recipe.columns, 36.0, 12.0, 26.0
    width = (WIDTH - left - columns * gap) / columns
    height = width if recipe.square else 0.62 * width
    rows = -(-len(recipe.multiples) // columns)
    parts: list[str] = []
    for number, position in enumerate(recipe.multiples):
        row, column = divmod(number, columns)
        box = Box(left + column * (width + gap), 12 + head + row * (height + head), width, height)
        last = number + columns >= len(recipe.multiples)
        parts += axes(recipe, box, size=7.5, across=last, up=column == 0, named=False)
        parts += curves(recipe, store.state(recipe.name, position), box, 0.7)
        parts.append(words(box.left, box.top - 6, recipe.title(position), size=7.5))
    bottom = 12 + rows * (height + head)
    parts.append(words(0, 9, recipe.up.label, size=8.5, colour="muted"))
    parts += legend(recipe)
    parts.append(words(WIDTH - gap, bottom + 26, recipe.across.label, size=8.5, anchor="end",
                       colour="muted"))
    return svg(WIDTH, bottom + 32, parts, alt)


def legend(recipe: Recipe) -> Iterator[str]:
    """Yield what the labelled curves are, on the right above the small drawings."""
    right = WIDTH - 12
    for series in reversed([series for series in recipe.series if series.label]):
        yield words(right, 9, series.label, size=8.5, anchor="end", colour=series.role)
        right -= 5.2 * len(series.label) + 28
        dash = f' stroke-dasharray="{DASHES[series.role]}"' if series.role in DASHES else ""
        yield (f'<path d="M{right:.1f},6.0L{right + 22:.1f},6.0" fill="none" '
               f'stroke="{COLOURS[series.role]}" stroke-width="1.4"{dash}/>')
        right -= 12


def told(recipe: Recipe) -> str:
    """Return in words what the small drawings show: each state's title and sentence."""
    return " ".join(f"{recipe.title(position)}: {store.state(recipe.name, position).sentence}"
                    for position in recipe.multiples)
