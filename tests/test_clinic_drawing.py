import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from committee.clinic import Curve, Curves, diagnose
from committee.clinic.diagnosis import refused
from committee.clinic.drawing import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, Scale, drawing

TRAIN = np.geomspace(0.7, 0.02, 60)
HELD_OUT = 0.4 + 0.3 * np.abs(np.linspace(-1, 2, 60))


def drawn(train=(), val=(), **more):
    return ET.fromstring(drawing(diagnose(Curves(Curve.of(train), Curve.of(val), **more))))


def points(picture, name):
    (path,) = (p for p in picture.iter() if p.get("class") == name and p.tag.endswith("path"))
    return np.array([pair.split(",") for pair in path.get("d")[1:-2].split()], float)


def texts(picture):
    return {text.text: text for text in picture.iter() if text.tag.endswith("text")}


def test_the_curves_stand_where_their_numbers_say():
    picture = drawn(TRAIN, HELD_OUT)
    train, held_out = points(picture, "train"), points(picture, "validation")
    assert train[0, 0] == LEFT
    assert train[-1] == pytest.approx([RIGHT, BOTTOM])
    assert held_out[:, 1].min() == pytest.approx(TOP)
    assert held_out[:, 1].argmax() == HELD_OUT.argmin()
    assert texts(picture)["epoch"] is not None


def test_the_evidence_is_marked_at_its_epoch():
    picture = drawn(TRAIN, HELD_OUT)
    answer = diagnose(Curves(Curve.of(TRAIN), Curve.of(HELD_OUT)))
    ((epoch, word),) = answer.marks
    place = LEFT + (RIGHT - LEFT) * (epoch - 1) / 59
    assert float(texts(picture)[word].get("x")) == pytest.approx(place, abs=0.1)
    assert f"{word} at epoch {epoch:g}" in picture.get("aria-label")


def test_of_several_spikes_each_is_marked_and_one_is_named():
    loss = 1 / np.arange(1.0, 41)
    loss[[10, 20, 30]] *= 5
    picture = drawn(loss)
    marks = [part.get("d") for part in picture.iter() if part.get("class") == "quiet"]
    assert len(set(marks)) == 3
    assert [part.text for part in picture.iter() if part.text == "spike"] == ["spike"]


def test_a_loss_over_decades_is_drawn_on_a_logarithmic_scale():
    y = points(drawn(np.geomspace(1, 1e-6, 7)), "train")[:, 1]
    np.testing.assert_allclose(np.diff(y), np.diff(y)[0], atol=0.11)


def test_names_of_curves_that_end_together_do_not_cover_each_other():
    names = texts(drawn(TRAIN, TRAIN * 1.01))
    assert abs(float(names["train"].get("y")) - float(names["validation"].get("y"))) > 14


def test_a_run_of_a_million_steps_is_drawn_small_and_keeps_its_spike():
    loss = np.full(1_000_000, 0.5)
    loss[654_321] = 9.0
    text = drawing(diagnose(Curves(Curve.of(loss))))
    assert len(text) < 20_000
    assert points(ET.fromstring(text), "train")[:, 1].min() == TOP


def test_names_from_a_hostile_log_stay_text():
    picture = drawn(TRAIN, unit='</text><script>alert("x")</script>')
    assert not [part for part in picture.iter() if part.tag.endswith("script")]
    assert len([text for text in texts(picture) if "script" in text]) == 1


def test_nothing_to_draw_is_said():
    assert "nothing to draw" in drawing(refused("a.png", "is an image"))
    assert "nothing to draw" in drawing(diagnose(Curves()))


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=30),
       st.booleans())
def test_whatever_the_numbers_the_curve_stays_inside_and_the_scale_is_readable(values, log):
    picture = drawn(values)
    line = points(picture, "train")
    assert np.isfinite(line).all()
    assert (line >= [LEFT - 0.1, TOP - 0.1]).all()
    assert (line <= [RIGHT + 0.1, BOTTOM + 0.1]).all()
    scale = Scale.over(np.array(values), 0, 1, log=log)
    ticks = np.array(scale.ticks())
    assert 1 <= len(ticks) <= 7
    assert (np.abs(scale.at(ticks) - 0.5) < 0.5 + 1e-6).all()


def test_everything_stands_inside_the_picture():
    picture = drawn(TRAIN, HELD_OUT)
    places = np.array([[text.get("x"), text.get("y")] for text in texts(picture).values()], float)
    assert (places >= 0).all()
    assert (places <= [WIDTH, HEIGHT]).all()
    assert re.fullmatch(r"0 0 \d+ \d+", picture.get("viewBox"))
