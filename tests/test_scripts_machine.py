"""The scripts on machines unlike this one: other Pythons, other Nodes, no browser."""

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import ensure_chromium
import make_environment
import node_tools
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parents[1]
posix = pytest.mark.skipif(os.name == "nt", reason="a shell script stands in for the program")


@pytest.fixture
def bin_folder(tmp_path, monkeypatch):
    """A folder that is the whole PATH."""
    folder = tmp_path / "a bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder, name, says, *, status=0):
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{says}'\nexit {status}\n")
    path.chmod(0o755)
    return path


def find_python(**environment):
    return subprocess.run(
        ["/bin/sh", str(ROOT / "scripts" / "find_python.sh")],
        env=dict(os.environ) | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@posix
def test_an_old_python_is_named_in_the_advice(bin_folder):
    program(bin_folder, "python3", "Python 3.9.2", status=1)
    done = find_python()
    assert done.returncode == 1
    assert done.stdout == ""
    assert "Expected Python 3.11 or newer" in done.stderr


@posix
def test_no_python_at_all_is_said_so(bin_folder):
    done = find_python()
    assert done.returncode == 1
    assert "found here: none" in done.stderr


@posix
def test_a_newer_python_beside_an_old_one_is_taken(bin_folder):
    program(bin_folder, "python3", "Python 3.9.2", status=1)
    newer = bin_folder / "python3.12"
    newer.symlink_to(sys.executable)
    assert find_python().stdout.strip() == str(newer)


@posix
def test_a_python_that_is_named_is_the_one(bin_folder):
    chosen = bin_folder / "my python"
    chosen.symlink_to(sys.executable)
    (bin_folder / "python3").symlink_to(sys.executable)
    assert find_python(PYTHON=str(chosen)).stdout.strip() == str(chosen)


def test_an_unfinished_environment_is_cleared_and_a_strangers_folder_is_not(tmp_path):
    ours, strangers = tmp_path / "ours", tmp_path / "strangers"
    for folder in (ours, strangers):
        folder.mkdir()
        (folder / "something").touch()
    (ours / ".unfinished").touch()
    make_environment._clear(ours)
    assert not ours.exists()
    with pytest.raises(SystemExit, match="to be an environment or absent"):
        make_environment._clear(strangers)
    assert (strangers / "something").exists()


def test_a_python_that_does_not_start_does_not_work(tmp_path):
    assert make_environment.works(Path(sys.executable))
    assert not make_environment.works(tmp_path / "python")


@posix
@pytest.mark.parametrize(("says", "taken"), [("v16.20.1", False), ("v18.13.0", True)])
def test_the_machines_node_is_taken_if_new_enough(bin_folder, says, taken):
    program(bin_folder, "node", says)
    program(bin_folder, "npm", "10")
    assert (node_tools.machine_node() is not None) is taken


@posix
def test_a_node_without_npm_or_one_that_fails_is_none(bin_folder):
    program(bin_folder, "node", "v22.0.0")
    assert node_tools.machine_node() is None
    program(bin_folder, "npm", "10")
    program(bin_folder, "node", "v22.0.0", status=1)
    assert node_tools.machine_node() is None


@posix
def test_a_browser_that_only_advises_is_passed_over(bin_folder, monkeypatch):
    monkeypatch.delenv("CHROMIUM", raising=False)
    program(bin_folder, "chromium", "please install the snap", status=1)
    wanted = program(bin_folder, "google-chrome", "Google Chrome 140")
    assert ensure_chromium.find() == str(wanted)


def test_a_browser_that_is_named_but_absent_gives_the_advice(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "nowhere"))
    with pytest.raises(SystemExit, match="CHROMIUM=/path/to/chromium"):
        ensure_chromium.ensure()


def test_a_second_run_waits_for_the_first(tmp_path):
    order = []

    def second():
        with alone(tmp_path, "build"):
            order.append("second")

    with alone(tmp_path, "build"):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.5)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


@posix
def test_make_lists_every_target_and_each_has_its_words():
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert set(re.findall(r"^ +make ([a-z-]+) +\w", listed, re.M)) == targets


TEXTS = {path.name: path.read_text() for path in (ROOT / "scripts").glob("*.py")}
WITHOUT_TORCH = [name for name, text in TEXTS.items() if "\nimport torch\n" not in text]


@pytest.mark.parametrize("script", [name for name in WITHOUT_TORCH if "argparse" in TEXTS[name]])
def test_every_program_explains_itself(script):
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / script), "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(done.stdout.splitlines()) > 4
