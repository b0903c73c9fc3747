"""A Python that has imported what every build of a book needs, and runs builds in copies of it.

To import Sphinx and a theme, and to compile their templates and patterns, takes longer than to
build a book of three pages. One process does it once; each build is a fork of that process, so
no build sees another. Where the environment matters to Python itself (a hash seed, a locale), a
build needs a process of its own.
"""

import atexit
import contextlib
import json
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

WARM_UP = """
project = author = "Nobody"
extensions = ["myst_parser"]
html_theme = "sphinx_book_theme"
source_suffix = {".md": "markdown"}  # to Sphinx's own table of suffixes an extension would add
"""


class WarmPython:
    """The process, seen from the tests: it takes one order a line, and answers with a status."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        atexit.register(self.process.communicate)

    def run(self, *arguments: str, path: Sequence[Path] = (), cwd: Path | None = None,
            merged: bool = False) -> subprocess.CompletedProcess[str]:  # fmt: skip
        """Run a script, or ``-m`` and a module, as ``subprocess.run`` would.

        ``path`` leads what Python imports from; ``merged`` puts stderr's words into stdout.
        """
        with tempfile.NamedTemporaryFile("r") as stdout, tempfile.NamedTemporaryFile("r") as stderr:
            words = [stdout.name, stdout.name if merged else stderr.name]
            order = {"arguments": arguments, "words": words, "cwd": str(cwd or Path.cwd()),
                     "path": [str(folder) for folder in path], "environment": dict(os.environ)}
            print(json.dumps(order), file=self.process.stdin, flush=True)
            status = int(self.process.stdout.readline())
            return subprocess.CompletedProcess(arguments, status, stdout.read(), stderr.read())


@cache
def warm_python() -> WarmPython:
    """Return the one of this test process, started when it is first asked for."""
    return WarmPython()


def warm_up() -> None:
    """Import what builds import, and build a page."""
    import jupyter_book.sphinx  # noqa: F401
    import myst_nb.sphinx_  # noqa: F401
    import nbclient  # noqa: F401
    from sphinx.cmd.build import main

    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "conf.py").write_text(WARM_UP)
        Path(folder, "index.md").write_text("# A page\n")
        main(["-q", "-d", f"{folder}/doctrees", folder, f"{folder}/html"])


def carry_out(order: dict) -> None:
    """Do what is ordered in this process, then end it as any program ends."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in enumerate(order["words"], start=1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_APPEND), number)
    os.environ.clear()
    os.environ.update(order["environment"])
    os.chdir(order["cwd"])
    sys.path[:0] = order["path"]
    first, *rest = order["arguments"]
    if first == "-m":
        module, *rest = rest
        sys.argv = [module, *rest]
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    else:
        sys.argv = [first, *rest]
        sys.path.insert(0, str(Path(first).parent))
        runpy.run_path(first, run_name="__main__")
    sys.exit()


def serve() -> None:
    """Carry out each order in a fork, until nobody orders any more; answer with its status."""
    with contextlib.redirect_stdout(sys.stderr):
        warm_up()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            carry_out(json.loads(line))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
