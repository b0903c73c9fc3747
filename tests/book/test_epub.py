"""The EPUB has every page's words and formulas, nothing of the site's dress, and is in order."""

import zipfile
from xml.dom import minidom
from xml.etree import ElementTree

import pytest
from small_book import SmallBook

DRESS = ["mathml", "livecode", "page_tools", "accessibility", "scripts", "security", "head",
         "weight", "inspection", "epub"]  # fmt: skip
SETTINGS = """
extensions = ["myst_nb"] + extensions[1:]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]
html_css_files = ["css/page.css"]
html_theme_options["repository_url"] = "https://github.com/the/book"
"""
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# A page

Let $x^2 < y$ be given.

```{figure} drawings/lines.svg
:alt: A line from the upper left to the lower right, and the word fifty
A caption.
```

```{toctree}
:caption: The story & more
inner/page
```

```{code-cell} ipython3
:tags: [hide-input]
hidden = "yet there"
```
"""


INNER = "# An inner page\n\n## Its finding\n\nBack to [the first](../index.md).\n"
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><g id="label: a:b">
<text x="5" y="6" style="font: 10px 'Committee Sans', 'DejaVu Sans'">50</text></g></svg>"""
OPF = "{http://www.idpf.org/2007/opf}"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = SmallBook(tmp_path_factory.mktemp("epub"), DRESS, more=SETTINGS)
    pages = {"index": PAGE, "inner/page": INNER, "drawings/lines.svg": SVG}
    for name, text in pages.items():
        made.write(name, text)
    outcome = made.build("-b", "epub")
    assert outcome.returncode == 0, outcome.stderr
    return made


@pytest.fixture
def epub(book):
    with zipfile.ZipFile(next(book.output.glob("*.epub"))) as made:
        yield made


def opf(epub):
    return ElementTree.fromstring(epub.read("content.opf"))


def items(epub):
    """Return the files that the EPUB lists, with what each is said to be made of."""
    return {item.get("href"): (item.get("properties") or "").split()
            for item in opf(epub).iter(f"{OPF}item")}  # fmt: skip


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


def test_every_file_of_markup_is_well_formed_and_listed(epub):
    listed = items(epub)
    for name in epub.namelist():
        if name.endswith((".xhtml", ".svg", ".opf", ".ncx", ".xml")):
            minidom.parseString(epub.read(name))
        assert name in listed or name in {"mimetype", "content.opf", "META-INF/container.xml"}


def test_a_formula_says_its_source_where_mathematics_is_not_shown(epub):
    (formula,) = minidom.parseString(epub.read("index.xhtml")).getElementsByTagName("math")
    assert formula.getAttribute("alttext") == "x^2 < y"
    assert formula.namespaceURI == "http://www.w3.org/1998/Math/MathML"
    assert items(epub)["index.xhtml"] == ["mathml"]
    assert items(epub)["inner/page.xhtml"] == []


def test_a_drawing_is_a_drawing_with_words_and_a_face(epub):
    (drawing,) = [name for name in epub.namelist() if name.endswith("lines.svg")]
    text = epub.read(drawing).decode()
    assert "label: a:b" not in text, "an id that nobody refers to may be no id at all"
    assert "'DejaVu Sans', sans-serif" in text
    image = minidom.parseString(epub.read("index.xhtml")).getElementsByTagName("img")[0]
    assert image.getAttribute("alt").startswith("A line from the upper left")


def test_the_contents_name_parts_pages_and_sections(epub):
    nav = minidom.parseString(epub.read("nav.xhtml"))
    assert [part.firstChild.data for part in nav.getElementsByTagName("span")] == [
        "The story & more"]  # fmt: skip
    links = {link.firstChild.data: link.getAttribute("href")
             for link in nav.getElementsByTagName("a")}  # fmt: skip
    assert links["An inner page"] == "inner/page.xhtml"
    assert links["Its finding"] == "inner/page.xhtml#its-finding"


def test_the_cover_comes_first_and_is_the_picture_of_the_book(epub):
    spine = [item.get("idref") for item in opf(epub).iter(f"{OPF}itemref")]
    ids = {item.get("id"): item.get("href") for item in opf(epub).iter(f"{OPF}item")}
    assert [ids[one] for one in spine] == [
        "cover.xhtml", "nav.xhtml", "index.xhtml", "inner/page.xhtml", "genindex.xhtml"]
    assert items(epub)["_static/cover.png"] == ["cover-image"]
    assert epub.read("_static/cover.png").startswith(b"\x89PNG")


def test_the_book_says_where_it_is_from_and_who_can_use_it(epub):
    said = epub.read("content.opf").decode()
    assert ">https://the.github.io/book/</dc:identifier>" in said
    assert "<dc:language>en</dc:language>" in said
    for fact in ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard",
                 "schema:accessModeSufficient", "schema:accessibilitySummary"):  # fmt: skip
        assert f'<meta property="{fact}">' in said


def test_the_same_pages_give_the_same_file(book, monkeypatch):
    path = next(book.output.glob("*.epub"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763600000")
    made = []
    for _ in range(2):
        assert book.build("-E", "-a", "-b", "epub").returncode == 0
        made.append(path.read_bytes())
    assert made[0] == made[1]
