import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def pins(lock):
    return dict(re.findall(r"^([\w.-]+)==([^ ;\\]+)", lock.read_text(), re.M))


NPM = ("package.json", "scripts/audit/package.json")


def packages(name="package.json"):
    lock = (ROOT / name).with_name("package-lock.json")
    return json.loads(lock.read_text())["packages"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.stem)
def test_a_python_lock_names_hashes_and_no_address(lock):
    text = lock.read_text()
    assert "://" not in text
    for entry in re.split(r"\n(?=[\w.-]+==)", text):
        assert "--hash=sha256:" in entry, entry.splitlines()[0]


def test_what_builds_the_book_is_what_the_tests_run():
    book, test = pins(ROOT / "requirements/book.txt"), pins(ROOT / "requirements/test.txt")
    assert len(book) > 50
    assert book.items() <= test.items()


def test_every_direct_dependency_is_locked():
    about = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [*about["dependencies"], *about["optional-dependencies"]["book"]]
    names = {re.match(r"[\w.-]+", text)[0].lower() for text in asked} - {"committee"}
    assert names <= {name.lower() for name in pins(ROOT / "requirements/book.txt")}


@pytest.mark.parametrize("name", NPM)
def test_the_npm_lock_names_checksums_and_no_registry(name):
    held = {path: about for path, about in packages(name).items() if path}
    assert held
    for path, about in held.items():
        assert "resolved" not in about, path
        assert about["integrity"].startswith("sha512-"), path


@pytest.mark.parametrize("name", NPM)
def test_npm_packages_are_pinned_exactly(name):
    about = json.loads((ROOT / name).read_text())
    wanted = about.get("dependencies", {}) | about["devDependencies"]
    for package, version in wanted.items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version), package
        assert packages(name)[f"node_modules/{package}"]["version"] == version
