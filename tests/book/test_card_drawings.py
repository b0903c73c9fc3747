"""The cards' drawings: each is used, light, of one size, and made of what every edition knows."""

import re
import xml.etree.ElementTree as ET

import pytest
from small_book import ROOT

from committee_book.cards.directive import PLACE, fault_of_drawing
from committee_book.svg import inline_svg

FOLDER = ROOT / "book" / PLACE
DRAWINGS = sorted(FOLDER.iterdir())
HEAVIEST = 3000  # bytes; most are half of it
SMALLEST = 11  # units of type, which in the margin are as many pixels


def cards_of_the_book():
    pages = [path.read_text(encoding="utf-8") for path in (ROOT / "book").rglob("*.md")]
    return [name for page in pages for name in re.findall(r"^`{3,}{concept-card} card-(\S+)", page,
                                                          re.M)]


def test_every_drawing_is_used_by_a_card():
    assert {path.name for path in DRAWINGS} == {f"{name}.svg" for name in cards_of_the_book()}


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_and_can_be_drawn_in_every_edition(path):
    assert path.stat().st_size <= HEAVIEST
    assert fault_of_drawing(path) is None
    root = ET.parse(path).getroot()
    assert root.get("viewBox") == "0 0 240 150"
    sizes = [float(text.get("font-size", 0)) for text in root.iter() if text.tag.endswith("text")]
    assert all(size >= SMALLEST for size in sizes)


@pytest.mark.parametrize("path", DRAWINGS, ids=lambda path: path.stem)
def test_the_site_loses_nothing_that_was_drawn(path):
    drawn = path.read_text(encoding="utf-8")
    shown = inline_svg(drawn, path.stem, "What one would see")
    for shape in ("<path ", "<rect ", "<circle ", "<text "):
        assert shown.count(shape) == drawn.count(shape)
