"""The sweep puts a chapter's claims under other seeds, and says which were luck."""

import json

import pytest

import sweep_claims

HEAD = "---\nfile_format: mystnb\nkernelspec:\n  name: python3\n---\n\n# A page\n"
SEEDED = "import numpy as np\nrng = np.random.default_rng(8)\ndrawn = rng.normal(1, 0.1, 40)\n"
SURE = 'from committee import claim\nclaim("sure", "one is above a half", drawn, above=0.5)\n'
WRONG = 'claim("wrong", "one is above two", drawn, above=2)\n'


@pytest.fixture
def sweep(tmp_path, capsys):
    """Return a function that sweeps a page of these cells and returns status, words, numbers."""

    def run(*cells):
        page, numbers = tmp_path / "page.md", tmp_path / "numbers.json"
        blocks = [f"\n```{{code-cell}} ipython3\n{cell}```\n" for cell in cells]
        page.write_text(HEAD + "".join(blocks), encoding="utf-8")
        status = sweep_claims.main([str(page), "--sweeps", "2", "--json", str(numbers)])
        return status, capsys.readouterr().out, json.loads(numbers.read_text())

    return run


def test_a_claim_that_holds_under_every_seed_passes_and_each_seed_is_another(sweep):
    status, words, numbers = sweep(SEEDED, SURE)
    assert status == 0
    assert "2 of 2" in words
    first, second = (one["value"] for one in numbers["page"]["sure"])
    assert first != second


def test_a_claim_that_fails_under_other_seeds_is_named(sweep):
    status, words, _ = sweep(SEEDED, SURE + WRONG)
    assert status == 1
    assert "1 hold in fewer than 2: wrong" in words


def test_a_run_that_breaks_is_named_with_its_cell_and_nothing_after_it_held(sweep):
    status, words, numbers = sweep(SEEDED, SURE, "np.log(-drawn)\n", WRONG)
    assert status == 1
    assert "page.md, sweep 1, cell 3: RuntimeWarning: invalid value" in words
    assert list(numbers["page"]) == ["sure"]


def test_a_page_may_read_what_lies_beside_it(sweep, tmp_path):
    (tmp_path / "beside.txt").write_text("1.0")
    status, words, _ = sweep(SEEDED, 'drawn *= float(open("beside.txt").read())\n', SURE)
    assert status == 0, words


def test_a_page_without_a_literal_seed_cannot_be_swept(sweep):
    with pytest.raises(ValueError, match="seed its generators with a literal"):
        sweep("import numpy as np\nrng = np.random.default_rng()\n", "claim(1)\n")


def test_a_chapter_that_is_not_there_is_named_before_anything_runs(capsys):
    with pytest.raises(SystemExit):
        sweep_claims.main(["story/nowhere"])
    assert "expected a chapter's file" in (said := capsys.readouterr().err)
    assert said.strip().endswith("got story/nowhere")
