"""One drawing that serves both themes, from what matplotlib really writes."""

import io
import re
import xml.etree.ElementTree as ET

import matplotlib as mpl
import pytest
from matplotlib.figure import Figure

from committee_book.svg import ROLES, inline_svg

mpl.rcParams["svg.fonttype"] = "none"


@pytest.fixture(scope="module")
def drawing():
    figure = Figure(figsize=(4, 3))
    ax = figure.subplots()
    ax.plot([0, 1, 2], [0.123456789, 1, 0], color="#0B63A5", gid="curve-train-loss")
    ax.plot([0, 1], [1, 0], "o", color="#B8460B")
    ax.fill_between([0, 1], [0, 0], [1, 1], color="#1B7F5C", alpha=0.18)
    ax.set_xlabel("epoch", color="#1E2330", style="italic")
    out = io.StringIO()
    figure.savefig(out, format="svg", transparent=True)
    return inline_svg(out.getvalue(), "fig-a", "A line that\n  falls")


def test_colours_of_the_palette_become_the_pages_own(drawing):
    assert 'stroke="var(--c-train)"' in drawing
    assert 'fill="var(--c-good)"' in drawing
    assert not re.search("|".join(ROLES), drawing, re.I)


def test_text_stays_text_and_keeps_its_slant(drawing):
    labels = [t for t in ET.fromstring(drawing).iter("text") if t.text == "epoch"]
    assert labels[0].get("font-style") == "italic"
    assert labels[0].get("font-size") == "10px"


def test_no_style_is_left_that_a_security_policy_would_refuse(drawing):
    assert " style=" not in drawing
    assert "<style" not in drawing


def test_the_alt_text_names_the_drawing_in_one_line(drawing):
    root = ET.fromstring(drawing)
    assert root.get("role") == "img"
    assert root.get("aria-label") == "A line that falls"


def test_only_ids_that_something_refers_to_are_left_and_they_carry_the_figures_name(drawing):
    root = ET.fromstring(drawing)
    ids = {e.get("id") for e in root.iter() if e.get("id")}
    used = set(re.findall(r"url\(#([^)]+)\)", drawing))
    used |= set(re.findall(r'href="#([^"]+)"', drawing))
    assert ids == used
    assert all(name.startswith("fig-a-") for name in ids)


def test_a_curve_keeps_its_name(drawing):
    assert 'data-curve="train-loss"' in drawing


def test_coordinates_keep_two_decimals(drawing):
    assert not re.search(r"\d\.\d{3,}", drawing)


def test_paths_that_nothing_paints_are_gone(drawing):
    painted = [p for p in ET.fromstring(drawing).iter("path") if "id" not in p.attrib]
    assert all(p.get("fill") != "none" or p.get("stroke") for p in painted)


def test_a_path_that_its_group_strokes_stays_and_one_that_nothing_paints_goes():
    svg = inline_svg(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><g stroke="#0B63A5">'
        '<path fill="none" d="M0 0L1 1"/></g><path fill="none" d="M2 2L3 3"/></svg>', "a", "b",
    )  # fmt: skip
    assert "M0 0L1 1" in svg
    assert "M2 2L3 3" not in svg
