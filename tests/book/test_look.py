"""The book's look: colours that can be read, sheets that speak its vocabulary, the mark."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
import yaml

from committee import plots
from committee_book import svg
from committee_book.parts import SEATS, folder_of

BOOK = Path(__file__).resolve().parents[2] / "book"
SHEETS = sorted((BOOK / "_static" / "css").glob("*.css"))
PICTURES = [*(BOOK / "_static").glob("*.svg"), *(BOOK / "drawings").glob("*.svg")]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
TOKENS = COMMENT.sub("", (BOOK / "_static" / "css" / "tokens.css").read_text())
TEXT = ("ink", "muted", "train", "validation", "good", "test", "caution")
CODE = ("ink", "muted", "code-literal", "code-name", "validation", "good")
AA = 4.5


def colours(selector):
    """Return the colour of each role that the block of a selector gives, by the role's name."""
    block = re.search(re.escape(selector) + r" \{([^}]*--c-page:[^}]*)\}", TOKENS)
    return dict(re.findall(r"--c-([\w-]+):\s*(#[0-9A-F]{6})(?:[0-9A-F]{2})?;", block[1]))


LIGHT, DARK = colours(":root"), colours('html[data-theme="dark"]')
DARK_BY_SYSTEM = colours('html:not([data-theme="light"])')
PAPER = colours("@media print {\n  html:root")
THEMES = {"light": LIGHT, "dark": DARK, "paper": PAPER}


def luminance(colour):
    """Return a colour's relative luminance as WCAG 2 defines it."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def rules(sheet):
    return COMMENT.sub("", sheet.read_text())


def test_contrast_is_measured_as_the_guidelines_measure_it():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.478, abs=1e-3)


@pytest.mark.parametrize("ground", ["page", "code-ground", "raised"])
@pytest.mark.parametrize("role", TEXT)
@pytest.mark.parametrize("theme", THEMES)
def test_every_colour_can_be_read_as_text_on_every_ground(theme, role, ground):
    assert contrast(THEMES[theme][role], THEMES[theme][ground]) >= AA


@pytest.mark.parametrize("role", CODE)
@pytest.mark.parametrize("theme", THEMES)
def test_code_can_be_read_on_its_ground(theme, role):
    assert contrast(THEMES[theme][role], THEMES[theme]["code-ground"]) >= AA


def test_a_reader_without_a_script_gets_the_same_dark_theme():
    assert DARK_BY_SYSTEM == DARK


def test_paper_has_the_light_colours_on_a_white_ground():
    changed = {role for role in LIGHT if PAPER[role] != LIGHT[role]}
    assert changed == {"page", "veil"}


def test_every_theme_has_every_role():
    assert set(LIGHT) == set(DARK) == set(PAPER)
    forced = re.search(r"forced-colors: active\) \{\s*html:root \{(.*?)\}", TOKENS, re.DOTALL)[1]
    assert set(re.findall(r"--c-([\w-]+):", forced)) == set(LIGHT)


def test_figures_are_drawn_in_the_pages_colours():
    for colour, role in svg.ROLES.items():
        assert colour in {"#000000", "#ffffff"} or LIGHT[role].lower() == colour
    for role, colour in plots.COLOURS.items():
        assert LIGHT[role].lower() == colour.lower()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_no_colour_is_named_outside_the_tokens(sheet):
    if sheet.stem == "tokens":
        return
    values = " ".join(re.findall(r":([^:;{}]+);", rules(sheet)))
    written = r"#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch|lab)\("
    named = r"\b(?:black|white|red|green|blue|gr[ae]y)\b"
    assert re.findall(f"{written}|{named}", values) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_sheet_uses_only_properties_that_are_defined(sheet):
    defined = set(re.findall(r"(--[\w-]+):", TOKENS + rules(sheet)))
    used = set(re.findall(r"var\((--[\w-]+)\)", rules(sheet)))  # without a fallback
    assert used - defined == set()


def test_no_token_lies_idle():
    drawn = {f"--c-{role}" for role in svg.ROLES.values()}
    used = set(re.findall(r"var\((--[\w-]+)", "".join(rules(sheet) for sheet in SHEETS)))
    assert set(re.findall(r"(--[\w-]+):", TOKENS)) - used - drawn == set()


def test_every_sheet_and_script_is_there_and_none_is_forgotten():
    settings = yaml.safe_load((BOOK.parent / "_config.yml").read_text())["sphinx"]["config"]
    listed = [*settings["html_css_files"], *settings["html_js_files"]]
    own = {name for name in listed if not name.startswith("fonts/")}
    assert {name for name in own if not (BOOK / "_static" / name).is_file()} == set()
    machine = "".join(path.read_text() for path in (BOOK / "_ext").rglob("*.py"))
    here = {f"css/{sheet.name}" for sheet in SHEETS}
    here |= {f"js/{script.name}" for script in (BOOK / "_static" / "js").glob("*.js")}
    assert {name for name in here - own if name not in machine} == set()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.stem)
def test_a_sheet_asks_for_nothing_that_is_not_beside_it(sheet):
    for target in re.findall(r"(?:url\(|@import)\s*[\"']?([^\"')]+)", rules(sheet)):
        assert (sheet.parent / target).is_file()


@pytest.mark.parametrize("name", ["mark", "favicon"])
def test_the_mark_is_nine_seats_with_the_middle_column_taken(name):
    root = ET.parse(BOOK / "_static" / f"{name}.svg").getroot()
    seats = root.findall("{http://www.w3.org/2000/svg}circle")
    taken = [i for i, seat in enumerate(seats, start=1) if seat.get("fill") != "none"]
    assert len(seats) == 9
    assert taken == [2, 5, 8]
    left, top, width, height = map(float, root.get("viewBox").split())
    for seat in seats:
        reach = float(seat.get("r")) + float(seat.get("stroke-width", 0)) / 2
        assert left <= float(seat.get("cx")) - reach
        assert float(seat.get("cx")) + reach <= left + width
        assert top <= float(seat.get("cy")) - reach
        assert float(seat.get("cy")) + reach <= top + height


@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
def test_a_drawing_knows_only_the_books_colours(picture):
    used = {colour.upper() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", picture.read_text())}
    assert used <= {*LIGHT.values(), *DARK.values()}


def test_every_part_of_the_book_has_its_own_seats():
    contents = yaml.safe_load((BOOK.parent / "_toc.yml").read_text())
    folders = {folder_of(part["chapters"][0]["file"]) for part in contents["parts"]}
    assert folders == set(SEATS)
    assert len(set(SEATS.values())) == len(SEATS)
    assert all(seat in range(1, 10) for seats in SEATS.values() for seat in seats)
