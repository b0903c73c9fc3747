"""The reference of the package as it came out: every name that is on offer, with its example."""

import pkgutil

import pytest
from bs4 import BeautifulSoup

import committee


@pytest.fixture(scope="module")
def entries(site):
    """Return what the page says of each function and class, by its full name."""
    page = BeautifulSoup((site / "reference" / "api.html").read_text(), "html.parser")
    return {name["id"]: name.parent for name in page.select("dl.py > dt.sig[id]")}


def test_every_name_on_offer_has_an_entry_with_an_example_that_prints_something(entries):
    full = {name: f"committee.{home}.{name}" for name, home in committee._HOME_OF.items()}
    assert [name for name in full.values() if name not in entries] == []
    shown = {name: entries[place].get_text() for name, place in full.items()}
    assert [name for name, text in shown.items() if ">>> " not in text] == []


def test_every_module_that_is_not_private_has_its_place(site):
    page = BeautifulSoup((site / "reference" / "api.html").read_text(), "html.parser")
    there = {part["id"].split(".")[1] for part in page.select("[id^='module-committee.']")}
    modules = {info.name for info in pkgutil.iter_modules(committee.__path__)}
    assert {name for name in modules if not name.startswith("_")} <= there


def test_a_signature_says_how_a_thing_is_called_and_the_docstring_what_shape_it_takes(entries):
    assert "mlp(widths, *, rng, activation=ReLU" in entries["committee.network.mlp"].get_text()
    assert "(…, batch, n_out)" in entries["committee.layers.Dense.fill"].get_text()


def test_the_words_where_to_look_lead_to_the_entries(site):
    page = BeautifulSoup((site / "reference" / "api.html").read_text(), "html.parser")
    found = page.select_one("#where-to-look")
    names = [code.get_text() for code in found.select("dd code")]
    linked = [code.get_text() for code in found.select("dd a[href^='#committee.'] code")]
    assert len(linked) > 20
    assert names == linked
