"""The package is a building: a module sees the floors below its own, and nothing else."""

import ast
import io
import subprocess
import sys
import tokenize
from pathlib import Path

import pytest

import committee

FLOORS = [
    {"_typing"},
    {"_checks"},
    {
        "initializers", "schedules", "losses", "metrics", "data", "optimizers", "clipping",
        "claims", "history", "scaling",
    },
    {"layers", "landscapes", "neuron", "clinic", "plots"},
    {"activations", "normalization"},
    {"network"},
    {"training", "diagnostics", "interop"},
    {"callbacks", "case_files", "exercises"},
    {"_diagnose"},
    {"__main__"},
]  # fmt: skip
FLOOR = {module: height for height, floor in enumerate(FLOORS) for module in floor}
BESIDE_THE_NUMERICS = {  # what shows, tells, converts and names
    "case_files", "clinic", "plots", "exercises", "claims", "interop", "_diagnose", "__init__",
    "__main__",
}  # fmt: skip
ROOT = Path(committee.__file__).parent
FILES = {path.relative_to(ROOT).with_suffix("").as_posix(): path for path in ROOT.rglob("*.py")}


def module_of(name):
    return name.partition("/")[0]


def imports(tree):
    """Yield the modules of committee that a file imports, type checkers' imports left out."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.ImportFrom) and node.module == "committee":
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.removeprefix("committee.") if "committee." in node.module else ""
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
            yield from (name.partition(".")[2] for name in names if name.startswith("committee."))
        yield from imports(node)


def source_lines(path):
    """Count the lines that hold code: no docstrings, no comments, no blanks."""
    text = path.read_text(encoding="utf-8")
    prose = {
        line
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        for line in range(node.lineno, node.end_lineno + 1)
    }
    layout = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT,
              tokenize.ENDMARKER}  # fmt: skip
    code = {
        line
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in layout
        for line in range(token.start[0], token.end[0] + 1)
    }
    return len(code - prose)


def test_every_module_has_a_floor():
    assert {module_of(name) for name in FILES} - {"__init__"} <= FLOOR.keys()


@pytest.mark.parametrize("name", sorted(FILES.keys() - {"__init__"}))
def test_a_module_imports_only_from_lower_floors(name):
    home = module_of(name)
    for used in imports(ast.parse(FILES[name].read_text(encoding="utf-8"))):
        other = used.partition(".")[0]
        if other and other != home:
            assert FLOOR[other] < FLOOR[home], f"{name} may not import {used}"


@pytest.mark.parametrize("name", sorted(FILES))
def test_only_plots_imports_matplotlib_and_only_interop_torch(name):
    text = FILES[name].read_text(encoding="utf-8")
    for library, home in (("matplotlib", "plots"), ("torch", "interop")):
        at_top = f"\nimport {library}" in text or f"\nfrom {library}" in text
        assert not at_top or name == home, f"{name} may not import {library}"


def test_training_a_network_loads_neither_matplotlib_nor_torch():
    code = (
        "import sys, committee.callbacks, committee.diagnostics, committee.interop;"
        "sys.exit(any(name in sys.modules for name in ('matplotlib', 'torch')))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", sorted(FILES))
def test_no_module_is_longer_than_two_hundred_lines(name):
    if module_of(name) not in BESIDE_THE_NUMERICS:
        assert source_lines(FILES[name]) <= 200


def test_the_numerics_are_read_in_an_evening():
    numerics = [FILES[name] for name in FILES if module_of(name) not in BESIDE_THE_NUMERICS]
    assert sum(map(source_lines, numerics)) <= 1800


def test_the_counter_counts_code_alone(tmp_path):
    text = '"""A module."""\n\n# why\nx = [\n    1,  # one\n\n    2,\n]\ndef f():\n    """Say."""\n'
    (tmp_path / "module.py").write_text(text)
    assert source_lines(tmp_path / "module.py") == 5
