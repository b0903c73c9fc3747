"""Run every check: style, types and spelling, the book itself, then the tests.

The checks that need no page run beside all this, on what the book leaves of the machine; what
they say is shown last.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO

import ensure_chromium

ROOT = Path(__file__).resolve().parent.parent
LINT = {
    "style": ["ruff", "check", "--quiet"],
    "types": ["mypy", "--no-error-summary"],
    "spelling": ["codespell_lib"],
}
BOOK = {
    "assets": "scripts/vendor_assets.py",
    "live code": "scripts/vendor_livecode.py",
    "book": "scripts/build_book.py",
}
WORKERS = min(os.cpu_count() or 1, 4)
PYTEST = ["-m", "pytest", "--durations", "10"]
# The tests of a file share what they build; the folders with the slowest come first.
SHARED = ["-n", str(WORKERS), "--dist", "loadfile", "--no-loadscope-reorder"]
BESIDE = ["-n", "1", "-m", "not whole"]
PAGES = ["tests/book", "tests/browser", "tests/test_scripts_fonts.py"]


def run(name: str, *command: str) -> list[str]:
    """Run one check, a Python module or script; say how it went; return its name if it failed."""
    print(f"{name} ...", flush=True)
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, stdin=subprocess.DEVNULL, check=False
    )
    verdict = "good" if done.returncode == 0 else f"FAILED (python {' '.join(command)})"
    print(f"{name}: {verdict}, {time.monotonic() - started:.0f} s", flush=True)
    return [name] if done.returncode else []


def lint() -> list[str]:
    """Check style, types and spelling; return the names of what failed."""
    return [failed for name, module in LINT.items() for failed in run(name, "-m", *module)]


def without_pages() -> list[str]:
    """Check all that needs no page of the book; return the names of what failed."""
    if hasattr(os, "nice"):
        os.nice(10)  # the book comes first: the longest of the tests wait for it
    left_out = [part for path in PAGES for part in ("--ignore", path)]
    return run("package", *PYTEST, *BESIDE, *left_out) + lint()


def start_beside(said: IO[str], *command: str) -> subprocess.Popen[str]:
    """Start something that writes its words to a file until they are asked for."""
    return subprocess.Popen(
        [sys.executable, *command], cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def build_book() -> list[str]:
    """Bring what the book needs and build it; return the name of what failed."""
    for name, script in BOOK.items():
        if failed := run(name, script):
            return failed
    return []


def on_pages(*options: str) -> list[str]:
    """Run the tests of the built book and its pages; return the name of what failed."""
    os.environ["CHROMIUM"] = ensure_chromium.ensure()
    os.environ["BOOK_SITE"] = str(ROOT / "_build" / "html")
    return run("pages", *PYTEST, *SHARED, *options)


def everything(rest: list[str]) -> list[str]:
    """Build the book, then look at its pages, and check the rest beside; return what failed."""
    print("Style, types, spelling and the package's own tests run beside all this.", flush=True)
    with tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        browser = start_beside(said, "scripts/ensure_chromium.py")  # it may have to be installed
        with start_beside(said, __file__, "--without-pages") as beside:
            failed = build_book()
            if failed:
                print("No pages to look at in a browser: those tests are left out.", flush=True)
                chosen = ["-m", "not whole", "tests/book", *rest]
                failed += run("book machine", *PYTEST, *SHARED, *chosen)
            elif browser.wait():
                failed = ["browser"]
            else:
                failed = on_pages("-m", "not whole", *PAGES, *rest)
        said.seek(0)
        print(said.read(), flush=True)
    return failed + (["what needs no page"] if beside.returncode else [])


def main() -> None:
    """Run the checks; end with status 1 if one failed, and name those that did."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--every-chapter", action="store_true", help="every chapter, every page")
    parser.add_argument("--lint-only", action="store_true", help="style, types and spelling only")
    parser.add_argument("--without-pages", action="store_true", help="all that needs no page")
    options, rest = parser.parse_known_args()
    if options.lint_only:
        failed = lint()
    elif options.without_pages:
        failed = without_pages()
    elif options.every_chapter:
        failed = build_book() or on_pages("-m", "whole", "tests/browser")
    else:
        failed = everything(rest)
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}.")
    print("\nAll is well.")


if __name__ == "__main__":
    main()
