import io
import json
import subprocess
import sys

import clinic_dialects as dialects
import pytest

from committee.__main__ import main
from committee._diagnose import MANY, draw
from committee.clinic import Curve, Curves, as_text, diagnose
from committee.clinic.diagnosis import refused
from committee.clinic.report import sparkline


@pytest.fixture
def log(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(dialects.data_frame_csv(dialects.memorising()))
    return path


@pytest.fixture
def picture(tmp_path):
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG....")
    return path


KEYS = ["file", "diagnosis", "confidence", "evidence", "causes", "first_fix", "confirm", "see"]


def test_a_program_gets_one_object_a_line_in_the_order_given(log, picture, capsys):
    assert main(["diagnose", "--json", str(log), str(picture), str(log)]) == 2
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer["diagnosis"] for answer in answers] == [
        "overfitting", "not_a_training_log", "overfitting"]  # fmt: skip
    assert [list(answer) for answer in answers] == [KEYS] * 3
    assert "an image" in answers[1]["evidence"][0]


def test_many_files_are_shared_among_processes_and_answered_in_order(log, picture, capsys):
    one, two = str(log), str(picture)
    assert main(["diagnose", "--json", one, two, two]) == 2
    first, second, _ = capsys.readouterr().out.splitlines()
    assert main(["diagnose", "--json", *[one, two, two] * (1 + MANY // 3)]) == 2
    lines = capsys.readouterr().out.splitlines()
    assert lines == [first, second, second] * (1 + MANY // 3)


def test_the_status_is_nought_when_every_file_got_an_answer(log, capsys):
    assert main(["diagnose", str(log)]) == 0
    said = capsys.readouterr().out
    for part in ("Overfitting (high confidence)", "Evidence", "1. ", "Try first", "Confirm",
                 "Read", "story/growing-pains/overfitting", "█"):
        assert part in said
    assert max(map(len, said.splitlines()[1:])) <= 78


def test_a_missing_file_has_its_line_and_no_traceback(tmp_path):
    run = subprocess.run(
        [sys.executable, "-m", "committee", "diagnose", str(tmp_path / "nothing.csv")],
        capture_output=True, text=True, check=False)  # fmt: skip
    assert (run.returncode, run.stderr) == (2, "")
    assert "cannot be opened" in run.stdout


def test_a_terminal_without_the_bars_gets_question_marks(log):
    run = subprocess.run([sys.executable, "-m", "committee", "diagnose", str(log)],
                         env={"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert run.returncode == 0
    assert b"???" in run.stdout


def test_the_same_is_so_within_one_process(log, monkeypatch):
    terminal = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", terminal)
    assert main(["diagnose", str(log)]) == 0
    terminal.flush()
    assert b"???" in terminal.buffer.getvalue()


def test_the_plot_shows_the_curves_with_the_evidence_marked(log, picture, tmp_path, capsys):
    out = tmp_path / "out.svg"
    assert main(["diagnose", "--plot", str(out), str(log)]) == 0
    drawn = out.read_text()
    assert '<path class="train"' in drawn
    assert '<path class="validation"' in drawn
    assert "lowest validation loss" in drawn
    out.unlink()
    assert main(["diagnose", "--plot", str(out), str(picture)]) == 2
    assert not out.exists()


def test_a_plot_is_of_one_file(log, tmp_path, capsys):
    assert main(["diagnose", "--plot", str(tmp_path / "o.svg"), str(log), str(log)]) == 2
    assert "expects one file, got 2" in capsys.readouterr().err


def test_curves_over_decades_are_drawn_on_a_logarithmic_scale(tmp_path):
    steep = Curve.of([10.0**-i for i in range(9)])
    draw(diagnose(Curves(steep, Curve.of([]))), tmp_path / "steep.svg")
    drawn = (tmp_path / "steep.svg").read_text()
    assert all(f">{tick}</text>" in drawn for tick in ("1", "0.01", "1e-06"))
    draw(diagnose(Curves()), tmp_path / "nothing.svg")
    draw(refused("a", "is an image"), tmp_path / "refused.svg")
    assert (tmp_path / "nothing.svg").exists()
    assert not (tmp_path / "refused.svg").exists()


def test_a_report_tells_what_was_assumed():
    curves = Curves(Curve.of([1.0, 0.6, 0.4, 0.3]), remarks=("judged on the last of 2 runs",))
    said = as_text(diagnose(curves))
    assert said.startswith("this run\n")
    assert "Note        judged on the last of 2 runs" in said


def test_a_flat_curve_has_a_flat_sparkline():
    assert sparkline(Curve.of([1.0, 1.0, 1.0])) == "▁▁▁"
    assert len(sparkline(Curve.of(range(500)))) == 40
    assert sparkline(Curve.of([10.0**-i for i in range(8)])) == "█▇▆▅▄▃▂▁"


def test_the_clinic_needs_neither_matplotlib_nor_the_numerics():
    code = (
        "import sys, committee.clinic;"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'committee.network',"
        "'committee.layers', 'committee.training')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_log_is_read_where_there_are_no_processes(log):
    """As in the browser's Python, which has no multiprocessing."""
    code = (
        "import sys; sys.modules['_multiprocessing'] = None\n"
        f"from committee.__main__ import main; sys.exit(main(['diagnose', {str(log)!r}]))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
