"""A page in the EPUB has its words and formulas, and nothing of the site's dress."""

import zipfile
from xml.dom import minidom

import pytest
from small_book import SmallBook

DRESS = ["mathml", "livecode", "page_tools", "accessibility", "scripts", "security", "head",
         "weight", "inspection", "epub"]  # fmt: skip
SETTINGS = """
extensions = ["myst_nb"] + extensions[1:]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]
html_css_files = ["css/page.css"]
epub_show_urls = "no"
"""
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# A page

Let $x^2$ be given.

```{code-cell} ipython3
:tags: [hide-input]
hidden = "yet there"
```
"""


@pytest.fixture(scope="module")
def epub(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("epub"), DRESS, more=SETTINGS)
    book.write("index", PAGE)
    outcome = book.build("-b", "epub")
    assert outcome.returncode == 0, outcome.stderr
    with zipfile.ZipFile(next(book.output.glob("*.epub"))) as made:
        yield made


def test_formulas_are_mathml_and_hidden_code_is_there(epub):
    page = epub.read("index.xhtml").decode()
    assert "<math" in page
    assert "yet there" in page
    minidom.parseString(page)  # well-formed, as a reading device asks


def test_a_page_loads_only_what_the_file_brings(epub):
    links = minidom.parseString(epub.read("index.xhtml")).getElementsByTagName("link")
    assert links
    assert {link.getAttribute("href") for link in links} <= set(epub.namelist())
    assert not [name for name in epub.namelist() if name.endswith((".js", ".woff2"))]
