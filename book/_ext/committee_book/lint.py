"""Lint: what can be seen to be wrong with a chapter's code without running it.

A reader runs only what is visible. So a visible cell may not need a name that only a
removed cell binds, and a removed cell may not draw from a generator that visible cells
share: their numbers would no longer be the page's.
"""

import ast
import builtins
import symtable
from collections.abc import Iterator
from typing import Any

from committee_book.cells import Fault, code_cells

GENERATORS = frozenset({"rng"})


def faults_of_cells(notebook: Any) -> Iterator[Fault]:
    """Yield what is wrong with the code of a notebook, cell by cell."""
    seen: set[str] = set(dir(builtins)) | {"__name__", "get_ipython", "display", "_"}
    removed: dict[str, int] = {}
    for cell in code_cells(notebook):
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            yield cell.fault(f"it is not Python: {error.msg} in its line {error.lineno}")
            continue
        needs, binds = names_of(tree)
        if cell.visible:
            for name in sorted(needs - seen):
                if name in removed:
                    yield cell.fault(
                        f"it is visible but needs {name!r}, which only the removed cell "
                        f"{removed[name]} binds; a reader cannot run it"
                    )
            seen |= binds
        else:
            for name in sorted((needs - binds) & GENERATORS):
                yield cell.fault(
                    f"it is removed but uses {name!r}, so the visible cells would give a "
                    "reader other numbers; make a generator of its own, seeded, in this cell"
                )
            removed |= dict.fromkeys(binds - seen, cell.number)


def names_of(tree: ast.Module) -> tuple[set[str], set[str]]:
    """Return the names a cell takes from cells before it, and the names it binds.

    Python's own symbol tables decide what is global and what lives in a function or a
    comprehension; statement by statement, so that ``x = x + 1`` needs an earlier x.
    """
    needs: set[str] = set()
    binds: set[str] = set()
    for statement in tree.body:
        table = symtable.symtable(ast.unparse(statement), "cell", "exec")
        bound = {s.get_name() for s in table.get_symbols() if s.is_assigned() or s.is_imported()}
        used = {s.get_name() for s in table.get_symbols() if s.is_referenced()} | _globals(table)
        if isinstance(statement, ast.AugAssign) and isinstance(statement.target, ast.Name):
            used.add(statement.target.id)
        if isinstance(statement, ast.For | ast.With | ast.FunctionDef | ast.ClassDef):
            used -= bound  # these bind before their body runs
        needs |= used - binds
        binds |= bound
    return needs, binds


def _globals(table: symtable.SymbolTable) -> set[str]:
    """Return the global names that functions and comprehensions inside ``table`` refer to."""
    names: set[str] = set()
    for child in table.get_children():
        names |= {s.get_name() for s in child.get_symbols() if s.is_global() and s.is_referenced()}
        names |= _globals(child)
    return names
