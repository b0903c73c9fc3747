"""Whatever is false or broken fails the build, and the message names the page and the cell."""

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path

import pytest
from planted_book import ROOT, PlantedBook, cell, line_of

DRAW = "import matplotlib.pyplot as plt"
QUIET = cell("print('a cell that is in order')")
WORDS = """\
---
mystnb:
  figure:
    name: {name}
    caption: A line that rises.
  image:
    alt: A straight line climbs from the lower left corner to the upper right one.
---"""

# page → its blocks; every page has one fault, in its second cell unless it has none
FAULTS = {
    "story/raises": [QUIET, cell("1 / 0")],
    "story/sleeps": [QUIET, cell("import time", "time.sleep(600)")],
    "story/dies": [QUIET, cell("import os", "os._exit(1)")],
    "story/points-nowhere": ["See {ref}`sec-nowhere`.\n"],
    "story/links-nowhere": ["See [this](no-such-page.md).\n"],
    "story/cites-nobody": ["As shown by {cite}`nobody1900nothing`.\n"],
    "story/unworded": [
        QUIET,
        cell(
            "\n".join(WORDS.format(name="fig-unworded").splitlines()[:5]),
            "---",
            DRAW,
            "plt.plot([1, 2]);",
        ),
    ],
    "story/complains": [QUIET, cell("import sys", "print('a remark', file=sys.stderr)")],
    "story/warns": [QUIET, cell("import numpy as np", "np.log(np.zeros(1));")],
    "story/glyphless": [
        QUIET,
        cell(WORDS.format(name="fig-glyphless"), DRAW, "plt.plot([1, 2]); plt.xlabel('委員会');"),
    ],
    "story/global-draw": [QUIET, cell("import numpy as np", "np.random.rand(3)")],
    "story/unseeded-generator": [QUIET, cell("import numpy as np", "np.random.default_rng()")],
    "story/random-module": [QUIET, cell("import random", "random.random()")],
    "story/hidden-need": [cell("secret = 3", tags="remove-cell"), cell("print(secret + 1)")],
    "story/boasts": [
        QUIET,
        cell(
            "from committee.claims import claim",
            "claim('boast', 'two is more than three', 2.0, above=3.0, deterministic=True)",
            tags="remove-cell",
        ),
    ],
    "story/excuses-itself": [QUIET, cell("1 / 0", tags="raises-exception")],
    "story/half-python": [QUIET, cell("for in range(3)")],
}

HEADERS = {"story/sleeps": "mystnb:\n  execution_timeout: 8\n"}

CELLS = {
    "story/raises": "ZeroDivisionError: division by zero",
    "story/sleeps": "longer than the 8 seconds",
    "story/dies": "the kernel died",
    "story/unworded": "no alt text",
    "story/complains": "stderr: a remark",
    "story/warns": "divide by zero encountered in log",
    "story/glyphless": "Glyph .* missing",
    "story/global-draw": "unseeded randomness",
    "story/unseeded-generator": "unseeded randomness",
    "story/random-module": "unseeded randomness",
    "story/hidden-need": "needs 'secret', which only the removed cell 1 binds",
    "story/boasts": "claim boast .*two is more than three",
    "story/excuses-itself": "ZeroDivisionError",
    "story/half-python": "not Python|SyntaxError",
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    """A book in which every page but the cover has one fault, built once."""
    book = PlantedBook(tmp_path_factory.mktemp("faulty"))
    for page, blocks in FAULTS.items():
        book.plant(page, *blocks, header=HEADERS.get(page, ""))
    return book, book.build()


@pytest.fixture
def small(tmp_path):
    """A book with one chapter that is in order, in a folder with a space in its name."""
    book = PlantedBook(tmp_path / "a small book")
    book.plant("chapter", "(sec-chapter)=\n## A section\n", QUIET)
    return book


def test_a_faulty_book_is_no_book(faulty):
    book, outcome = faulty
    assert outcome.status == 1
    assert not (book.output / "html").exists()


@pytest.mark.parametrize("page", CELLS)
def test_a_broken_cell_is_named_by_page_line_and_number(faulty, page):
    book, outcome = faulty
    lines = (book.source / f"{page}.md").read_text().splitlines()
    fences = [number for number, line in enumerate(lines, 1) if line.startswith("```{code-cell}")]
    complaints = outcome.about(page)
    assert complaints
    for complaint in complaints:
        assert re.match(rf"{fences[1] + 1}: cell 2: .*({CELLS[page]})", complaint), complaint


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("story/points-nowhere", "undefined label: 'sec-nowhere'"),
        ("story/links-nowhere", "no-such-page.md"),
        ("story/cites-nobody", "nobody1900nothing"),
    ],
)
def test_a_dead_reference_is_named_by_page_and_line(faulty, page, words):
    book, outcome = faulty
    line = line_of(book.source / f"{page}.md", "{" if "links" not in page else "[this]")
    (complaint,) = outcome.about(page)
    assert complaint.startswith(f"{line}: ")
    assert words in complaint


def test_the_summary_counts_the_faults_and_the_pages(faulty):
    _, outcome = faulty
    found = re.search(r"not built: (\d+) faults on (\d+) pages", outcome.log)
    assert found
    assert int(found[1]) == len(outcome.complaints)
    assert int(found[2]) == len(FAULTS)


def test_a_sound_book_is_built_and_a_fault_leaves_its_site_alone(small, tmp_path):
    """One book through a week: built, left as it is, broken, mended."""
    small.plant("another", "See {ref}`sec-chapter`.\n")
    outcome = small.build(cwd=tmp_path)  # from any folder
    assert outcome.status == 0, outcome.log
    assert (small.output / "html" / "index.html").as_uri() in outcome.log
    assert "a cell that is in order" in small.page("chapter")
    assert "\x1b[" not in outcome.log  # colours are for terminals

    again = small.build()
    assert again.status == 0
    assert "Nothing has changed" in again.log
    assert "reading sources" not in again.log

    before = small.page("chapter")
    page = small.plant("chapter", "See {ref}`sec-nowhere`.\n")  # and its section is gone
    for _ in range(2):  # every time, not only the first
        outcome = small.build()
        assert outcome.status == 1
        (complaint,) = outcome.about("chapter")
        assert complaint.startswith(f"{line_of(page, 'sec-nowhere')}: undefined label")
        assert outcome.about("another")  # which did not change
        assert "last good build is still in" in outcome.log
        assert small.page("chapter") == before

    shutil.rmtree(small.output / "html")
    (small.source / "another.md").unlink()
    small.chapters.remove("another")
    small.plant("chapter", "Mended.\n")
    outcome = small.build()
    assert outcome.status == 0, outcome.log
    assert "Mended." in small.page("chapter")
    assert not (small.output / "html" / "another.html").exists()

    shutil.rmtree(small.output / "html")  # a lost site is made again, though nothing changed
    assert small.build().status == 0
    assert "Mended." in small.page("chapter")


def test_no_number_outlives_the_package_that_computed_it(small):
    package = small.folder / "src" / "committee"
    shutil.copytree(ROOT / "src" / "committee", package)
    module = package / "planted.py"
    module.write_text("ANSWER, OTHER = 41, 1\n")
    small.plant("chapter", QUIET, cell("from committee.planted import ANSWER", "print(ANSWER)"))
    small.plant("another", QUIET, cell("from committee import planted", "planted.OTHER"))
    assert small.build(PYTHONPATH=str(package.parent)).status == 0
    assert ">41\n" in small.page("chapter")
    module.write_text("ANSWER = 42\n")
    outcome = small.build(PYTHONPATH=str(package.parent))
    assert outcome.status == 1
    assert "cell 2: AttributeError" in outcome.about("another")[0]
    draft = small.output / "draft" / "chapter.html"
    assert ">42\n" in draft.read_text(encoding="utf-8")


def stop(book: PlantedBook, ended_by: signal.Signals) -> tuple[int, str]:
    """Build a book whose page waits for ever, end that from outside; return how it ended."""
    started = book.folder / f"started-{ended_by.name}"
    lines = (f"open({str(started)!r}, 'w').close()", "import time", "time.sleep(600)")
    book.plant("slow", cell(*lines))
    with subprocess.Popen(
        book.command(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
    ) as running:
        while not started.exists():
            time.sleep(0.1)
            assert running.poll() is None
        os.killpg(running.pid, ended_by)
        said = running.communicate()[0]
    return running.returncode, said


@pytest.mark.skipif(os.name == "nt", reason="process groups are not ended that way on Windows")
def test_a_build_that_was_stopped_is_made_good_by_the_next(small):
    assert stop(small, signal.SIGKILL)[0] == -signal.SIGKILL
    status, said = stop(small, signal.SIGINT)  # itself the next after one that was killed
    assert status == 130, said
    assert "Interrupted. Run it again" in said
    small.plant("slow", cell("print('quick now')"))
    outcome = small.build()
    assert outcome.status == 0, outcome.log
    assert "quick now" in small.page("slow")


def test_a_setting_that_does_not_exist_is_one_sentence(small):
    done = subprocess.run(
        [*small.command(), "--config", "/nowhere/_config.yml"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert f"expected {Path('/nowhere/_config.yml')}, which does not exist" in done.stderr
