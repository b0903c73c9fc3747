"""Drawings written shorter draw the same."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee_book.lean import lean, lean_path, parse, unwrap

NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"


def ends(path):
    """Return the points that a path in relative steps goes through, as a browser reads it."""
    x = y = 0.0
    start = (x, y)
    for letter, rest in re.findall(r"([MlhvzqcZ])([^MlhvzqcZ]*)", path):
        numbers = [float(number) for number in re.findall(NUMBER, rest)]
        if letter == "z":
            x, y = start
        each = {"M": 2, "l": 2, "h": 1, "v": 1, "q": 4, "c": 6}.get(letter, 1)
        for place in range(0, len(numbers), each):
            step = numbers[place : place + each]
            if letter == "M":
                x, y = start = tuple(step)
            else:
                x += 0 if letter == "v" else step[-1 if letter == "h" else -2]
                y += 0 if letter == "h" else step[-1]
            yield x, y


points = st.tuples(*[st.floats(-999, 999).map(lambda number: round(number, 2))] * 2)


@given(st.lists(points, min_size=2, max_size=60), st.booleans())
def test_a_curve_goes_through_the_same_points(curve, closed):
    path = "M " + " L ".join(f"{x:.2f} {y:.2f}" for x, y in curve) + " z" * closed
    written = list(ends(lean_path(path)))
    wanted = list(dict.fromkeys((round(x, 1), round(y, 1)) for x, y in curve))
    for point in wanted:
        assert any(point == pytest.approx(other, abs=1e-6) for other in written)


def test_rounding_does_not_add_up():
    path = "M 0 0 " + " ".join(f"L {0.04 * step:.2f} 0.00" for step in range(1, 101))
    assert list(ends(lean_path(path)))[-1] == pytest.approx((4.0, 0.0), abs=0.05)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("M 1 2 L 3 2 L 3 5", "M1 2h2v3"),
        ("M 1.04 -2 L 1.54 -2.5 L 1.5 3 z", "M1-2l.5-.5v5.5z"),
        ("M 0 0 L 1 1 M 5 5 L 6 6", "M0 0l1 1M5 5l1 1"),
        ("M 0 0 L 1 1 z M 5 5 L 4 4 z", "M0 0l1 1zM5 5l-1-1z"),
        ("M 1 1 L 2 2 z L 3 5", "M1 1l1 1zl2 4"),
        ("M 0 0 L 0.5 0.25 L 1 0.5", "M0 0l.5.2 .5.3"),
        ("M 0 3 C 0.79 3 1.55 2.68 2.12 2.12 z", "M0 3c.79 0 1.55-.32 2.12-.88z"),
        ("M 0 0 L 2 2 L 12.5 4", "M0 0l2 2 10.5 2"),
        ("M 0 0 L 0.01 0.01 L 1 1", "M0 0l1 1"),
    ],
)
def test_how_a_path_is_written(path, written):
    assert lean_path(path) == written


@pytest.mark.parametrize("path", ["m 1 2 l 3 4", "M 1 2 H 4", "M 1 2 A 1 1 0 0 0 3 4", ""])
def test_a_path_of_another_hand_is_left_alone(path):
    assert lean_path(path) == path


def test_a_path_is_read_command_by_command():
    assert list(parse("M 1 2 L 3 -4.5 z")) == [("M", [1, 2]), ("L", [3, -4.5]), ("Z", [])]


def test_groups_that_say_nothing_go_and_others_stay():
    drawing = '<svg><g><g data-curve="a"><path/></g></g><g/><g id="b"><g>c</g></g></svg>'
    assert unwrap(drawing) == '<svg><g data-curve="a"><path/></g><g id="b">c</g></svg>'


def test_a_drawing_keeps_its_words():
    drawing = '<svg class="drawing"><g><text x="1.25" y="2">0.5 of 1</text></g></svg>'
    assert lean(drawing) == '<svg class="drawing"><text x="1.25" y="2">0.5 of 1</text></svg>'
