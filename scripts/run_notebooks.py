"""Run every notebook from top to bottom where only the package and a kernel are installed."""

import argparse
import sys
import tempfile
import time
from pathlib import Path

import fresh_kernel
from make_notebooks import notebooks

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    """Run them; return 0 if each came to its end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "_build" / "notebooks",
                        help="where make notebooks put them")  # fmt: skip
    parser.add_argument("--lent", action="store_true",
                        help="lend the packages from this environment instead of installing them")
    given = parser.parse_args()
    found = notebooks(given.folder)
    if not found:
        print(f"There are no notebooks in {given.folder} yet: run make notebooks first.",
              file=sys.stderr)  # fmt: skip
        return 1
    failed = []
    with tempfile.TemporaryDirectory(prefix="committee-fresh-") as scratch:
        print("Making an environment with the package and a kernel ...", flush=True)
        fresh_kernel.make(Path(scratch), lent=given.lent)
        for place, notebook in enumerate(found, start=1):
            started = time.monotonic()
            said = fresh_kernel.run(notebook, Path(scratch))
            name = notebook.relative_to(given.folder / "clean")
            verdict = "failed" if said else "ran"
            print(f"[{place} of {len(found)}] {name} {verdict}, "
                  f"{time.monotonic() - started:.0f} s", flush=True)  # fmt: skip
            failed += [f"{name}\n{said}"] if said else []
    if failed:
        print("\n" + "\n\n".join(failed), file=sys.stderr)
        return 1
    print(f"All {len(found)} notebooks ran from top to bottom.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
