"""What a page may load and run."""

import pytest
from small_book import SmallBook


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    settings = 'extensions = ["myst_nb", "sphinx_thebe"] + extensions[1:]\nthebe_config = {"a": 1}'
    made = SmallBook(tmp_path_factory.mktemp("security"), ["security"], more=settings)
    made.write("index", "# A page\n\nWords.\n\n<script>own()</script>\n")
    assert made.build().returncode == 0
    return made


def test_what_sphinx_thebe_appends_to_each_page_is_gone(book):
    page = book.read("index")
    assert "thebe" not in page
    assert "kernelName" not in page


def test_other_scripts_are_left_for_the_inspection_to_refuse(book):
    assert "<script>own()</script>" in book.read("index")


def test_without_it_they_would_be_there(tmp_path):
    settings = 'extensions = ["myst_nb", "sphinx_thebe"] + extensions[1:]\nthebe_config = {"a": 1}'
    made = SmallBook(tmp_path, [], more=settings)
    made.write("index", "# A page\n\nWords.\n")
    assert made.build().returncode == 0
    assert 'type="text/x-thebe-config"' in made.read("index")
    assert "<script>kernelName = 'python3'</script>" in made.read("index")
