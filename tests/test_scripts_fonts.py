import json
import re
import tomllib
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

import vendor_assets
from font_files import codepoints

ROOT = Path(__file__).resolve().parents[1]
PLAN = tomllib.loads((ROOT / "scripts" / "assets.toml").read_text())
FILES = [(face, name) for face in PLAN["face"] for name in face["files"]]
TEXT = ("base", "accents", "extended", "greek", "symbols")


@pytest.fixture(scope="session")
def assets():
    folder = ROOT / "_build" / "assets"
    vendor_assets.bring_packages(ROOT)
    vendor_assets.make_assets(ROOT, folder)
    return folder


def letters(assets, name):
    return set(TTFont(assets / "static" / "fonts" / f"{name}.woff2").getBestCmap())


def test_a_unicode_range_is_read_as_css_reads_it():
    assert codepoints("U+41-43, U+A0") == [0x41, 0x42, 0x43, 0xA0]
    with pytest.raises(ValueError, match="expected a unicode-range such as U\\+20-7E, got 'A-Z'"):
        codepoints("U+41, A-Z")


@pytest.mark.parametrize(("face", "name"), FILES, ids=[name for _, name in FILES])
def test_a_font_holds_its_letters_and_none_of_another_file(assets, face, name):
    wanted = set(codepoints(PLAN["ranges"][face["files"][name]["range"]]))
    extra = letters(assets, name) - wanted  # a sign brings its mirror image along
    assert all(unicodedata.mirrored(chr(number)) for number in extra)
    assert len(letters(assets, name)) >= len(wanted) / 3


@pytest.mark.parametrize("name", ["serif", "serif-italic", "sans", "mono", "maths"])
def test_every_face_sets_plain_english(assets, name):
    assert set(range(0x20, 0x7F)) <= letters(assets, name)


def test_every_letter_of_the_pages_is_in_a_text_face(assets):
    ranges = {name: file["range"] for face in PLAN["face"] for name, file in face["files"].items()}
    held = set().union(*(letters(assets, name) for name in ranges if ranges[name] in TEXT))
    for page in (ROOT / "book").rglob("*.md"):
        missing = set(page.read_text(encoding="utf-8")) - {chr(n) for n in held} - {"\n"}
        assert not missing, f"{page.relative_to(ROOT)} uses {sorted(missing)}"


def test_the_faces_before_the_fold_weigh_little(assets):
    faces = ["serif", "serif-italic", "sans", "mono"]
    sizes = [(assets / "static" / "fonts" / f"{name}.woff2").stat().st_size for name in faces]
    assert sum(sizes) <= 60_000


def test_the_maths_face_can_stretch_brackets(assets):
    table = TTFont(assets / "static" / "fonts" / "maths.woff2")["MATH"].table
    stretched = table.MathVariants.VertGlyphCoverage.glyphs
    assert {"parenleft", "bracketleft", "radical"} <= set(stretched)


def test_a_changed_font_does_not_bear_a_reserved_name(assets):
    for path in assets.rglob("*.[tw]*f*"):
        names = TTFont(path)["name"]
        shown = " ".join(str(names.getDebugName(number)) for number in (1, 4, 6, 16))
        assert "Committee" in shown
        assert not re.search(r"Source|STIX|JetBrains", shown), path


def test_the_style_sheet_loads_every_font_and_no_other(assets):
    folder = assets / "static" / "fonts"
    sheet = (folder / "fonts.css").read_text()
    assert sorted(re.findall(r'url\("(.+?)"\)', sheet)) == sorted(
        path.name for path in folder.glob("*.woff2")
    )
    assert "://" not in sheet


def test_everything_vendored_is_listed_with_its_licence(assets):
    static = assets / "static"
    listed = json.loads((static / "licences" / "licences.json").read_text())
    files = {name for entry in listed for name in entry["files"]}
    fonts = {f"fonts/{path.name}" for path in (static / "fonts").glob("*.woff2")}
    scripts = {path.relative_to(static).as_posix() for path in static.rglob("*.js")}
    assert scripts, "nothing is vendored but fonts"
    assert files == fonts | scripts
    for entry in listed:
        assert re.fullmatch(r"\d+\.\d+\.\d+", entry["version"])
        text = (static / entry["text"]).read_text()
        says = {"OFL-1.1": "Open Font License", "MIT": "Permission is hereby granted"}
        assert says[entry["licence"]] in text


def test_a_vendored_script_does_not_ask_for_a_source_map(assets):
    for path in (assets / "static").rglob("*.js"):
        assert "sourceMappingURL" not in path.read_text(), path


def test_figures_find_the_faces_of_the_pages(assets):
    from matplotlib import font_manager

    manager = font_manager.FontManager()
    for path in (assets / "fonts").glob("*.ttf"):
        manager.addfont(path)
    for family in ("Committee Sans", "Committee Serif", "Committee Mono"):
        assert Path(manager.findfont(family, fallback_to_default=False)).parent == assets / "fonts"
    bold = font_manager.FontProperties(family="Committee Sans", weight=600)
    assert "SemiBold" in manager.findfont(bold, fallback_to_default=False)


def test_unchanged_assets_are_not_made_again(assets):
    assert not vendor_assets.make_assets(ROOT, assets)
