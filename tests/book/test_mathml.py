"""Formulas become MathML while the book is built."""

import multiprocessing
import re
from pathlib import Path

import pytest
from small_book import SmallBook

from committee_book import node
from committee_book.formulas import FormulaError, Formulas, display_source
from committee_book.node import NodeError, Worker, find_package

ROOT = Path(__file__).resolve().parents[2]
STYLES = ROOT / "book" / "_static" / "css" / "math.css"

# One of each kind that the book writes.
FORMULAS = [
    r"\hat y = \frac{1}{n} \sum_{i=1}^n \sigma(w^\top x_i + b)",
    r"\operatorname{Var}[w] = \mathbb{E}\bigl[(w - \bar w)^2\bigr], \quad \mathcal{N}(0, \sigma^2)",
    r"\begin{aligned} L &= -\log p \\ \frac{\partial L}{\partial z} &= p - y \end{aligned}",
    r"f(x) = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
    r"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} \begin{bmatrix} a \\ b \end{bmatrix}",
    r"\left\{ \begin{array}{ll} 1 & x > 0 \\ 0 \end{array} \right.",
    r"\underbrace{a + b}_{c}, \ \lVert w \rVert_2, \ f'(x), \ \vec v, \ \boldsymbol{w}, \ \tilde W",
]


@pytest.fixture
def formulas(tmp_path):
    opened = Formulas(find_package("temml", ROOT), tmp_path / "kept")
    yield opened
    opened.close()


def test_a_formula_becomes_mathml_a_browser_and_a_screen_reader_know(formulas):
    assert formulas.render("x^2", display=False) == (
        '<math><msup><mi>x</mi><mn class="tml-sml-pad">2</mn></msup></math>'
    )


def test_an_accent_is_as_large_as_the_letter_below(formulas):
    accent = formulas.render(r"\hat y", display=False)
    assert re.search(r'<mo stretchy="false" class="[^"]*\bfull"[^>]*>\u02c6</mo>', accent)
    assert ".full { math-depth: 0; }" in STYLES.read_text()


def test_operators_stand_close_in_an_index_and_apart_in_the_line(formulas):
    rendered = formulas.render(r"\sum_{i=1}^n x_i = 1", display=True)
    assert rendered.count('<mo lspace="0" rspace="0">=</mo>') == 1
    assert rendered.count("<mo>=</mo>") == 1


def test_a_displayed_formula_says_so(formulas):
    assert formulas.render("x", display=True).startswith('<math display="block">')


@pytest.mark.parametrize("tex", FORMULAS)
def test_no_formula_needs_a_style_attribute(formulas, tex):
    assert " style=" not in formulas.render(tex, display=True)


def test_every_class_of_a_formula_is_in_the_style_sheet(formulas):
    rendered = "".join(formulas.render(tex, display=True) for tex in FORMULAS)
    classes = {name for found in re.findall(r'class="([^"]*)"', rendered) for name in found.split()}
    assert {"tml-left", "pl1", "tml-prime"} <= classes
    known = set(re.findall(r"\.([\w-]+)", STYLES.read_text()))
    assert classes - known <= {"mathcal"}


def test_a_formula_that_does_not_parse_is_refused_with_the_place_in_it(formulas):
    with pytest.raises(FormulaError, match=r"Unsupported function name: \\fra at position 4"):
        formulas.render(r"1 +\fra{1}{2}", display=False)


def test_one_process_renders_all_formulas_of_a_build(formulas):
    formulas.render("a", display=False)
    first = formulas._worker
    with pytest.raises(FormulaError):
        formulas.render(r"\nonsense", display=False)
    formulas.render("b", display=False)
    assert formulas._worker is first


def test_a_formula_rendered_before_needs_no_process(formulas):
    rendered = formulas.render("x^3", display=True)
    again = Formulas(formulas.temml, formulas.folder)
    assert again.render("x^3", display=True) == rendered
    assert again._worker is None


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="nothing forks")
def test_processes_that_write_pages_at_once_do_not_mix_up_their_formulas(formulas):
    formulas.render("z", display=False)  # the process that children must not share

    def render(numbers):
        for number in numbers:
            formulas.render(str(number), display=False)

    fork = multiprocessing.get_context("fork").Process
    children = [fork(target=render, args=(range(start, 300, 3),)) for start in range(3)]
    for child in children:
        child.start()
    for child in children:
        child.join(60)
        child.kill()
    for number in range(300):  # from the disk
        assert formulas.render(str(number), display=False) == f"<math><mn>{number}</mn></math>"


def test_in_line_and_displayed_are_kept_apart(formulas):
    assert formulas.render(r"\sum_i x_i", display=True) != formulas.render(
        r"\sum_i x_i", display=False
    )


@pytest.mark.parametrize(
    ("written", "stands"),
    [
        (r"a = b", r"a = b"),
        ("a = b\n\nc = d", r"\begin{gathered}a = b \\ c = d\end{gathered}"),
        (r"a &= b \\ c &= d", r"\begin{aligned}a &= b \\ c &= d\end{aligned}"),
        (r"\begin{aligned} a \\ b \end{aligned}", r"\begin{aligned} a \\ b \end{aligned}"),
        (r"\begin{align*}a &= b\end{align*}", r"\begin{aligned}a &= b\end{aligned}"),
        (r"\begin{equation*}a\end{equation*}", "a"),
        (r"\{ \begin{cases} a \\ b \end{cases}", r"\{ \begin{cases} a \\ b \end{cases}"),
    ],
)
def test_what_stands_in_a_display(written, stands):
    assert display_source(written) == stands


def test_a_missing_package_names_the_command_that_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr(node, "HERE", tmp_path)
    with pytest.raises(NodeError, match=r"temml is in no node_modules folder; run `make assets`"):
        find_package("temml", tmp_path)


def test_a_machine_without_node_is_told_what_to_run(monkeypatch):
    monkeypatch.setattr(node, "candidates", list)
    node.find_node.cache_clear()
    with pytest.raises(NodeError, match=r"Node.js 18.13 or newer .* run `make assets`"):
        node.find_node()
    node.find_node.cache_clear()


def test_a_node_that_is_too_old_is_passed_over(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    for program, said in ((old, "v16.20.2"), (new, "v20.1.0")):
        program.write_text(f"#!/bin/sh\necho {said}\n")
        program.chmod(0o755)
    monkeypatch.setattr(node, "candidates", lambda: [old, new])
    node.find_node.cache_clear()
    assert node.find_node() == new
    node.find_node.cache_clear()


def test_a_process_that_dies_is_reported_with_its_last_words(tmp_path):
    script = tmp_path / "dies.mjs"
    script.write_text('console.error("no such luck"); process.exit(1);')
    worker = Worker(script)
    with pytest.raises(NodeError, match=r"dies.mjs stopped without an answer: no such luck"):
        worker.ask({"tex": "x"})
    worker.close()


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    book = SmallBook(tmp_path_factory.mktemp("mathml"), ["mathml"])
    book.write("index", PAGE)
    assert book.build().returncode == 0
    return book.read("index")


PAGE = r"""# A page on $x^2$

A formula $\frac{1}{2}$ in the line, and {eq}`eq-square`.

$$
y = x^2
$$ (eq-square)

\begin{align*}
a &= b \\
c &= d
\end{align*}
"""


def test_a_page_holds_mathml_and_no_script_for_it(page):
    assert page.count("<math") == 4
    assert "mathjax" not in page.lower().replace("mathjax_ignore", "")


def test_an_equation_has_its_number_its_link_and_its_reference(page):
    assert 'href="#equation-eq-square">(1)</a>' in page
    assert re.search(r'id="equation-eq-square"><math.*</math><span class="eqno">\(1\)', page)
    assert 'href="#equation-eq-square" title="Link to this equation"' in page


def test_a_faulty_formula_fails_the_build_and_names_page_and_line(tmp_path):
    book = SmallBook(tmp_path, ["mathml"])
    book.write("index", "# A page\n\nThen $\\fra{1}{2}$ of it.\n\nAnd {math}`\\frb` of it.\n")
    done = book.build()
    assert done.returncode == 1
    assert re.search(r"index.md:3: WARNING: This formula does not parse: .*\\fra", done.stderr)
    assert re.search(r"index.md:5: WARNING: This formula does not parse: .*\\frb", done.stderr)


def test_an_environment_whose_id_would_change_with_every_build_fails_it(tmp_path):
    book = SmallBook(tmp_path, ["mathml"])
    book.write("index", "# A page\n\n\\begin{align}\na &= b\n\\end{align}\n")
    done = book.build()
    assert done.returncode == 1
    assert "index.md:3: WARNING: A numbered amsmath environment" in done.stderr
