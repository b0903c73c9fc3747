"""Pin every version: requirements/*.txt by uv with hashes, package-lock.json by npm.

Locks name no address, so that they hold with any mirror of the package indexes. What is pinned
already stays unless --upgrade is given.
"""

import argparse
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import make_environment
import node_tools

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("pyproject.toml", "requirements/build.in")
SOURCES = {
    "book": (*PROJECT, "--extra", "book"),
    "test": (*PROJECT, "--extra", "test", "--constraint", "requirements/book.txt"),
    "pip": ("requirements/pip.in",),
    "node": ("requirements/node.in",),
    "epub": ("requirements/epub.in", "--no-deps"),  # its program is all that is used of it
    "audit": ("requirements/audit.in",),
}


def lock_python(uv: list[str], *, upgrade: bool) -> None:
    """Write the locks of Python packages, for every platform and Python from 3.11 on."""
    for name, sources in SOURCES.items():
        print(f"requirements/{name}.txt", flush=True)
        command = [*uv, "pip", "compile", "--quiet", "--universal", "--python-version", "3.11",
                   "--generate-hashes", "--no-header", "--no-emit-index-url",
                   *(["--upgrade"] if upgrade else []), *sources,
                   "--output-file", f"requirements/{name}.txt"]  # fmt: skip
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            sys.exit(f"uv could not lock requirements/{name}.txt; its own words stand above.")


def lock_npm(*, upgrade: bool) -> None:
    """Write package-lock.json, and the audit's; addresses are left out by .npmrc."""
    for folder in (ROOT, ROOT / "scripts" / "audit"):
        print(folder.relative_to(ROOT) / "package-lock.json", flush=True)
        node_tools.run_npm("update" if upgrade else "install", "--package-lock-only", cwd=folder)


def main() -> None:
    """Lock both kinds of packages."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions allowed")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        venv.create(scratch, with_pip=True)
        python = str(make_environment.environment_python(Path(scratch)))
        make_environment.install([python, "-m", "pip"], "uv>=0.5")
        lock_python([python, "-m", "uv"], upgrade=options.upgrade)
    lock_npm(upgrade=options.upgrade)


if __name__ == "__main__":
    main()
