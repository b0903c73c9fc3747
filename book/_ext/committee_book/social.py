"""Social cards: the picture that a messenger shows beside a link to a page.

Each page has its own, with its part's seats in the mark, its title and the book's. It is drawn
in the book's faces and in few colours, so that it weighs little; without the faces there is none.
"""

import os
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageColor, ImageDraw, ImageFont
from sphinx.application import Sphinx

from committee_book.head import plain
from committee_book.kernel import FONTS
from committee_book.parts import BOOK

SIZE = (1200, 630)
FOLDER = "_social"
PAGE, INK, MUTED, ACCENT = "#FBFAF6", "#1E2330", "#5A6072", "#B8460B"  # as in tokens.css
LEFT, TOP, BOTTOM = 96, 88, 540
WIDTH = SIZE[0] - 2 * LEFT
LARGEST, SMALLEST, STEP = 92, 44, 4  # of a title, in points
HEIGHT = 230  # of a title, between the mark and the line
LEADING = 1.14
SEAT, APART = 15, 44  # a seat's radius, and the distance of two
FINER = 4  # how many times larger the mark is drawn, so that its seats are round
SHADES = 12  # between the page and each ink


@cache
def face(folder: Path, name: str, size: int) -> ImageFont.FreeTypeFont:
    """Return a face of the book at a size."""
    return ImageFont.truetype(str(folder / f"Committee{name}.ttf"), size)


def broken(title: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return a title in lines that fit a width, where its words allow it."""
    lines: list[str] = []
    for word in title.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def fitted(title: str, folder: Path) -> tuple[list[str], ImageFont.FreeTypeFont]:
    """Return a title's lines and the largest face in which they fit; the smallest at last."""
    for size in range(LARGEST, SMALLEST - 1, -STEP):
        font = face(folder, "Serif-Regular", size)
        lines = broken(title, font, WIDTH)
        wide = max(map(font.getlength, lines), default=0)
        if wide <= WIDTH and len(lines) * size * LEADING <= HEIGHT:
            break
    return lines, font


def mark(seats: tuple[int, ...]) -> Image.Image:
    """Return the mark with some of its seats taken."""
    side = 2 * (APART + SEAT) + 4
    large = Image.new("RGB", (FINER * side, FINER * side), PAGE)
    draw = ImageDraw.Draw(large)
    for seat in range(9):
        x, y = (FINER * (SEAT + 2 + APART * place) for place in (seat % 3, seat // 3))
        around = [x - FINER * SEAT, y - FINER * SEAT, x + FINER * SEAT, y + FINER * SEAT]
        if seat + 1 in seats:
            draw.ellipse(around, fill=INK)
        else:
            inner = [around[0] + 6, around[1] + 6, around[2] - 6, around[3] - 6]
            draw.ellipse(inner, outline=MUTED, width=FINER * 3)
    return large.resize((side, side), Image.Resampling.LANCZOS)


@cache
def palette() -> Image.Image:
    """Return the few colours of a card: its own, and the shades at the edges of letters."""
    page, *inks = (ImageColor.getrgb(colour) for colour in (PAGE, INK, MUTED, ACCENT))
    mixed = [round(one + (other - one) * step / SHADES)
             for ink in inks for step in range(SHADES + 1)
             for one, other in zip(page, ink, strict=True)]  # fmt: skip
    holder = Image.new("P", (1, 1))
    holder.putpalette(mixed)
    return holder


def card(title: str, part: str, book: str, seats: tuple[int, ...], folder: Path) -> Image.Image:
    """Draw one card."""
    picture = Image.new("RGB", SIZE, PAGE)
    picture.paste(mark(seats), (LEFT, TOP))
    draw = ImageDraw.Draw(picture)
    sans = face(folder, "Sans-SemiBold", 34)
    if part:
        draw.text((LEFT + 172, TOP + 60), part, font=sans, fill=MUTED, anchor="lm")
    lines, font = fitted(title, folder)
    step = round(font.size * LEADING)
    first = BOTTOM - 72 - step * len(lines)
    for place, line in enumerate(lines):
        draw.text((LEFT, first + step * place), line, font=font, fill=INK)
    draw.rectangle([LEFT, BOTTOM - 38, LEFT + 72, BOTTOM - 34], fill=ACCENT)
    draw.text((LEFT, BOTTOM), "" if title == book else book, font=sans, fill=MUTED, anchor="lm")
    return picture.quantize(palette=palette(), dither=Image.Dither.NONE)


def draw_card(
    app: Sphinx, page: str, _template: str, context: dict[str, Any], tree: object
) -> None:
    """Draw a page's card, and tell the head of the page where it is."""
    folder = Path(os.environ.get(FONTS, "nowhere"))
    base = app.config.html_baseurl
    if tree is None or app.builder.name != "html" or not base or not folder.is_dir():
        return
    part, book = context.get("part"), plain(app.config.html_title)
    title = plain(context.get("title") or book)
    named, seats = ("", BOOK)
    if part and page != app.config.root_doc:
        named, seats = part
    picture = card(title, named, book, seats, folder)
    target = Path(app.outdir, FOLDER, f"{page}.png")
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, optimize=True)
    words = f"{title}, {named}" if named else title
    context["social_card"] = (f"{base}{FOLDER}/{page}.png", f"The mark of the book, and: {words}")


def setup(app: Sphinx) -> dict[str, bool]:
    """Draw when a page knows its part, before its head is made."""
    app.connect("html-page-context", draw_card, priority=600)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
