"""The printed book's source: nothing is lost between the pages and LaTeX, and all is in order."""

import re

import pytest
from small_book import ROOT, SmallBook

from committee_book.latex.drawings import DrawingError, tikz

MODULES = ["claims", "ledger", "checks", "wide", "drawings", "latex"]
SETTINGS = """
extensions = ["myst_nb", "sphinx_exercise", "sphinxcontrib.bibtex"] + extensions[1:]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]  # only a kernel knows its language
myst_enable_extensions += ["deflist"]
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
latex_documents = [("index", "book.tex", project, author, "manual")]

def state_claims(app, env):
    record = {"of": "fact", "standard_error": None, "above": None, "below": None, "distance": None,
              "replicates": 1, "deterministic": True, "cell": 1, "show": "so"}
    claims = [{"name": name, "statement": f"{name} is so", **record} for name in ("told", "kept")]
    env.nb_metadata = {"pains/deep": {"exec_data": {"claims": claims}}}

def setup(app):
    app.connect("env-updated", state_claims, priority=1)
"""
INDEX = """# A small book

Its subtitle.

## The story

Once.

## The map

Here.

```{toctree}
:caption: Before you start
eli5
```

```{toctree}
:caption: The story & more
pains/index
```

```{toctree}
:caption: Reference
sources
```
"""
ELI5 = "# Five\n\nAs {doc}`pains/deep` says, and {cite}`adam2015all`.\n"
PAINS = "# Pains\n\nWords.\n\n```{toctree}\npains_deep\n```\n".replace("pains_deep", "deep")
DEEP = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

# Deep

```{code-cell} ipython3
:tags: [hide-input]
hidden_from_view = "yet printed"
```

```{code-cell} ipython3
a_line_that_is_longer_than_the_column = "sixty-eight letters are what it holds" + "!"
```

:::{note}
```{figure} ../dot.png
:name: fig-in-a-note
A figure in a note.
```
:::

It is {claim}`told`.

```{check} chk-deep
Which?

- [x] This

  It is {claim}`kept`.
- [ ] That

  It is not.
```

```{exercise} Try
:label: ex-try
Do it.
```

````{solution} ex-try
:class: dropdown
:label: sol-try
As in {numref}`fig-in-a-solution`:

```{figure} ../dot.png
:name: fig-in-a-solution
A figure in a solution.
```
````

LONG_TABLE
```{image} ../drawings/lines.svg
:alt: A line from the upper left to the lower right
```
"""
SOURCES = "# Sources\n\n```{ledger}\n```\n\n```{bibliography}\n```\n"
TABLE = "| it is | so |\n|---|---|\n" + f"| {'longer than a page' * 5} | so |\n" * 12
DEEP = DEEP.replace("LONG_TABLE", TABLE)
SVG = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><title>no</title>
<g><path d="M0 0L10 10" fill="none" stroke="#0B63A5" stroke-width="2"/></g>
<rect x="1" y="2" width="3" height="4" fill="#1E2330" fill-opacity="0.5"/>
<text x="5" y="6" text-anchor="middle" font-size="8" fill="#5A6072">50 % &amp; more</text></svg>"""
BIB = "@article{adam2015all, author={Adam, A.}, title={All}, journal={J}, year={2015}}\n"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cfc0f01f0005000101a5f645400000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def tex(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("print"), MODULES, more=SETTINGS)
    pages = {"index": INDEX, "eli5": ELI5, "pains/index": PAINS, "pains/deep": DEEP,
             "sources": SOURCES, "references.bib": BIB,
             "drawings/lines.svg": SVG, "dot.png": DOT}  # fmt: skip
    for name, text in pages.items():
        book.write(name, text)
    outcome = book.build("-b", "latex")
    assert outcome.returncode == 0, outcome.stderr
    return book.read("book.tex").partition(r"\begin{document}")[2]


def order(tex, *pieces):
    places = [tex.index(piece) for piece in pieces]
    assert places == sorted(places), list(zip(pieces, places, strict=True))


def test_the_book_has_a_cover_a_front_parts_chapters_and_an_appendix_in_that_order(tex):
    order(tex, r"{cover}", "Its subtitle", r"\committeecontents", r"\chapter{The story}",
          r"\chapter{About this book}", r"\section{The map}", r"\committeemain",
          r"\committeepart{}{Before you start}", r"\chapter{Five}",
          r"\committeepart{2,5,8}{The story \& more}", r"\chapter{Pains}",
          r"\chapter{Deep}", r"{Reference}", r"\appendix", r"\chapter{Sources}",
          r"\chapter{Answers to the checks}", r"\chapter{Worked solutions}")  # fmt: skip
    assert tex.count(r"\appendix") == 1


def test_the_sources_stand_on_the_page_that_lists_them(tex):
    order(tex, r"\chapter{Sources}", r"\begin{sphinxthebibliography}", r"\chapter{Answers")
    assert r"\hyperlink{cite.sources:" in tex


def test_hidden_code_is_printed_and_wide_code_may_use_the_margin(tex):
    assert r"hidden\PYGZus{}from\PYGZus{}view" in tex
    wide = tex.index(r"\begin{sphinxuseclass}{wide}")
    assert wide < tex.index("sixty\\PYGZhy{}eight") < tex.index(r"\end{sphinxuseclass}", wide)


def test_a_solution_stands_in_the_appendix_out_of_any_frame_with_its_figure(tex):
    question, appendix = tex.split(r"\chapter{Worked solutions}")
    assert "Do it." in question
    assert r"\begin{figure}[htbp]" in appendix
    assert "sphinxadmonition" not in appendix
    assert r"\ref{\detokenize{pains/deep:fig-in-a-solution}}" in appendix
    assert r"\label{\detokenize{pains/deep:fig-in-a-solution}}" in appendix


def test_an_exercise_and_its_solution_lead_to_each_other_by_page(tex):
    for label in ("exercise:ex-try", r"\detokenize{pains/deep:sol-try}"):
        assert tex.count(rf"\label{{{label}}}") == 1
        assert tex.count(rf"\pageref*{{{label}}}") == 1


def test_a_figure_in_a_frame_does_not_float(tex):
    note = tex[tex.index(r"\begin{sphinxadmonition}{note}"):tex.index(r"\end{sphinxadmonition}")]
    assert r"\begin{figure}[H]" in note


def test_a_link_says_its_page(tex):
    assert re.search(r"pains/deep::doc}\]{\\sphinxcrossref.*\(\\autopageref", tex)


def test_the_ledger_leads_to_a_claims_place_or_to_its_page_where_that_is_not_printed(tex):
    ledger = tex[tex.index(r"\begin{sphinxuseclass}{ledger-sheet}"):]
    assert r"\hyperref[\detokenize{pains/deep:claim-told}]" in ledger
    assert tex.count(r"\label{\detokenize{pains/deep:claim-told}}") == 1
    assert r"\hyperref[\detokenize{pains/deep::doc}]{\sphinxcrossref{kept is so}}" in ledger
    assert r"\begin{longtable}" in ledger


def test_a_table_that_may_be_longer_than_a_page_goes_on_over_the_next(tex):
    table = tex[tex.index(r"\begin{sphinxuseclass}{table-sheet}"):]
    widths = re.search(r"\\begin{longtable}.*\\X{(\d+)}{\d+}\\X{(\d+)}{\d+}", table)
    assert int(widths[1]) > int(widths[2]) > 5


def test_a_drawing_is_drawn_anew_in_the_books_face(tex):
    assert "lines.svg" not in tex
    line = r"\path[draw={rgb,255:red,11; green,99; blue,165}, line width=2pt] svg {M0 0L10 10};"
    assert line in tex
    assert "fill opacity=0.5" in tex
    assert r"(1,2) rectangle (4,6)" in tex
    assert r"{50 \% \& more}" in tex


def test_every_drawing_of_the_book_can_be_drawn_in_print():
    drawings = sorted((ROOT / "book" / "drawings").glob("*.svg"))
    assert all(r"\path" in tikz(path.read_text()) for path in drawings)


@pytest.mark.parametrize(
    ("svg", "said"),
    [('<ellipse rx="1"/>', "it holds <ellipse>"), ('<g transform="scale(2)"/>', "no transform"),
     ('<circle cx="1" cy="1" r="1" fill="red"/>', "#RRGGBB or none, got 'red'")],
)  # fmt: skip
def test_a_drawing_that_cannot_be_drawn_is_refused_with_a_sentence(svg, said):
    with pytest.raises(DrawingError, match=said):
        tikz(f'<svg xmlns="http://www.w3.org/2000/svg">{svg}</svg>')
