"""Two builds compared: what differs is named, with the place where it begins."""

import subprocess
import sys
from pathlib import Path

import compare_builds

SCRIPT = Path(compare_builds.__file__)


def site(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.html").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.html").write_text(text)
    return folder


def test_alike_is_alike(tmp_path):
    one, other = (site(tmp_path / name, index="same", page="same") for name in ("one", "other"))
    assert list(compare_builds.differences(one, other)) == []


def test_a_difference_is_named_by_file_line_and_words(tmp_path):
    one = site(tmp_path / "one", index="first\nsecond line\n", here="x")
    other = site(tmp_path / "other", index="first\nsecond time\n", there="x")
    here, there, differs = compare_builds.differences(one, other)
    assert here == "here.html is in the first build only"
    assert there == "there.html is in the second build only"
    assert differs.startswith("index.html differs from line 2 on:")
    assert "second line" in differs
    assert "second time" in differs


def test_a_text_that_only_goes_on_differs_where_the_other_ends():
    assert compare_builds.place(b"same\n", b"same\nmore").startswith("from line 2 on")


def test_the_two_machines_differ_in_all_that_a_build_could_notice():
    one, other = compare_builds.MACHINES
    assert [name for name in one if one[name] == other[name]] == []
    assert {"TZ", "LC_ALL", "PYTHONHASHSEED", "UMASK"} <= one.keys()


def test_the_command_fails_where_two_sites_differ_and_not_where_they_do_not(tmp_path):
    one, other = site(tmp_path / "one", index="a"), site(tmp_path / "other", index="b")
    run = [sys.executable, str(SCRIPT)]
    same = subprocess.run([*run, one, one], capture_output=True, text=True, check=False)
    apart = subprocess.run([*run, one, other], capture_output=True, text=True, check=False)
    assert (same.returncode, apart.returncode) == (0, 1)
    assert "1 of 1 files differ" in apart.stderr
