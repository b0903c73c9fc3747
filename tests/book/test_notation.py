"""One notation: what stands in the formulas of the story, and on the page that explains it."""

import re
from collections import Counter
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
ORDER = [f"story/{name}" for name in (
    "line-images", "single-neuron", "activation-functions", "perceptron", "training",
    "evaluation", "hidden-layers", "growing-pains/index", "growing-pains/overfitting",
    "growing-pains/remedies", "growing-pains/vanishing-gradients",
    "growing-pains/exploding-gradients", "full-implementation", "whats-next",
)]  # fmt: skip

# What anybody reads who has been to school, and what only sets a formula.
PLAIN = set(
    re.findall(
        r"\\\w+",
        r"\frac \tfrac \dfrac \sqrt \le \ge \dots \cdots \square \quad \qquad \textstyle \underset "
        r"\underbrace \left \right \bigl \bigr \Bigl \Bigr",
    )
)
TOKEN = re.compile(
    r"\\(?:hat|bar|tilde)\s*\{?\s*(?:\\[a-zA-Z]+|[A-Za-z])\}?"  # a letter under its accent
    r"|\\(?:mathrm|mathbb|mathbf|operatorname)\s*\{[^{}]*\}"
    r"|\^\{(?=\()"  # of a layer
    r"|\\[a-zA-Z]+'*|[A-Za-z]'*"
)


def formulas(page):
    """Return every formula of a page's text; of code, none."""
    text = re.sub(r"^(`{3,})\{code-cell\}.*?^\1$", "", page, flags=re.S | re.M)
    text = re.sub(r"`[^`\n]*`", "", text)
    return [a or b for a, b in re.findall(r"\$\$(.+?)\$\$|\$([^$]+?)\$", text, flags=re.S)]


def symbols(formula):
    """Return what a formula says that needs explaining."""
    bare = re.sub(r"\\(?:text|phantom|begin|end)\{[^{}]*\}|\\\\\[[^\]]*\]", "", formula)
    bare = bare.replace(r"\operatorname{\mathbb{E}}", r"\mathbb{E}")
    found = {re.sub(r"[\s{}]", "", token) for token in TOKEN.findall(bare)}
    return found - PLAIN


def of_page(name):
    page = (BOOK / f"{name}.md").read_text(encoding="utf-8")
    return set().union(*map(symbols, formulas(page)))


@pytest.fixture(scope="module")
def pages():
    """What each page of the story uses, in the order of reading."""
    written = {str(path.relative_to(BOOK).with_suffix("")) for path in BOOK.glob("story/**/*.md")}
    assert written <= set(ORDER), f"give {written - set(ORDER)} a place in the order of reading"
    return {name: of_page(name) for name in ["eli5", *ORDER] if (BOOK / f"{name}.md").exists()}


@pytest.fixture(scope="module")
def rows():
    """The notation page: (symbols, meaning, shape and unit, link) of each row."""
    page = (BOOK / "reference" / "notation.md").read_text(encoding="utf-8")
    cells = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| $")]
    return [(set().union(*map(symbols, formulas(first))), *more) for first, *more in cells]


@pytest.mark.parametrize(
    ("formula", "needs"),
    [
        (r"\underset{(n,\,m)}{Z^{(1)}} = \tfrac12", {"n", "m", "Z", "^"}),
        (r"\hat{L}_\lambda + \hat L", {r"\hatL", r"\lambda"}),
        (r"\varphi'\bigl(z^{(l+1)}\bigr)", {r"\varphi'", "z", "^", "l"}),
        (r"x' \cdot x", {"x'", "x", r"\cdot"}),
        (r"\frac{\mathrm{TP}}{2} \text{ is a share}", {r"\mathrmTP"}),
        (r"\operatorname{\mathbb{E}}_{(x,\, y)}\, \ell", {r"\mathbbE", "x", "y", r"\ell"}),
        (r"\sqrt{2} + 3 \le 7", set()),
    ],
)
def test_a_formula_is_read_symbol_by_symbol(formula, needs):
    assert symbols(formula) == needs


def test_formulas_in_checks_count_and_dollars_in_code_do_not():
    page = "```{check} chk-a\nIs $a$ it?\n```\n\n```{code-cell} ipython3\n'$c$'\n```\n`$d$` or $b$"
    assert formulas(page) == ["a", "b"]


def test_the_order_of_reading_is_that_of_the_table_of_contents():
    toc = (BOOK.parent / "_toc.yml").read_text(encoding="utf-8")
    listed = re.findall(r"file: (story/\S+)", toc)
    assert listed == [name for name in ORDER if name in listed]


def test_no_symbol_of_the_story_goes_unexplained(pages, rows):
    explained = set().union(*(row[0] for row in rows))
    missing = {name: sorted(used - explained) for name, used in pages.items() if used - explained}
    assert not missing, f"explain these on reference/notation, or write them otherwise: {missing}"


def test_no_symbol_is_explained_that_nobody_uses(pages, rows):
    idle = set().union(*(row[0] for row in rows)) - set().union(*pages.values())
    assert not idle, f"reference/notation explains what no page of the story uses: {sorted(idle)}"


def test_every_symbol_has_one_meaning(rows):
    times = Counter(symbol for row in rows for symbol in row[0])
    assert max(times.values()) == 1, [symbol for symbol, n in times.items() if n > 1]
    assert len({row[1] for row in rows}) == len(rows)


def test_every_symbol_leads_to_the_section_where_it_first_stands(pages, rows):
    for found, _, _, link in rows:
        label = re.search(r"<(sec-[a-z0-9-]+)>", link)[1]
        first = next(name for name, used in pages.items() if used & found)
        text = (BOOK / f"{first}.md").read_text(encoding="utf-8")
        assert f"({label})=" in text, f"{sorted(found)} stands first on {first}, not at {label}"
        section = text.split(f"({label})=")[1].split("\n(sec-")[0]
        inside = set().union(*map(symbols, formulas(section)))
        assert inside & found, f"{sorted(found)} does not stand in the section {label}"
