"""Cells: a notebook's code cells as the reader counts them, and what may be wrong with one."""

from dataclasses import dataclass
from typing import Any

HIDDEN = frozenset({"remove-cell", "remove-input"})


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: ``index`` of the cell in the notebook, and a sentence."""

    index: int
    sentence: str


@dataclass(frozen=True)
class Cell:
    """A code cell: its place in the notebook and its number on the page, from 1."""

    index: int
    number: int
    node: Any

    @property
    def source(self) -> str:
        """The code."""
        return str(self.node.source)

    @property
    def outputs(self) -> list[Any]:
        """What it printed, drew and stated."""
        return list(self.node.get("outputs", []))

    @property
    def execution_count(self) -> int | None:
        """The kernel's number, or None while it has not answered."""
        return self.node.get("execution_count")  # type: ignore[no-any-return]

    @property
    def tags(self) -> frozenset[str]:
        """The cell's tags."""
        return frozenset(self.node.metadata.get("tags", []))

    @property
    def visible(self) -> bool:
        """Whether a reader sees, and can run, its code."""
        return not self.tags & HIDDEN

    def fault(self, sentence: str) -> Fault:
        """Return the fault that ``sentence`` describes, naming this cell."""
        return Fault(self.index, f"cell {self.number}: {sentence}")


def code_cells(notebook: Any) -> list[Cell]:
    """Return the code cells of a notebook, in order."""
    found = [(i, node) for i, node in enumerate(notebook.cells) if node.cell_type == "code"]
    return [Cell(index, number, node) for number, (index, node) in enumerate(found, start=1)]
