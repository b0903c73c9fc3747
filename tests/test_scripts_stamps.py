import os

import pytest

import book_folders
import content_stamp


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "inputs" / "deep").mkdir(parents=True)
    (tmp_path / "inputs" / "one.txt").write_text("one")
    (tmp_path / "inputs" / "deep" / "two.txt").write_text("two")
    return tmp_path / "inputs"


def test_a_key_stays_while_only_dates_change(folder):
    before = content_stamp.key(folder)
    os.utime(folder / "one.txt", (0, 0))
    assert content_stamp.key(folder) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda f: (f / "one.txt").write_text("other"),
        lambda f: (f / "one.txt").rename(f / "renamed.txt"),
        lambda f: (f / "deep" / "two.txt").unlink(),
        lambda f: (f / "deep" / "new.txt").write_text(""),
    ],
)
def test_a_key_changes_with_content_and_names(folder, change):
    before = content_stamp.key(folder)
    change(folder)
    assert content_stamp.key(folder) != before


def test_parts_of_a_key_do_not_run_together():
    assert content_stamp.key("ab", "c") != content_stamp.key("a", "bc")


def test_bytecode_is_no_content(folder):
    before = content_stamp.key(folder)
    (folder / "__pycache__").mkdir()
    (folder / "__pycache__" / "one.pyc").write_bytes(b"x")
    assert content_stamp.key(folder) == before


def test_only_the_stamp_of_the_same_inputs_is_fresh(tmp_path):
    stamp = tmp_path / "deep" / "stamp"
    assert not content_stamp.fresh(stamp, "key")
    content_stamp.write(stamp, "key")
    assert content_stamp.fresh(stamp, "key")
    assert not content_stamp.fresh(stamp, "another")
    assert [path.name for path in stamp.parent.iterdir()] == ["stamp"]


def test_a_book_is_built_anew_when_python_for_the_browser_has_come(tmp_path, monkeypatch):
    monkeypatch.setattr(book_folders, "ROOT", tmp_path)
    about = tmp_path / "_build" / "live" / "about.json"
    about.parent.mkdir(parents=True)
    book = book_folders.Book(*(tmp_path / name for name in ("book", "c.yml", "t.yml", "_build")))
    about.write_text('{"missing": ["numpy"]}')
    without = book_folders.machine_key(book)
    assert book_folders.machine_key(book) == without
    about.write_text('{"missing": []}')
    assert book_folders.machine_key(book) != without
