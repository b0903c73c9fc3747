"""What a release offers is whole, or it is said what is missing."""

import hashlib
import zipfile

import gather_release


def fill(built):
    for name in gather_release.EDITIONS:
        (built / name).parent.mkdir(parents=True, exist_ok=True)
        (built / name).write_bytes(name.encode())
    notebook = built / "notebooks" / "clean" / "story" / "one.ipynb"
    notebook.parent.mkdir(parents=True)
    notebook.write_text("{}")


def test_each_edition_that_was_not_made_is_named_with_its_command(tmp_path):
    said = gather_release.missing(tmp_path)
    assert len(said) == 5
    assert said[0].endswith("brains-decision-committee.pdf; run make pdf")
    assert said[-1].endswith("notebooks; run make notebooks")
    fill(tmp_path)
    assert gather_release.missing(tmp_path) == []


def test_the_editions_and_the_notebooks_are_gathered_with_their_checksums(tmp_path):
    fill(tmp_path)
    release = tmp_path / "release"
    (release / "left-over").mkdir(parents=True)
    found = [path.name for path in gather_release.gather(tmp_path, release)]
    assert found == ["brains-decision-committee-notebooks.zip",
                     "brains-decision-committee-print.pdf", "brains-decision-committee.epub",
                     "brains-decision-committee.pdf", "brains-decision-committee.zip"]  # fmt: skip
    with zipfile.ZipFile(release / found[0]) as packed:
        assert packed.namelist() == ["brains-decision-committee-notebooks/clean/story/one.ipynb"]
    lines = gather_release.write_sums(release).splitlines()
    assert [line.split("  ")[1] for line in lines] == found
    for line in lines:
        digest, name = line.split("  ")
        assert hashlib.sha256((release / name).read_bytes()).hexdigest() == digest
