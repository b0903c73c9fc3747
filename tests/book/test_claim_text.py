"""How a page sets what a claim shows."""

import pytest

from committee_book import claims

SETS = [
    ("92 %", ["92\N{NO-BREAK SPACE}%"]),
    ("10^-8", ["10", "^\N{MINUS SIGN}8", ""]),
    ("10^3 to 10^12 nats", ["10", "^3", " to 10", "^12", " nats"]),
    ("3^2", ["3^2"]),
]


@pytest.mark.parametrize(("show", "parts"), SETS)
def test_a_power_of_ten_is_raised_and_a_percent_sign_stays_with_its_number(show, parts):
    set_as = claims.written(show)
    assert [("^" if n.tagname == "superscript" else "") + n.astext() for n in set_as] == parts
