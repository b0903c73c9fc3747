"""Schedules at their landmarks: first step, last of warm-up, peak, middle, end, beyond."""

import numpy as np
import pytest

from committee.schedules import (
    constant,
    cosine_decay,
    exponential_decay,
    linear_decay,
    step_decay,
    warmup_cosine_decay,
)

LANDMARKS = {
    "constant": (constant(0.3), {0: 0.3, 10**6: 0.3}),
    "step_decay": (
        step_decay(0.8, factor=0.5, every=10),
        {0: 0.8, 9: 0.8, 10: 0.4, 19: 0.4, 20: 0.2},
    ),
    "exponential_decay": (
        exponential_decay(0.8, factor=0.25, every=10),
        {0: 0.8, 5: 0.4, 10: 0.2, 20: 0.05},
    ),
    "linear_decay": (
        linear_decay(1.0, total_steps=10, floor=0.2),
        {0: 1.0, 5: 0.6, 9: 0.28, 10: 0.2, 99: 0.2},
    ),
    "cosine_decay": (
        cosine_decay(1.0, total_steps=12, floor=0.2),
        {0: 1.0, 4: 0.8, 6: 0.6, 8: 0.4, 12: 0.2, 99: 0.2},
    ),
    "warmup_cosine_decay": (
        warmup_cosine_decay(1.0, warmup_steps=4, total_steps=14, floor=0.1),
        {0: 0.25, 1: 0.5, 3: 1.0, 4: 1.0, 9: 0.55, 14: 0.1, 99: 0.1},
    ),
    "a floor as high as the start": (linear_decay(1.0, total_steps=1, floor=1.0), {0: 1, 1: 1}),
    "a factor of one": (step_decay(1.0, factor=1, every=1), {0: 1, 99: 1}),
}


@pytest.mark.parametrize(("schedule", "landmarks"), LANDMARKS.values(), ids=LANDMARKS)
def test_schedule_passes_its_landmarks(schedule, landmarks):
    assert {step: schedule(step) for step in landmarks} == pytest.approx(landmarks)


@pytest.mark.parametrize(("schedule", "landmarks"), LANDMARKS.values(), ids=LANDMARKS)
def test_rates_are_plain_floats(schedule, landmarks):
    assert {type(schedule(step)) for step in landmarks} == {float}


def test_a_numpy_number_does_not_make_a_numpy_schedule():
    half = np.float64(0.5)
    schedules = [
        constant(half),
        step_decay(half, factor=half, every=2),
        exponential_decay(half, factor=half, every=2),
        linear_decay(half, total_steps=2),
        cosine_decay(half, total_steps=2),
        warmup_cosine_decay(half, warmup_steps=1, total_steps=2),
    ]
    assert {type(schedule(step)) for schedule in schedules for step in (0, 1)} == {float}


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: constant(0), "constant's rate should be a finite number above 0, got 0"),
        (lambda: step_decay(-1, factor=0.5, every=1), "step_decay's first rate .* got -1"),
        (lambda: step_decay(1, factor=0, every=1), "step_decay's factor .* got 0"),
        (lambda: step_decay(1, factor=1.5, every=1), "step_decay's factor .* got 1.5; a rate"),
        (lambda: step_decay(1, factor=0.5, every=0), "step_decay's every .* got 0"),
        (lambda: exponential_decay(0, factor=0.5, every=1), "exponential_decay's first rate"),
        (lambda: exponential_decay(1, factor=2, every=1), "exponential_decay's factor .* got 2"),
        (lambda: exponential_decay(1, factor=1, every=-3), "exponential_decay's every .* got -3"),
        (lambda: linear_decay(np.nan, total_steps=9), "linear_decay's first rate .* got nan"),
        (lambda: linear_decay(1, total_steps=0), "linear_decay's total_steps .* got 0"),
        (lambda: linear_decay(1, total_steps=9, floor=-0.1), "linear_decay's floor .* got -0.1"),
        (lambda: linear_decay(0.1, total_steps=9, floor=0.2), "floor .* got 0.2 above 0.1"),
        (lambda: cosine_decay(1, total_steps=0), "cosine_decay's total_steps .* got 0"),
        (
            lambda: warmup_cosine_decay(1, warmup_steps=-1, total_steps=9),
            "warmup_steps should be a whole number, 0 or above, got -1",
        ),
        (
            lambda: warmup_cosine_decay(1, warmup_steps=9, total_steps=9),
            "warmup_steps should be fewer than its total_steps, got 9 of 9",
        ),
    ],
)
def test_senseless_settings_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_half_a_step_is_refused():
    with pytest.raises(TypeError, match="step_decay's every should be a whole number"):
        step_decay(1, factor=0.5, every=2.5)
