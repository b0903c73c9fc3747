"""The picture of a diagnosis: its curves with the evidence marked, as an SVG of its own.

Written by hand, because a log is often read where matplotlib is not: on a server, or in the
browser of whoever dropped it on a page. Whatever has a colour also has a class, by which a page
can give it another.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

import numpy as np

from committee._typing import Array
from committee.clinic.curves import Curve
from committee.clinic.diagnosis import Diagnosis

WIDTH, HEIGHT = 520, 320
LEFT, RIGHT, TOP, BOTTOM = 56, 428, 34, 270  # of the field that the curves lie in
PIECES = 300  # that a long curve is drawn in: each keeps its lowest and its highest value
DECADES = 2  # that the values span before the scale is logarithmic
LINE = 17  # between two lines of text
STROKES = {"train": "#0B63A5", "validation": "#B8460B"}
QUIET, FAINT = "#5A6072", "#D9D5C9"


@dataclass(frozen=True)
class Scale:
    """An axis: from ``low`` at the pixel ``start`` to ``high`` at the pixel ``end``.

    Examples
    --------
    >>> Scale(0.0, 4.0, 100, 500).at(np.array([1.0, 3.0])).tolist()
    [200.0, 400.0]
    >>> Scale(0.001, 1.0, 0, 300, log=True).ticks()
    [0.001, 0.01, 0.1, 1.0]
    """

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    @classmethod
    def over(cls, values: Array, start: float, end: float, *, log: bool = False) -> "Scale":
        """Return the axis that just holds all values."""
        low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
        return cls(float(low), float(high), start, end, log and bool(high / 10**DECADES > low > 0))

    def at(self, values: Array) -> Array:
        """Return the pixels of values."""
        v, low, high = (np.log10(a) if self.log else np.divide(a, 2)
                        for a in (values, self.low, self.high))  # halves: a span may overflow
        share = (v - low) / (high - low) if high > low else np.full(np.shape(v), 0.5)
        pixels: Array = self.start + (self.end - self.start) * share
        return pixels

    def ticks(self) -> list[float]:
        """Return some four round values on the axis."""
        if self.log:
            powers = range(int(np.ceil(np.log10(self.low))), int(np.log10(self.high) // 1) + 1)
            return [10.0**power for power in powers[:: len(powers) // 6 + 1]]
        rough = (self.high / 2 - self.low / 2) / 2
        if not rough > 1e-12 * max(abs(self.low), abs(self.high), 1e-290):
            return [self.low]
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(power * part for part in (1, 2, 2.5, 5, 10) if power * part >= 0.999 * rough)
        first, last = np.ceil(self.low / step - 1e-9), np.floor(self.high / step + 1e-9)
        return [float(count * step) for count in np.arange(first, last + 1)]


def drawing(answer: Diagnosis) -> str:
    """Return the curves of a diagnosis, with its evidence marked, as an SVG document.

    Examples
    --------
    >>> from committee.clinic.diagnosis import diagnose
    >>> from committee.history import History
    >>> svg = drawing(diagnose(History(train_loss=[0.9, 0.5, 0.3, 0.2])))
    >>> svg[:4], "epoch</text>" in svg
    ('<svg', True)
    """
    curves = named_curves(answer)
    x, y = (np.concatenate([np.empty(0), *(getattr(curve, axis) for curve in curves.values())])
            for axis in "xy")
    across, up = Scale.over(x, LEFT, RIGHT), Scale.over(y, BOTTOM, TOP, log=True)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label={quoteattr(in_words(answer))} font-family="sans-serif" font-size="14" '
        f'fill="{QUIET}">',
        *_axes(across, up, answer.curves.unit if answer.curves else ""),
        *_marks(answer.marks, across),
        *(_line(name, curve, across, up) for name, curve in curves.items()),
        *_names(curves, up), "</svg>",
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def named_curves(answer: Diagnosis) -> dict[str, Curve]:
    """Return the losses that were judged, by role.

    Examples
    --------
    >>> from committee.clinic.diagnosis import refused
    >>> named_curves(refused("a.png", "is an image"))
    {}
    """
    known = answer.curves
    both = {} if known is None else {"train": known.train, "validation": known.val}
    return {name: curve for name, curve in both.items() if curve is not None and len(curve)}


def in_words(answer: Diagnosis) -> str:
    """Return what the picture shows, for those who do not see it.

    Examples
    --------
    >>> from committee.clinic.diagnosis import diagnose
    >>> from committee.history import History
    >>> in_words(diagnose(History(train_loss=[0.9, 0.5, 0.3, 0.2])))
    'Loss over epochs: train goes from 0.9 to 0.2.'
    """
    unit = answer.curves.unit if answer.curves else "epoch"
    said = [f"{name} goes from {curve.y[0]:.4g} to {curve.y[-1]:.4g}"
            for name, curve in named_curves(answer).items()]
    said += [f"{word} at {unit} {x:.4g}" for x, word in answer.marks]
    return f"Loss over {unit}s: {'; '.join(said) or 'nothing to draw'}."


def _axes(across: Scale, up: Scale, unit: str) -> Iterator[str]:
    """Yield the two axes: hairlines where values are read off, and their numbers."""
    for value in up.ticks():
        y = float(up.at(np.array(value)))
        yield f'<path class="faint" stroke="{FAINT}" d="M{LEFT},{y:.1f}H{RIGHT}"/>'
        yield _text(LEFT - 9, y + 5, f"{value:.6g}", "end")
    for value in across.ticks():
        yield _text(float(across.at(np.array(value))), BOTTOM + 22, f"{value:.6g}", "middle")
    yield _text((LEFT + RIGHT) / 2, BOTTOM + 44, unit, "middle")
    yield _text(LEFT - 9, TOP - 18, "loss", "end")


def _marks(marks: Iterable[tuple[float, str]], across: Scale) -> Iterator[str]:
    """Yield the evidence: dotted lines, each word once."""
    said: set[str] = set()
    for x, word in marks:
        place = float(across.at(np.array(x)))
        yield (f'<path class="quiet" stroke="{QUIET}" stroke-dasharray="1 4" '
               f'stroke-linecap="round" stroke-width="1.5" d="M{place:.1f},{TOP}V{BOTTOM}"/>')
        side = "start" if place < (LEFT + RIGHT) / 2 else "end"
        if word not in said:
            yield _text(place, TOP - 18 + LINE * (len(said) > 0), word, side)
        said.add(word)


def _line(name: str, curve: Curve, across: Scale, up: Scale) -> str:
    """Return a curve: training solid, validation dashed, never colour alone."""
    thin = thinned(curve)
    points = zip(across.at(thin.x), up.at(thin.y), strict=True)
    dashes = ' stroke-dasharray="8 4"' if name == "validation" else ""
    return (f'<path class="{name}" fill="none" stroke="{STROKES[name]}" stroke-width="2" '
            f'stroke-linecap="round" stroke-linejoin="round"{dashes} '
            f'd="M{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}h0"/>')


def thinned(curve: Curve) -> Curve:
    """Return a curve with no more points than can be seen; no spike is lost.

    Examples
    --------
    >>> spiked = np.zeros(100_000)
    >>> spiked[54_321] = 9.0
    >>> thin = thinned(Curve.of(spiked))
    >>> len(thin) < 1_000, thin.y.max()
    (True, np.float64(9.0))
    """
    if len(curve) <= 2 * PIECES:
        return curve
    pieces = np.array_split(np.arange(len(curve)), PIECES)
    ends = [(piece[curve.y[piece].argmin()], piece[curve.y[piece].argmax()]) for piece in pieces]
    kept = np.unique([0, *np.ravel(ends), len(curve) - 1])
    return Curve(curve.x[kept], curve.y[kept], curve.name)


def _names(curves: dict[str, Curve], up: Scale) -> Iterator[str]:
    """Yield the curves' names at their ends, far enough apart to be read."""
    ends = sorted((float(up.at(curve.y[-1])), name) for name, curve in curves.items())
    lowest = float(TOP)
    for y, name in ends:
        lowest = max(y + 5, lowest)
        yield (f'<text class="{name}" x="{RIGHT + 10}" y="{lowest:.1f}" fill="{STROKES[name]}">'
               f"{name}</text>")
        lowest += LINE


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>'
