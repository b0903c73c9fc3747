import runpy
import subprocess
import sys

import numpy as np
import pytest

from committee.__main__ import COMMANDS, main


def test_the_version_is_said_with_those_it_depends_on(capsys):
    assert main(["version"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("committee 0.")
    assert f"numpy {np.__version__}" in said


@pytest.mark.parametrize("start", [["-m", "committee"]])
def test_the_package_can_be_run(start):
    done = subprocess.run([sys.executable, *start, "version"], capture_output=True, text=True,
                          check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_being_run_exits_with_the_commands_status(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["committee", "version"])
    monkeypatch.delitem(sys.modules, "committee.__main__")
    with pytest.raises(SystemExit) as left:
        runpy.run_module("committee", run_name="__main__")
    assert left.value.code == 0
    assert capsys.readouterr().out


def test_without_a_command_it_says_how_it_is_used(capsys):
    with pytest.raises(SystemExit) as left:
        main([])
    assert left.value.code == 2
    assert "usage: committee" in capsys.readouterr().err


def test_a_command_has_arguments_of_its_own_and_its_status_is_that_of_the_program(monkeypatch):
    monkeypatch.setitem(COMMANDS, "count", (
        lambda chosen: len(chosen.files), lambda parser: parser.add_argument("files", nargs="*")
    ))
    assert main(["count", "a", "b", "c"]) == 3
