"""Pictures: chosen pages look as they did when somebody last said that they look right.

What is kept is no screenshot but a thumbnail of one, an eighth as wide and high: it shows a
layout that broke, a colour that changed or a figure that went missing, weighs some kilobytes,
and does not change with the way in which one machine smooths its letters.
"""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageChops
from playwright.sync_api import Browser

from audit.browser import ROOT, Screen, visited
from audit.figures import Figure, counted

KEPT = ROOT / "tests" / "pictures"
CHOSEN = ("index", "story/growing-pains/overfitting", "clinic/troubleshooting", "search?q=eta",
          "reference/api", "404")  # fmt: skip
LOOKS = (Screen("light", "light", (1280, 1600)), Screen("dark", "dark", (1280, 1600)),
         Screen("phone", "light", (390, 1600)), Screen("print", "light", (800, 1600)))  # fmt: skip
SMALLER = 8
SHADES = 32
FAR = 24  # of 255: a point of a thumbnail that differs by more looks different
MANY = 0.01  # the share of such points that a picture may have


class Compared(NamedTuple):
    """How far a page's picture is from the kept one."""

    name: str
    share: float
    why: str


def file_of(name: str, look: Screen) -> Path:
    """Return where a picture is kept."""
    plain = name.partition("?")[0].replace("/", "-")
    return KEPT / f"{plain}.{look.name}.png"


def taken(browser: Browser, address: str, name: str, look: Screen) -> Image.Image:
    """Return a page's thumbnail."""
    path, mark, rest = name.partition("?")
    with visited(browser, f"{address}{path}.html{mark}{rest}", look) as page:
        if look.name == "print":
            page.emulate_media(media="print")
        page.evaluate("document.fonts.ready.then(() => null)")
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(200)
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    size = (picture.width // SMALLER, picture.height // SMALLER)
    return picture.resize(size, Image.Resampling.BOX).quantize(SHADES, dither=Image.Dither.NONE)


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the share of points that look different; all of them where the sizes differ."""
    if one.size != other.size:
        return 1.0
    apart = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).split()
    most = ImageChops.lighter(ImageChops.lighter(apart[0], apart[1]), apart[2])
    far = sum(most.histogram()[FAR + 1 :])
    return far / (one.width * one.height)


def compare(picture: Image.Image, kept: Path, folder: Path) -> Compared | None:
    """Compare a picture with the kept one; leave it in a folder to be looked at if it differs."""
    name = kept.stem
    if not kept.is_file():
        return Compared(name, 1.0, "nobody has said yet how it should look")
    share = difference(picture, Image.open(kept))
    if share <= MANY:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    picture.save(folder / kept.name)
    return Compared(name, share, f"{share:.1%} of it looks different; see {folder / kept.name}")


def measure(
    browser: Browser, address: str, folder: Path, *, update: bool = False
) -> Iterator[Figure]:
    """Yield the figure; keep the pictures as they are now if asked to."""
    faults = []
    for name in CHOSEN:
        print(f"  pictures: {name}", flush=True)
        for look in LOOKS:
            if name == "404" and look.name == "print":
                continue
            picture, kept = taken(browser, address, name, look), file_of(name, look)
            if update:
                KEPT.mkdir(parents=True, exist_ok=True)
                picture.save(kept, optimize=True)
            elif found := compare(picture, kept, folder):
                faults.append(f"{found.name}: {found.why}")
    yield counted("pictures that changed", faults, f"{len(CHOSEN)} pages")
    if faults:
        print("  If they should look so: make audit AUDIT='--only pictures --update'", flush=True)
