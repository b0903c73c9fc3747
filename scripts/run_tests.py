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
    "spelling": ["codespell"],
}


def run(name: str, *module: str) -> bool:
    """Run one check by its Python module; say how it went."""
    print(f"{name} ...", flush=True)
    started = time.monotonic()
    command = [sys.executable, "-m", *module]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    verdict = "good" if done.returncode == 0 else f"FAILED (python -m {' '.join(module)})"
    print(f"{name}: {verdict}, {time.monotonic() - started:.0f} s", flush=True)
    return done.returncode == 0


def workers() -> str:
    """Return how many tests run at a time: a browser and a kernel fill a core each."""
    return str(min(os.cpu_count() or 1, 4))


def main() -> None:
    """Run the checks; end with status 1 if one failed, and name those that did."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lint-only", action="store_true", help="style, types and spelling only")
    options, rest = parser.parse_known_args()
    failed = [name for name, module in LINT.items() if not run(name, *module)]
    if not options.lint_only:
        os.environ["CHROMIUM"] = ensure_chromium.ensure()
        pytest = ["pytest", "-n", workers(), "--dist", "loadgroup", "--durations", "10", *rest]
        failed += [] if run("tests", *pytest) else ["tests"]
    if failed:
        sys.exit(f"\nFailed: {', '.join(failed)}.")
    print("\nAll is well.")


if __name__ == "__main__":
    main()
