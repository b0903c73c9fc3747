"""Make the fonts of the printed book: whole faces, as XeLaTeX reads them."""

import importlib.metadata
import shutil
from pathlib import Path
from typing import NamedTuple

import matplotlib

import content_stamp
from font_files import join, open_font, rename

ROOT = Path(__file__).resolve().parent.parent
SERIF = "@fontsource-variable/source-serif-4"
RANGES = ("latin", "latin-ext", "greek")


class Cut(NamedTuple):
    """A face that the site's figures do not need: its style, weight, and the files' ending."""

    subfamily: str
    weight: int
    ending: str


CUTS = (Cut("SemiBold", 600, "wght-normal"), Cut("SemiBold Italic", 600, "wght-italic"))


def make_fonts(folder: Path, assets: Path, modules: Path) -> None:
    """Fill a folder with the faces of the figures, two bolder ones, and that of mathematics."""
    wanted = content_stamp.key(Path(__file__), assets / ".finished",
                               importlib.metadata.version("fonttools"))
    if content_stamp.fresh(folder / ".finished", wanted):
        return
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(assets / "fonts", folder)
    files = modules / SERIF / "files"
    for cut in CUTS:
        sources = [files / f"source-serif-4-{one}-{cut.ending}.woff2" for one in RANGES]
        target = folder / f"CommitteeSerif-{cut.subfamily.replace(' ', '')}.ttf"
        join(sources, target, family="Committee Serif", subfamily=cut.subfamily,
             weight=cut.weight)
    maths = modules / "@fontsource/stix-two-math/files/stix-two-math-latin-400-normal.woff2"
    font = open_font(maths, 400)
    rename(font, "Committee Maths")
    font.save(folder / "CommitteeMaths-Regular.ttf")
    bars = "DejaVuSansMono.ttf"  # for what no other face has: the bars of a printed curve
    shutil.copyfile(Path(matplotlib.get_data_path(), "fonts", "ttf", bars), folder / bars)
    content_stamp.write(folder / ".finished", wanted)
