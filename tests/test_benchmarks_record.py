import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "book" / "reference"
PAGE = """Before.

% record: haswell, made by benchmarks/run.py --keep
an old cell
% record: end

After.
"""


@pytest.fixture
def record(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import record

    return record


def content(*architectures):
    blas = [{"internal_api": "openblas", "architecture": name} for name in architectures]
    setting = {"day": "2026-11-29", "processor": "a fast one", "blas": blas,
               "versions": {"Python": "3.11", "numpy": "2.4"}}  # fmt: skip
    # fmt: off
    works = {"W1": {"rounds": {"committee": [10.0, 12.0, 11.0], "torch eager": [90.0, 91.0, 1e3]},
                    "fit_microseconds": 12.34567},
             "W2": {"rounds": {"committee": [16.0, 16.0, 17.0]}, "fit_microseconds": 25}}
    return {"setting": setting, "workloads": works}


def test_a_kept_record_is_added_to_the_others_and_its_medians_stand_in_the_page(record, tmp_path):
    (tmp_path / "speed.md").write_text(PAGE)
    record.keep(content("SkylakeX"), tmp_path)
    assert (tmp_path / "speed.md").read_text() == PAGE  # which shows the other kernels
    record.keep(content("Haswell", None, "Haswell"), tmp_path)
    kept = json.loads((tmp_path / "speed.json").read_text())
    assert list(kept) == ["haswell", "skylakex"]
    assert kept["haswell"]["workloads"] == content()["workloads"]
    page = (tmp_path / "speed.md").read_text()
    assert "an old cell" not in page
    assert page.startswith("Before.\n")
    assert page.endswith("\nAfter.\n")
    cell = re.search(r"```\{code-cell\} ipython3\n(.*?)```", page, flags=re.DOTALL)[1]
    names = {}
    exec(cell, names)
    assert names["microseconds"]["committee"] == [11, 16]
    assert names["microseconds"]["committee, all of fit"] == [12.35, 25]
    assert names["microseconds"]["torch eager"][0] == 91
    assert names["microseconds"]["torch eager"][1] != names["microseconds"]["torch eager"][1]
    assert "2026-11-29, a fast one, OpenBLAS kernels for haswell" in cell


@pytest.mark.parametrize("architectures", [(), ("Haswell", "SkylakeX")])
def test_a_record_without_one_name_for_its_kernels_is_refused(record, architectures):
    with pytest.raises(SystemExit, match="Expected one set of OpenBLAS kernels"):
        record.kernels(content(*architectures))


def test_the_books_page_shows_the_record_that_lies_beside_it(record):
    records = json.loads((REFERENCE / "speed.json").read_text(encoding="utf-8"))
    page = (REFERENCE / "speed.md").read_text(encoding="utf-8")
    shown = [name for name in records if record.MARKS[0].format(name) in page]
    assert shown == ["skylakex"]
    begin, end = record.MARKS[0].format("skylakex"), record.MARKS[1]
    assert f"{begin}\n\n{record.cell(records['skylakex'])}\n\n{end}" in page
