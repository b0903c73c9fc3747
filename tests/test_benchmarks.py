import json
import subprocess
import sys
from pathlib import Path

import pytest

HOME = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def bench(monkeypatch):
    monkeypatch.syspath_prepend(str(HOME))
    import baselines
    import ours
    import run
    import workloads

    yield {"baselines": baselines, "ours": ours, "run": run, "workloads": workloads}
    for name in ("baselines", "ours", "peers", "run", "workloads"):
        sys.modules.pop(name, None)


def test_a_run_verifies_the_curves_and_writes_table_plot_and_numbers(tmp_path):
    done = subprocess.run(
        [sys.executable, HOME / "run.py", "--only", "W1", "--rounds", "1", "--seconds", "0.01",
         "--out", tmp_path], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert "curve of" not in done.stdout
    assert "BLAS" in done.stdout
    content = json.loads((tmp_path / "results.json").read_text())
    result = content["workloads"]["W1"]
    assert result["curves_apart"]["classic loop"] < 1e-10
    assert result["ratios"]["committee"] == 1
    assert result["memory"]["growth"] < 1000
    assert "| classic loop |" in (tmp_path / "table.md").read_text()
    assert "<svg" in (tmp_path / "ratios.svg").read_text()


def test_a_contestant_that_is_not_installed_is_named(bench, monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn", None)
    monkeypatch.setitem(sys.modules, "sklearn.neural_network", None)
    makers, absent = bench["run"].entered(bench["workloads"].workloads()[0], "float64")
    assert "scikit-learn" in absent
    assert {"committee", "committee, 64 stacked", "classic loop"} < set(makers)


def test_another_curve_would_be_noticed(bench):
    work = bench["workloads"].workloads()[0]

    class Tilted(bench["baselines"].ClassicLoop):
        def backward(self, answers, y):
            of_weights, of_biases = super().backward(answers, y)
            return [1.001 * grad for grad in of_weights], of_biases

    apart = bench["run"].curves_apart(work, "float64", {"tilted": lambda: Tilted(work, "float64")})
    assert apart["tilted"] > 1e-6


def test_what_falls_short_is_said(bench):
    slow = {"W1": {"ratios": {"scikit-learn": 2.0, "torch eager": 9.0, "committee": 1.0,
                              "committee, 64 stacked": 0.09},
                   "microseconds": {"committee, 64 stacked": 1.0,
                                    "classic loop with evaluations": 20.0},
                   "memory": {"growth": 5000}}}
    assert len(bench["run"].shortfalls(slow)) == 4
