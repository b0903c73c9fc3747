"""Cut fonts down to what the book uses: WOFF2 for the pages, TrueType for the figures."""

import io
import re
import tempfile
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

Weight = int | Sequence[int]

# Faces that machines have, and others of the same widths: the mean advance of English prose, in
# em, with the shares below. Stretched to ours, they keep the text from jumping when ours arrive.
STAND_INS = {
    "Arial": (0.4396, "Liberation Sans", "Arimo"),
    "Courier New": (0.6001, "Liberation Mono", "Cousine"),
    "Georgia": (0.4374, "Gelasio"),
    "Noto Serif": (0.4768,),
    "Roboto": (0.4410,),
    "Times New Roman": (0.3982, "Liberation Serif", "Tinos"),
}
LETTERS = {
    " ": 18.3, "e": 10.3, "t": 7.5, "a": 6.5, "o": 6.2, "n": 5.7, "i": 5.7, "s": 5.3, "r": 5.0,
    "h": 5.0, "l": 3.3, "d": 3.3, "u": 2.3, "c": 2.2, "m": 2.0, "f": 2.0, "w": 1.7, "g": 1.6,
    "p": 1.5, "y": 1.4, "b": 1.3, "v": 0.8, "k": 0.6,
}  # fmt: skip


class Look(NamedTuple):
    """How the pages set a face: its family's name, style and weight."""

    family: str
    style: str
    weight: Weight


def codepoints(unicode_range: str) -> list[int]:
    """Return the numbers that a CSS unicode-range such as ``U+20-7E, U+A0`` names."""
    numbers: list[int] = []
    for piece in unicode_range.split(","):
        found = re.fullmatch(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", piece.strip())
        if found is None:
            raise ValueError(f"expected a unicode-range such as U+20-7E, got {piece.strip()!r}")
        first, last = int(found[1], 16), int(found[2] or found[1], 16)
        numbers.extend(range(first, last + 1))
    return numbers


def open_font(source: Path, weight: Weight) -> TTFont:
    """Open a font, narrowed to the weights that are used."""
    narrowed = _narrow(source, weight if isinstance(weight, int) else tuple(weight))
    return TTFont(io.BytesIO(narrowed), recalcTimestamp=False)


@cache
def _narrow(source: Path, weight: int | tuple[int, ...]) -> bytes:
    """Return a font's bytes at the given weights; several files are cut from one of these."""
    font = TTFont(source, recalcTimestamp=False)
    if "fvar" in font:
        instancer.instantiateVariableFont(font, {"wght": weight}, inplace=True)
    font.flavor = None
    written = io.BytesIO()
    font.save(written)
    return written.getvalue()


def subset(font: TTFont, unicodes: Iterable[int], *, features: Sequence[str], maths: bool) -> None:
    """Keep only the given letters, and of OpenType only the given features."""
    options = Options()
    options.layout_features = list(features)
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 4, 6, 13, 14]
    if not maths:
        options.drop_tables += ["MATH"]
    cutter = Subsetter(options)
    cutter.populate(unicodes=list(unicodes))
    cutter.subset(font)


def rename(font: TTFont, family: str, subfamily: str = "Regular") -> None:
    """Give a changed font a name of its own, as the Open Font License asks."""
    full = f"{family} {subfamily}"
    names = {1: family, 2: subfamily, 4: full, 6: full.replace(" ", "-"), 16: None, 17: None}
    table = font["name"]
    for number, text in names.items():
        table.removeNames(nameID=number)
        if text is not None:
            table.setName(text, number, 3, 1, 0x409)


def cut(source: Path, target: Path, look: Look, unicodes: Iterable[int], **keep: Any) -> None:
    """Write the WOFF2 that holds a face's given letters."""
    font = open_font(source, look.weight)
    subset(font, unicodes, **keep)
    if not font.getBestCmap():
        raise ValueError(f"{source.name} has none of the letters asked for by {target.name}")
    rename(font, look.family, "Italic" if look.style == "italic" else "Regular")
    font.flavor = "woff2"
    font.save(target)


def join(
    sources: Sequence[Path], target: Path, *, family: str, subfamily: str, weight: int
) -> None:
    """Write one TrueType font at one weight from a face's several files."""
    with tempfile.TemporaryDirectory() as scratch:
        parts = []
        for number, source in enumerate(sources):
            font = open_font(source, weight)
            subset(font, font.getBestCmap(), features=["kern", "mark"], maths=False)
            parts.append(Path(scratch) / f"{number}.ttf")
            font.save(parts[-1])
        joined = Merger().merge([str(part) for part in parts])
    rename(joined, family, subfamily)
    joined["OS/2"].usWeightClass = weight
    joined["OS/2"].fsSelection = {"Regular": 0x40, "Italic": 0x01}.get(subfamily, 0x00)
    joined["head"].macStyle = 0x02 if subfamily == "Italic" else 0x00
    joined["head"].modified = joined["head"].created
    joined.recalcTimestamp = False
    joined.save(target)


def fallback_rule(family: str, source: Path, weight: Weight, stand_in: str) -> str:
    """Return the CSS face that gives a machine's own font our face's measure."""
    regular = weight if isinstance(weight, int) else weight[0]
    font = open_font(source, regular)
    per_em, cmap, advance = font["head"].unitsPerEm, font.getBestCmap(), font["hmtx"]
    mean = sum(share * advance[cmap[ord(letter)]][0] for letter, share in LETTERS.items())
    width, *twins = STAND_INS[stand_in]
    stretch = mean / sum(LETTERS.values()) / per_em / float(width)
    up, down = font["hhea"].ascent / per_em / stretch, -font["hhea"].descent / per_em / stretch
    places = ", ".join(f'local("{name}")' for name in (stand_in, *twins))
    return (
        f'@font-face {{ font-family: "{family} Fallback"; src: {places}; '
        f"size-adjust: {stretch:.2%}; ascent-override: {up:.2%}; descent-override: {down:.2%}; "
        "line-gap-override: 0%; }"
    )
