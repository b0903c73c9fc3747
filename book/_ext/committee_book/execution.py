"""Execution: every cell runs at build time, and whatever goes wrong names its page and cell.

Chapters are executed through jupyter-cache. Its key is a chapter's own source; ours adds
the package, the machine and the locked versions, so that no number outlives the code that
computed it. After a run, every cell is examined: an exception, a timeout, a dead kernel,
a line on stderr, a claim that does not hold, a figure without its words. Each is one line
in the build's log, and with ``-W`` each fails the build.
"""

import hashlib
import os
import re
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from traceback import walk_tb
from typing import Any

from jupyter_cache import get_cache
from myst_nb.core import execute
from myst_nb.core.execute.cache import NotebookClientCache
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book import cells
from committee_book.curves import curves_of
from committee_book.figures import faults_of_figures
from committee_book.kernel import CURVES, FONTS, write_profile
from committee_book.lint import faults_of_cells
from committee_book.prints import lay_up

CLAIM = "application/vnd.committee.claim+json"
COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class BookClient(NotebookClientCache):
    """myst-nb's caching client, which also examines what came out."""

    def start_client(self) -> None:
        """Run the notebook, or take its outputs from the cache; report every fault."""
        read = self.notebook
        faults = list(faults_of_cells(read))
        try:
            super().start_client()
        except DeadKernelError as death:
            self.exec_metadata = _failed("DeadKernelError")
            faults += fault_of_death(self.notebook, death)
        join_streams(self.notebook)
        metadata: dict[str, Any] = dict(self.exec_metadata or {})
        faults += faults_of_outputs(self.notebook, metadata.get("error"), self._timeout)
        if not metadata.get("error"):
            faults += faults_of_figures(self.notebook)
        for fault in sorted(faults, key=lambda fault: fault.index):
            self.logger.warning(fault.sentence, subtype="cell", line=self.cell_line(fault.index))
        metadata["claims"] = list(claims_of(self.notebook))
        metadata["curves"] = curves_of(self.notebook)
        lay_up(self.notebook, Path(self.nb_config.execution_cache_path) / "figures")
        drop_own(self.notebook)
        hand_on(self.notebook, read)
        self.exec_metadata = metadata  # travels in the environment, also from parallel readers

    @property
    def _timeout(self) -> int:
        return int(self.nb_config.execution_timeout)


def _failed(error: str) -> dict[str, Any]:
    return {
        "mtime": datetime.now().timestamp(),
        "runtime": None,
        "method": "cache",
        "succeeded": False,
        "error": error,
        "traceback": None,
    }


def faults_of_outputs(notebook: Any, error: str | None, timeout: int) -> Iterator[cells.Fault]:
    """Yield what the outputs of a notebook show to have gone wrong, cell by cell."""
    late = error == CellTimeoutError.__name__
    if late:
        yield _cut_short(notebook, timeout)
    for cell in cells.code_cells(notebook):
        for output in cell.outputs:
            if output.output_type == "error" and not late:
                yield cell.fault(f"{output.ename}: {COLOUR.sub('', output.evalue).strip()}")
            elif output.output_type == "stream" and output.name == "stderr":
                yield cell.fault(f"it wrote to stderr: {_first_lines(output.text)}")
            elif (claim := output.get("data", {}).get(CLAIM)) and claim.get("fault"):
                yield cell.fault("claim {name} ({statement}): {fault}".format(**claim))


def _cut_short(notebook: Any, timeout: int) -> cells.Fault:
    """Blame the cell that was interrupted, or the first that never got a number back."""
    started = [c for c in cells.code_cells(notebook) if c.source.strip()]
    interrupted = [c for c in started if any(o.output_type == "error" for o in c.outputs)]
    silent = [c for c in started if c.execution_count is None]
    cell = (interrupted or silent or started)[0]
    return cell.fault(f"it ran longer than the {timeout} seconds a cell may take")


def fault_of_death(notebook: Any, death: DeadKernelError) -> Iterator[cells.Fault]:
    """Blame the cell that nbclient was running when the kernel died; only its frame knows."""
    frames = [frame.f_locals for frame, _ in walk_tb(death.__traceback__)]
    running = [seen["cell_index"] for seen in frames if "cell_index" in seen]
    for cell in cells.code_cells(notebook):
        if cell.index in running[-1:]:
            yield cell.fault("the kernel died while running it")


def _first_lines(text: str, most: int = 4) -> str:
    lines = [line.strip() for line in COLOUR.sub("", text).strip().splitlines() if line.strip()]
    return " / ".join(lines[:most]) + (" / ..." if len(lines) > most else "")


def claims_of(notebook: Any) -> Iterator[dict[str, Any]]:
    """Yield each claim that the notebook stated, with the number of its cell."""
    for cell in cells.code_cells(notebook):
        for output in cell.outputs:
            if CLAIM in output.get("data", {}):
                claim = {k: v for k, v in output["data"][CLAIM].items() if k != "fault"}
                yield {**claim, "cell": cell.number}


def join_streams(notebook: Any) -> None:
    """Put together what a cell printed in one go; when a kernel sends which piece is chance.

    myst-nb joins pieces, too, but takes each for whole lines.
    """
    for cell in cells.code_cells(notebook):
        joined: list[Any] = []
        for output in cell.outputs:
            last = joined[-1] if joined else {}
            if output.output_type == "stream" and output.name == last.get("name"):
                last["text"] += output.text
            else:
                joined.append(output)
        cell.node["outputs"] = joined


def drop_own(notebook: Any) -> None:
    """Remove what the machine has read and no page shows."""
    for cell in cells.code_cells(notebook):
        for output in cell.outputs:
            for kind in {CLAIM, CURVES} & set(output.get("data", {})):
                del output["data"][kind]
        said = (o for o in cell.outputs if o.get("data") != {"text/plain": ""})
        cell.node["outputs"] = list(said)


def hand_on(ran: Any, read: Any) -> None:
    """Give the notebook that was read the outputs of the one that ran; myst-nb keeps the former."""
    for cell, there in zip(cells.code_cells(ran), cells.code_cells(read), strict=True):
        there.node["outputs"] = cell.outputs
        there.node["execution_count"] = cell.execution_count


def source_key(*roots: Path) -> str:
    """Return a short hash of every source file below ``roots``, names and contents."""
    digest = hashlib.sha256(sys.version.encode())
    for root in roots:
        files = [root] if root.is_file() else sorted(root.rglob("*.py"))
        for file in files:
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def package_root() -> Path:
    """Return the folder of the package that the chapters import."""
    import committee  # noqa: PLC0415  (where it lies is known only when a book is built)

    return Path(committee.__file__).parent


def configure(app: Sphinx, config: Config) -> None:
    """Key the cache, write the kernels' profile, and let the two silent extensions be parallel."""
    here = Path(__file__).parent
    root = here.parents[2]
    watched = [package_root(), here / "kernel.py", root / "requirements" / "book.txt"]
    key = source_key(*(path for path in watched if path.exists()))
    builds = Path(app.outdir).parent
    cache = builds / ".jupyter_cache" / key
    config.nb_execution_cache_path = str(cache)
    cache.mkdir(parents=True, exist_ok=True)
    _ = get_cache(cache).db  # made here, once: parallel readers would race to make it
    write_profile(builds / ".ipython")
    os.environ[FONTS] = str(root / "_build" / "assets" / "fonts")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("PYTHONHASHSEED", "0")
    for name in ("sphinx_jupyterbook_latex", "sphinx_multitoc_numbering"):
        if name in app.extensions:
            app.extensions[name].parallel_read_safe = True
            app.extensions[name].parallel_write_safe = True


def setup(app: Sphinx) -> None:
    """Put our client in the place of myst-nb's."""
    execute.NotebookClientCache = BookClient
    app.connect("config-inited", configure, priority=900)
