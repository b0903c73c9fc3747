"""What a reader costs: the tables are made of what was measured, and put where they belong."""

import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1] / "benchmarks"
FOUND = {
    "day": "2026-11-28", "machine": "a machine", "connections": 32, "seconds": 20,
    "costs": {
        "a first page": {"requests": 20, "kilobytes": 180},
        "live code": {"requests": 9, "kilobytes": 4100, "missing": ["numpy"]},
    },
    "asked": {"index.html": {"per_second": 900, "slowest_percent_ms": 12, "errors": 0}},
}  # fmt: skip


@pytest.fixture
def load(monkeypatch):
    monkeypatch.syspath_prepend(str(HOME))
    import load

    yield load
    sys.modules.pop("load", None)


def test_the_tables_say_when_and_what_is_missing(load):
    said = load.table(FOUND)
    assert said.startswith("Measured on 2026-11-28 (a machine), then and there.")
    assert "| a first page | 20 | 180 |" in said
    assert "| live code (without 1 of its wheels) | 9 | 4100 |" in said
    assert "| `index.html` | 900 | 12 | 0 |" in said


def test_they_take_the_place_of_older_ones_and_of_nothing_else(load, tmp_path):
    text = "Before.\n\n{}\n\nold\n\n{}\n\nAfter.\n".format(*load.MARKS)
    page = tmp_path / "page.md"
    page.write_text(text)
    for _ in range(2):
        load.put("new", page, *load.MARKS)
        assert page.read_text() == text.replace("old", "new")
    page.write_text("Nothing is marked here.")
    with pytest.raises(SystemExit, match=r"Expected the marks .* in .*page\.md, found none"):
        load.put("new", page, *load.MARKS)
    assert page.read_text() == "Nothing is marked here."


def test_files_are_compressed_beforehand_where_that_helps(load, tmp_path):
    for name in ("page.html", "font.woff2"):
        (tmp_path / name).write_text("words " * 100)
    load.compress(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "font.woff2", "page.html", "page.html.gz"]  # fmt: skip
