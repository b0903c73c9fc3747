"""A page becomes a notebook that reads well, hides what is to be hidden, and runs by itself."""

import json
import subprocess
import sys

import nbformat
import pytest
from check_pages import CLAIMS, KITCHEN
from planted_book import PlantedBook, cell
from small_book import ROOT, SmallBook

SETTINGS = """
extensions = ["myst_nb", "sphinx_exercise", "sphinxcontrib.bibtex"] + extensions[1:]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]  # only a kernel knows its language
myst_enable_extensions += ["deflist"]
numfig = True
bibtex_bibfiles = ["references.bib"]
bibtex_reference_style = "author_year"
html_theme_options["repository_url"] = "https://github.com/the/book"
livecode_binder = "https://binder.example"
"""
INDEX = "# A small book\n\n```{toctree}\ndeep/kitchen\ndeep/page\nwords\n```\n"
WORDS = "# Only words\n\nNo code.\n\n```{bibliography}\n```\n"
BIB = "@article{adam2015all, author={Adam, A.}, title={All}, journal={J}, year={2015}}\n"
PAGE = """---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
---

(ch-page)=
# A page

As {cite}`adam2015all` says in {doc}`../words`, 3 * 4 * 5 is a_name and costs \\$3, \\<here>.
1\\. is no list, and {eq}`eq-page` is a link.

$$x = 1$$ (eq-page)

```{code-cell} ipython3
print("seen")
```

```{code-cell} ipython3
:tags: [remove-cell]
print("removed")
```

```{code-cell} ipython3
:tags: [hide-input]
print("hidden")
```

:::{note}
A note, with `code`.
:::

| a | b |
|---|---|
| $\\lvert x \\rvert$ | 2 |

Term
: Means *this*.

```{figure} ../dot.png
:name: fig-dot
:alt: One dot
A caption.
```

````{exercise} Try
:label: ex-try
Do it.
````

````{solution-start} ex-try
:label: sol-try
````
So:

```{code-cell} ipython3
print("solved")
```

and so.
````{solution-end}
````
"""
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360"
    "f8cfc0f01f0005000101a5f645400000000049454e44ae426082"
)
DRAWS = """```{code-cell} ipython3
---
mystnb:
  figure:
    name: fig-figure-line
    caption: A line.
  image:
    alt: A straight line from the lower left to the upper right of a field
---
fig, ax = panels(height=2)
line = ax.plot([0, 1], [0, 1])
```
"""
CODE_HEADER = PAGE[:PAGE.index("(ch-page)=")]
A_CELL = "\n```{code-cell} ipython3\nprint(1)\n```\n"


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    made = SmallBook(tmp_path_factory.mktemp("notebooks"),
                     ["claims", "checks", "spaces", "livecode", "notebooks"],
                     more=SETTINGS + CLAIMS)  # fmt: skip
    files = {"index": INDEX, "words": WORDS, "references.bib": BIB, "deep/page": PAGE,
             "dot.png": DOT, "deep/kitchen": CODE_HEADER + KITCHEN + A_CELL}  # fmt: skip
    for name, text in files.items():
        made.write(name, text)
    outcome = made.build("-b", "notebooks")
    assert outcome.returncode == 0, outcome.stderr
    return made


def notebook(book, name, form="clean"):
    return nbformat.read(book.output / form / f"{name}.ipynb", as_version=4)


def words(made):
    return "\n\n".join(cell.source for cell in made.cells if cell.cell_type == "markdown")


def code(made):
    return [cell for cell in made.cells if cell.cell_type == "code"]


def test_only_a_page_with_code_becomes_a_notebook(book):
    found = {path.relative_to(book.output).as_posix() for path in book.output.rglob("*.ipynb")}
    assert found == {f"{form}/deep/{name}.ipynb" for form in ("clean", "executed")
                     for name in ("kitchen", "page")}  # fmt: skip


def test_the_first_cell_to_run_brings_the_package_from_the_repository_that_the_settings_name(book):
    first, *rest = code(notebook(book, "deep/page"))
    package = '"committee[plots] @ git+https://github.com/the/book"'
    assert f"%pip install --quiet {package}" in first.source
    assert 'find_spec("committee") is None' in first.source
    assert [cell.source for cell in rest] == [f'print("{word}")'
                                              for word in ("seen", "hidden", "solved")]


def test_hidden_code_is_folded_and_so_is_what_solves_an_exercise(book):
    _, seen, hidden, solved = code(notebook(book, "deep/page"))
    assert "jupyter" not in seen.metadata
    assert hidden.metadata["jupyter"] == solved.metadata["jupyter"] == {"source_hidden": True}


def test_words_are_markdown_in_which_nothing_else_is_taken_for_a_mark(book):
    said = words(notebook(book, "deep/page"))
    assert r"3 \* 4 \* 5 is a_name and costs \$3, \<here>" in said
    assert "\n1\\. is no list" in said
    assert "> **Note**\n>\n> A note, with `code`." in said
    assert r"| $\lvert x \rvert$ | 2 |" in said
    assert "- **Term**  \n  Means *this*." in said
    assert "x = 1 \\tag{1}" in said


def test_links_lead_to_the_published_site_and_sources_stand_at_the_end(book):
    said = words(notebook(book, "deep/page"))
    assert "[Only words](https://the.github.io/book/words.html)" in said
    assert "[(1)](https://the.github.io/book/deep/page.html#equation-eq-page)" in said
    assert "[[Adam, 2015](https://the.github.io/book/words.html#" in said
    assert said.rstrip().rpartition("\n\n")[2].startswith("- A.\xa0Adam. All. *J*, 2015")


def test_a_picture_travels_with_its_cell_and_its_caption_is_numbered(book):
    made = notebook(book, "deep/page")
    (cell,) = [cell for cell in made.cells if "attachments" in cell]
    assert "![One dot](attachment:dot.png)" in cell.source
    assert list(cell.attachments["dot.png"]) == ["image/png"]
    assert "**Fig. 1.** A caption." in words(made)


def test_an_exercise_asks_and_its_solution_is_folded_around_its_code(book):
    made = notebook(book, "deep/page")
    place = next(i for i, cell in enumerate(made.cells) if cell.source == 'print("solved")')
    before, after = made.cells[place - 1].source, made.cells[place + 1].source
    assert "**Exercise 1 (Try)**\n\nDo it." in before
    assert before.endswith("<details><summary>Solution to Exercise 1 (Try)</summary>\n\n"
                           "So:\n\n</details>")  # fmt: skip
    assert after.startswith("<details><summary>Solution to Exercise 1 (Try), continued</summary>")


def test_a_check_asks_in_place_and_answers_on_request(book):
    said = words(notebook(book, "deep/kitchen"))
    question, _, answer = said[said.index("Here is some context"):].partition("<details>")
    assert "- **B.** Training loss falls on, validation loss turns and rises." in question
    assert "Right" not in question
    assert "<summary>Hint</summary>" in f"<details>{answer}"
    assert "**B.** **Right.** The archive keeps improving" in answer
    assert "It ended an eighth below" in said, "a claim's value has reached its sentence"
    assert said.count("<details>") == said.count("</details>")


def test_a_notebook_is_valid_and_the_same_at_every_build(book):
    before = {path: path.read_bytes() for path in book.output.rglob("*.ipynb")}
    for path in before:
        nbformat.validate(json.loads(path.read_text(encoding="utf-8")))
    assert book.build("-E", "-a", "-b", "notebooks").returncode == 0
    assert {path: path.read_bytes() for path in before} == before


def test_the_list_of_notebooks_says_where_each_can_be_run(book):
    listed = (book.output / "README.md").read_text(encoding="utf-8")
    at = "the/book/blob/notebooks/clean/deep/page.ipynb"
    assert f"[Colab](https://colab.research.google.com/github/{at})" in listed
    assert "[Binder](https://binder.example/v2/gh/the/book/notebooks?urlpath=lab/tree/" in listed
    assert listed.index("deep/kitchen") < listed.index("deep/page")
    needs = (book.output / ".binder" / "requirements.txt").read_text(encoding="utf-8")
    assert needs.startswith("committee[plots] @ git+https://github.com/the/book")


@pytest.mark.parametrize(
    ("block", "said"),
    [("<div>raw</div>", "a notebook cannot show raw HTML"),
     ("```{code-cell} ipython3\n:tags: [remove-input]\n1\n```", "whose code is removed")],
)  # fmt: skip
def test_what_a_notebook_cannot_show_fails_the_build_by_page_and_line(tmp_path, block, said):
    book = SmallBook(tmp_path, ["notebooks"], more=SETTINGS)
    book.write("references.bib", BIB)
    book.write("index", f"{CODE_HEADER}# A page\n{A_CELL}\n{block}\n")
    outcome = book.build("-b", "notebooks")
    assert outcome.returncode == 1
    assert said in outcome.stderr
    assert "index.md:" in outcome.stderr


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    """A site of one page that computes and draws, and the notebooks of the same book."""
    made = PlantedBook(tmp_path_factory.mktemp("site"))
    made.plant("deep/figure", cell("from committee.plots import panels", "print(6 * 7)"), DRAWS)
    outcome = made.build()
    assert outcome.status == 0, outcome.log
    command = [one.replace("build_book.py", "make_notebooks.py") for one in made.command()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "1 notebooks are made" in done.stdout
    return made


def test_the_foot_of_a_page_leads_to_its_notebook(planted):
    foot = planted.page("deep/figure").partition("<summary>Notebook</summary>")[2]
    assert 'href="../notebooks/deep/figure.ipynb" download' in foot
    assert ">on Colab</a>" in foot
    assert ">on Binder</a>" in foot
    assert "<summary>Notebook</summary>" not in planted.page("index")
    offered = planted.output / "html" / "notebooks" / "deep" / "figure.ipynb"
    alone = planted.output / "notebooks" / "clean" / "deep" / "figure.ipynb"
    assert offered.read_bytes() == alone.read_bytes()


def test_outputs_are_those_of_the_book_and_a_figure_has_its_words(planted):
    path = planted.output / "notebooks" / "executed" / "deep" / "figure.ipynb"
    _, prints, draws = code(nbformat.read(path, as_version=4))
    assert prints.outputs[0].text == "42\n"
    (drawn,) = draws.outputs
    assert {"image/png", "text/plain"} == set(drawn.data), "every program for notebooks shows PNG"
    assert drawn.metadata["image/png"]["alt"].startswith("A straight line")
    assert "**Fig. 1.** A line." in words(nbformat.read(path, as_version=4))


def test_a_notebook_runs_where_only_the_package_and_a_kernel_are_installed(planted, tmp_path):
    chapter = planted.output / "notebooks" / "clean" / "deep" / "figure.ipynb"
    (tmp_path / "clean").mkdir()
    for name, answer in (("good", "6 * 7"), ("lacking", "__import__('sphinx')")):
        text = chapter.read_text(encoding="utf-8").replace("6 * 7", answer)
        (tmp_path / "clean" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    script = [sys.executable, str(ROOT / "scripts" / "run_notebooks.py"), "--lent"]
    done = subprocess.run([*script, "--folder", str(tmp_path)], capture_output=True, text=True,
                          check=False)  # fmt: skip
    assert done.returncode == 1
    assert "[1 of 2] good.ipynb ran" in done.stdout
    assert "[2 of 2] lacking.ipynb failed" in done.stdout
    assert "No module named 'sphinx'" in done.stderr, "a reader has not the book's machine"
