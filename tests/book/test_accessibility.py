"""What is mended in the HTML that Sphinx and its extensions write."""

import re

import pytest
from small_book import SmallBook

from committee_book.accessibility import REPAIRS, mend

PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# A page with one of each

See {cite}`somebody2020`.

```{list-table}
:header-rows: 1
:stub-columns: 1
:widths: 20 80

* - Name
  - Value
* - first
  - 1
```

```{figure} dot.png
:alt: A dot, alone
:width: 60px

A figure.
```

![A dot in the line](dot.png)

```{code-cell} ipython3
:tags: [hide-input]
1 + 1
```

```{exercise}
:label: one
First.
```

```{exercise}
:label: two
Second.
```

## Sources

```{bibliography}
```
"""
SOURCES = "@article{somebody2020, author={Some Body}, title={A Title}, journal={J}, year={2020}}"
DOT = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\n\x00\x00\x00\x05\x08\x06\x00\x00\x00"
    b"|\x1f(\xa8\x00\x00\x00\x12IDATx\xdac\x64\xf8\xcfP\xcf\x00\x04\x8c0\x06\x00&\xca\x03\x06"
    b'\xc0o"\x8a\x00\x00\x00\x00IEND\xaeB`\x82'
)
SETTINGS = """
extensions = ["myst_nb", "sphinx_exercise", "sphinxcontrib.bibtex"] + extensions[1:]
bibtex_bibfiles = ["sources.bib"]
"""


def built(folder, modules):
    book = SmallBook(folder, modules, more=SETTINGS)
    book.write("index", PAGE)
    book.write("dot.png", DOT)
    book.write("sources.bib", SOURCES)
    assert book.build().returncode == 0
    return book.read("index")


@pytest.fixture(scope="module")
def unmended(tmp_path_factory):
    return built(tmp_path_factory.mktemp("unmended"), [])


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return built(tmp_path_factory.mktemp("mended"), ["accessibility"])


@pytest.mark.parametrize("repair", REPAIRS, ids=lambda repair: repair.mend.__name__)
def test_every_repair_still_finds_what_it_mends(repair, unmended):
    from bs4 import BeautifulSoup

    assert BeautifulSoup(unmended, "html.parser").select(repair.selector), (
        f"Nothing matches {repair.selector} any more: what does the new version write instead?"
    )


def test_a_link_to_a_heading_is_called_so(page):
    assert '<a aria-label="Link to this heading" class="headerlink"' in sorted_attributes(page)


def sorted_attributes(page):
    def order(match):
        attributes = sorted(re.findall(r'[\w-]+="[^"]*"', match[2]))
        return f"<{match[1]} {' '.join(attributes)}>"

    return re.sub(r"<(\w+) ([^<>]*)>", order, page)


def test_headers_of_a_table_say_what_they_head(page):
    assert re.search(r'<th class="[^"]*" scope="col"><p>Name', page)
    assert re.search(r'<th class="[^"]*" scope="row"><p>first', page)


def test_hidden_code_is_called_by_the_words_one_sees(page):
    summary = re.search(r"<summary>(.*?)</summary>", page, re.DOTALL)[1]
    assert "Show code cell source" in summary
    assert "<p" not in summary


def test_a_source_is_an_item_of_its_list(page):
    assert re.search(r'<div class="citation" id="id\d+" role="listitem">', page)


def test_no_two_exercises_share_an_id(page):
    ids = re.findall(r' id="([^"]*)"', page)
    assert len(ids) == len(set(ids))


def test_pictures_keep_their_room(page):
    sizes = re.findall(r'<img[^>]*width="(\d+)" height="(\d+)"|<img[^>]*height="(\d+)"', page)
    images = [sorted_attributes(tag) for tag in re.findall(r"<img[^>]*>", page)]
    assert len(sizes) == len(images) == 2
    assert 'height="30"' in images[0]
    assert 'width="60"' in images[0]
    assert 'height="5"' in images[1]
    assert all('loading="lazy"' in image for image in images)


def test_no_style_is_left_in_the_page(page):
    assert ' style="' not in page


def test_formulas_and_drawings_come_through_untouched():
    island = '<svg viewBox="0 0 1 1"><svg><use href="#a"/></svg><linearGradient/></svg>'
    formula = "<math><mi>x</mi><mspace width='1em'/></math>"
    assert mend(f"<p>a {island} b {formula}</p>", {}) == f"<p>a {island} b {formula}</p>"


def test_mending_twice_changes_nothing(unmended):
    once = mend(unmended, {})
    assert mend(once, {}) == once


def test_a_header_of_a_formula_is_named_and_an_empty_one_heads_nothing():
    formula = "<span><math><mi>x</mi><mo>&lt;</mo><mn>1</mn></math></span>"
    row = f"<tr><th></th><th>{formula}</th></tr>"
    mended = mend(f"<table><thead>{row}</thead></table>", {})
    assert "<td></td>" in mended
    said = '<th scope="col"><span class="sr-only">x&lt;1</span><span aria-hidden="true"><math>'
    assert said in mended
