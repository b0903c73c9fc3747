"""What the repository says about itself is so."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TEXTS = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", ".github/MAINTAINING.md")
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_the_code_in_the_readme_runs():
    (code,) = re.findall(r"```python\n(.*?)```", read("README.md"), re.S)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert float(done.stdout) > 2  # "how much worse that makes them"


@pytest.mark.parametrize("text", TEXTS)
def test_every_file_that_a_text_names_is_there(text):
    linked = [to for to in re.findall(r"\]\(([^)#]+)\)", read(text)) if "://" not in to]
    quoted = re.findall(r"`((?:book|scripts|tests)/[\w./-]+|_toc\.yml|LICENSE[\w-]*)`", read(text))
    places = [(ROOT / text).parent / name for name in linked] + [ROOT / name for name in quoted]
    assert [place for place in places if not place.exists()] == []


@pytest.mark.parametrize("text", TEXTS)
def test_every_command_that_a_text_names_is_a_target(text):
    targets = re.findall(r"^([a-z-]+):", read("Makefile"), re.M)
    assert set(re.findall(r"(?:`|^)make ([a-z-]+)", read(text), re.M)) <= set(targets)


def test_a_page_may_start_with_the_lines_that_contributing_points_to():
    lines = read("book/eli5.md").splitlines()
    assert "`book/eli5.md`" in read("CONTRIBUTING.md")
    assert lines[0] == lines[5] == "---"
    assert "file_format: mystnb" in lines


def test_the_citation_names_the_version_and_the_licences():
    citation = yaml.safe_load(read("CITATION.cff"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert citation["version"] == project["version"]
    assert citation["license"] == ["CC-BY-4.0", project["license"]]
    assert citation["authors"] == project["authors"]


def test_the_licence_of_the_words_is_whole():
    text = read("LICENSE-text")
    for number in range(1, 9):
        assert re.search(rf"^Section {number} . ", text, re.M), number
    assert "https://creativecommons.org/licenses/by/4.0/" in text


def test_the_newest_changes_stand_first():
    headings = re.findall(r"^## \[(.+?)\]", read("CHANGELOG.md"), re.M)
    assert headings[0] == "Unreleased"


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_pins_its_actions_limits_its_time_and_grants_little(workflow):
    text = workflow.read_text()
    for action in re.findall(r"uses: ([^\s.]\S*) ?(.*)", text):
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action[0]), action
        assert re.fullmatch(r"# v\d+\.\d+\.\d+", action[1]), action
    plan = yaml.safe_load(text)
    assert plan["permissions"] == {}
    for name, job in plan["jobs"].items():
        assert "permissions" in job, name
        assert "timeout-minutes" in job or "uses" in job, name


def test_nothing_is_published_that_the_audit_has_not_seen():
    build = read(".github/workflows/book.yml").partition("\n  build:")[2]
    steps = ("make book", "make audit", "upload-pages-artifact")
    assert sorted(steps, key=build.index) == list(steps)


def test_newer_versions_are_looked_for_wherever_versions_are_pinned():
    plan = yaml.safe_load(read(".github/dependabot.yml"))
    watched = {(one["package-ecosystem"], folder) for one in plan["updates"]
               for folder in one.get("directories", [one.get("directory")])}  # fmt: skip
    assert watched == {
        ("pip", "/requirements"), ("npm", "/"), ("npm", "/scripts/audit"), ("github-actions", "/"),
    }  # fmt: skip
    for _, folder in watched:
        assert (ROOT / folder.strip("/")).is_dir()


def test_every_change_runs_what_a_contributor_runs():
    assert "make test" in read(".ci/run")
    assert ".ci/run" in read(".github/workflows/tests.yml")


def test_the_oldest_versions_that_are_allowed_are_tried():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    allowed = project["dependencies"] + project["optional-dependencies"]["plots"]
    tried = re.findall(r'"(\w+)==([\d.]+)\.\*"', read(".github/workflows/tests.yml"))
    assert [f"{name}>={oldest}" for name, oldest in tried] == allowed
