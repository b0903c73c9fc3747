"""Measured numbers are never typed: what the lint finds, and what it lets pass."""

import pytest

from committee_book.numbers import typed_numbers


@pytest.mark.parametrize(
    "text",
    [
        "She agrees with 93.4 % of the archive.",
        "It happens to nine in ten networks.",
        "It happens to nine networks in ten.",
        "Nine out of ten networks learn.",
        "38 of 40 networks learn.",
        "The gap is .83 in the median.",
        "The loss climbs to 2.6 times its lowest value.",
        "The loss ends three times as high.",
        "The gap is twenty-one points.",
        "The gap is 21 points.",
        "She is right in ninety per cent of the cases.",
        "A threefold rise, or a 3-fold one.",
        "The final loss is 0.02.",
        "It memorises nearly half of the wrong rulings.",
        "It memorises two thirds of them.",
        "The gradient is twice as large.",
        "The change is \N{MINUS SIGN}0.3 points.",
    ],
)
def test_a_measured_number_is_found_in_digits_and_in_words(text):
    assert typed_numbers(text)


@pytest.mark.parametrize(
    "text",
    [
        "Forty judges study a hundred cases for three hundred evenings.",
        "One of the six lines is missing.",
        "Count the weights: 551 in all, for a hundred cases.",
        "Degree five has six coefficients; degree fourteen has fifteen.",
        "Her thirtieth evening, epoch 100, part 9, in 2017.",
        "Two rows of six small pictures.",
        "See version 3 of the file a.1.b, and section 2.",
        "Ten things instead of one.",
        "A picture is nine numbers in three rows.",
        "Sometimes she is right at the first sight of it.",
    ],
)
def test_settings_and_counts_are_left_alone(text):
    assert typed_numbers(text) == []


def test_a_setting_that_the_page_lists_passes_wherever_it_stands():
    text = "One ruling in five is wrong. A gap of 21 points."
    assert typed_numbers(text, ("one ruling in five",)) == ["21 points"]


def test_a_listed_setting_excuses_no_longer_number():
    assert typed_numbers("It is 120 %.", ("20 %",)) == ["120 %"]
