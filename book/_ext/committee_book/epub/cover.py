"""Cover: the picture on a shelf of books, drawn from the mark: nine seats, a column taken."""

import os
import textwrap
from pathlib import Path

from committee_book.kernel import FONTS
from committee_book.parts import BOOK
from committee_book.svg import ROLES

WIDE, HIGH = 1600, 2400  # pixels
COLOURS = {role: colour for colour, role in reversed(ROLES.items())}
SERIF, SANS = "Committee Serif", "Committee Sans"


def draw(path: Path, title: str, author: str) -> None:
    """Draw the cover into a PNG file."""
    import matplotlib as mpl  # noqa: PLC0415  (only an EPUB needs it)
    from matplotlib import font_manager  # noqa: PLC0415
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415
    from matplotlib.figure import Figure  # noqa: PLC0415
    from matplotlib.patches import Circle  # noqa: PLC0415

    folder = Path(os.environ.get(FONTS, "nowhere"))
    for font in sorted(folder.glob("*.ttf")):
        font_manager.fontManager.addfont(font)
    known = {font.name for font in font_manager.fontManager.ttflist}
    serif = SERIF if SERIF in known else "DejaVu Serif"
    sans = SANS if SANS in known else "DejaVu Sans"
    ink, page = COLOURS["ink"], COLOURS["page"]
    figure = Figure(figsize=(WIDE / 100, HIGH / 100), dpi=100, facecolor=page)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDE), ylim=(HIGH, 0), facecolor=page)
    axes.set_axis_off()
    lines = "\n".join(textwrap.wrap(title, 14))
    with mpl.rc_context({"font.family": serif}):
        axes.text(150, 200, lines, size=118, color=ink, va="top", linespacing=0.95)
    for seat in range(1, 10):
        x, y = 290 + 330 * ((seat - 1) % 3), 1220 + 330 * ((seat - 1) // 3)
        taken = seat in BOOK
        axes.add_patch(Circle((x, y), 132 if taken else 107, facecolor=ink if taken else page,
                              edgecolor=ink, linewidth=0 if taken else 36))
    with mpl.rc_context({"font.family": sans}):
        axes.text(150, 2240, author, size=34, color=ink, va="center")
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Software": None})
