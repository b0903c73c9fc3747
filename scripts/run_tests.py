"""Run every check: style, types and spelling, the book itself, then the tests."""

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

import ensure_chromium

ROOT = Path(__file__).resolve().parent.parent
LINT = {
    "style": ["ruff", "check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "spelling": ["codespell_lib"],
}
WORKERS = min((os.cpu_count() or 1) + 1, 4)  # one more than cores: a test often waits
PYTEST = ["-m", "pytest", "-n", str(WORKERS), "--durations", "10"]
# The tests of a file share what they build; the folders with the slowest come first.
PYTEST += ["--dist", "loadfile", "--no-loadscope-reorder"]
EVERY_CHAPTER = [f"tests/browser/test_{name}.py" for name in (
    "livecode_server", "livecode_wheels", "livecode_faults", "pages")]  # fmt: skip


def run(name: str, *command: str) -> bool:
    """Run one check, a Python module or script; say how it went."""
    print(f"{name} ...", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )
    verdict = "good" if done.returncode == 0 else f"FAILED (python {' '.join(command)})"
    print(f"{name}: {verdict}, {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


def run_pytest(rest: list[str]) -> list[str]:
    """Build the book, then run the tests on it; return the names of what failed."""
    os.environ["CHROMIUM"] = ensure_chromium.ensure()
    if not run("book", "scripts/build_book.py"):
        print("No pages to look at in a browser: those tests are left out.", flush=True)
        rest = [*rest, "--ignore", "tests/browser"]
        return ["book", *([] if run("tests", *PYTEST, *rest) else ["tests"])]
    os.environ["BOOK_SITE"] = str(ROOT / "_build" / "html")
    return [] if run("tests", *PYTEST, *rest) else ["tests"]


def main() -> None:
    """Run the checks; end with status 1 if one failed, and name those that did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every-chapter", action="store_true", help="every chapter, every page")
    parser.add_argument("--lint-only", action="store_true", help="style, types and spelling only")
    options, rest = parser.parse_known_args()
    if options.every_chapter:
        sys.exit("Failed." if run_pytest(["-m", "whole", *EVERY_CHAPTER]) else None)
    failed = [name for name, module in LINT.items() if not run(name, "-m", *module)]
    if not options.lint_only:
        failed += run_pytest(["-m", "not whole", *rest])
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}.")
    print("\nAll is well.")


if __name__ == "__main__":
    main()
