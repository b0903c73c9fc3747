"""The checks of the whole book: each can be reached, and none gives its answer away."""

import json
import re
from collections import Counter

import pytest


@pytest.fixture(scope="module")
def checks(site):
    found = json.loads((site / "checks.json").read_text(encoding="utf-8"))["checks"]
    assert found
    return found


@pytest.fixture(scope="module")
def single(checks):
    return [check for check in checks if check["kind"] == "single"]


def test_each_check_stands_where_the_list_says(checks, site):
    pages = {one["url"].partition("#")[0] for one in checks}
    check = re.compile(r'<div class="check check-[^>]* id="([^"]+)"')
    found = {
        f"{page}#{anchor}"
        for page in pages
        for anchor in check.findall((site / page).read_text(encoding="utf-8"))
    }
    assert {one["url"] for one in checks} - found == set()


def test_the_right_letters_are_spread(single):
    letters = Counter(o["letter"] for check in single for o in check["options"] if o["right"])
    assert letters.keys() == set("ABCD")
    assert all(0.15 < n / len(single) < 0.35 for n in letters.values()), letters


def stands_out(check):
    """Say whether the right option is a fifth longer than any other: its length gives it away."""
    right = [len(option["text"]) for option in check["options"] if option["right"]]
    others = [len(option["text"]) for option in check["options"] if not option["right"]]
    return min(right) > 1.2 * max(others)


def test_the_right_option_seldom_stands_out_by_its_length(single):
    found = [check["id"] for check in single if stands_out(check)]
    assert len(found) <= max(2, len(single) / 4), found


def test_the_right_option_is_the_longest_in_two_checks_of_five_at_most(single):
    longest = [max(check["options"], key=lambda o: len(o["text"]))["right"] for check in single]
    assert sum(longest) <= 0.4 * len(single)


def test_every_explanation_says_something(checks):
    for check in checks:
        for option in check["options"]:
            assert len(option["explanation"]["text"]) > 20, (check["id"], option["letter"])
