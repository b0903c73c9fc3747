"""Cells: the blocks of a page put together as the cells of a notebook."""

import base64
import mimetypes
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

from committee_book.notebooks.blocks import Block, CodeCell
from committee_book.prints import SVG, name_of, png

nb: Any = nbformat  # not typed throughout
v4: Any = nbformat.v4

PICTURES = {"image/png", SVG}
KEPT = ("image/png", "image/jpeg", "text/plain", "text/html", "text/latex", "text/markdown")
TAGS = {"hide-input": "source_hidden", "hide-output": "outputs_hidden"}
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"file_extension": ".py", "mimetype": "text/x-python", "name": "python"},
}


def notebook(blocks: list[Block], ran: Any, title: str, pictures: dict[str, Path]) -> Any:
    """Return a page's notebook with its outputs; ``ran`` is the notebook that was executed."""
    made = v4.new_notebook(metadata={**METADATA, "title": title})
    made.nbformat_minor = 5
    for block in joined(blocks):
        if isinstance(block, CodeCell):
            made.cells.append(code_cell(block, ran.cells[block.index]))
        else:
            made.cells.append(text_cell(block, pictures))
    counts = {"code": 0, "markdown": 0}
    for cell in made.cells:  # the same ids at every build
        counts[cell.cell_type] += 1
        cell.id = f"{cell.cell_type}-{counts[cell.cell_type]}"
    nb.validate(made)
    return made


def joined(blocks: list[Block]) -> Iterator[Block]:
    """Yield words together as far as one reads on: a heading begins a new cell."""
    words: list[str] = []
    for block in blocks:
        if isinstance(block, str) and not (words and block.startswith("#")):
            words.append(block)
            continue
        if words:
            yield "\n\n".join(words)
        words = [block] if isinstance(block, str) else []
        if not isinstance(block, str):
            yield block
    if words:
        yield "\n\n".join(words)


def code_cell(block: CodeCell, ran: Any) -> Any:
    """Return a cell as it ran, without what only the book's machine reads."""
    outputs = [output for output in map(kept, ran.get("outputs", [])) if output]
    for output in outputs:
        for kind in PICTURES & set(output.get("data", {}) if block.alt else ()):
            output.metadata.setdefault(kind, {})["alt"] = block.alt
    hidden = {TAGS[tag]: True for tag in block.tags if tag in TAGS}
    hidden |= {"source_hidden": True} if block.solves else {}
    metadata: dict[str, Any] = {"jupyter": hidden} if hidden else {}
    if block.tags:
        metadata["tags"] = list(block.tags)
    return v4.new_code_cell(ran.source, outputs=outputs, metadata=metadata,
                            execution_count=ran.get("execution_count"))


def kept(output: Any) -> Any:
    """Return an output in the forms that every program for notebooks shows; None if it has none."""
    output = nb.from_dict(output)
    if "data" in output:
        forms = KEPT if "image/png" in output.data else (*KEPT, SVG)
        output.data = {kind: data for kind, data in output.data.items() if kind in forms}
        output.metadata = {k: v for k, v in output.get("metadata", {}).items() if k in KEPT}
        if output.output_type == "execute_result":
            output.execution_count = output.get("execution_count")
        return output if output.data else None
    return output


def printed(made: Any, figures: Path) -> Any:
    """Return a notebook whose figures are PNG: few programs show an SVG that they do not trust."""
    for cell in made.cells:
        for output in cell.get("outputs", []):
            drawing = output.get("data", {}).get(SVG)
            figure = figures / f"{name_of(drawing or '')}.figure"
            if drawing and figure.is_file():
                shown, size = png(figure)
                del output.data[SVG]
                output.data["image/png"] = shown
                output.metadata["image/png"] = {**output.metadata.pop(SVG, {}), **size}
    return made


def text_cell(text: str, pictures: dict[str, Path]) -> Any:
    """Return a cell of words, which carries along the pictures that it shows."""
    cell = v4.new_markdown_cell(text)
    shown = [name for name in pictures if f"(attachment:{name})" in text]
    if shown:
        cell["attachments"] = {name: attached(pictures[name]) for name in shown}
    return cell


def attached(path: Path) -> dict[str, str]:
    """Return a picture as a cell carries it."""
    kind = mimetypes.guess_type(path.name)[0] or "image/png"
    return {kind: base64.b64encode(path.read_bytes()).decode()}


def cleaned(made: Any) -> Any:
    """Return a notebook as somebody finds it who is about to run it."""
    clean = nb.from_dict(made)
    for cell in clean.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return clean


def written(made: Any) -> str:
    """Return a notebook as a file, the same for the same content."""
    return str(nb.writes(made)).rstrip("\n") + "\n"
