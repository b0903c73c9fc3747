"""Gather what a release offers, in _build/release: the package, every edition, their checksums.

`make release` makes them first. What is missing is named; nothing is offered without the rest.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

from site_archive import pack

ROOT = Path(__file__).resolve().parent.parent
NAME = "brains-decision-committee"
EDITIONS = {
    f"pdf/{NAME}.pdf": "make pdf",
    f"pdf/{NAME}-print.pdf": "make pdf-print",
    f"epub/{NAME}.epub": "make epub",
    f"offline/{NAME}.zip": "make offline",
}
NOTEBOOKS = f"{NAME}-notebooks"
SUMS = "SHA256SUMS"


def missing(built: Path) -> list[str]:
    """Return a sentence for each edition that was not made."""
    lacking = [f"expected {built / name}; run {how}" for name, how in EDITIONS.items()
               if not (built / name).is_file()]  # fmt: skip
    if not list((built / "notebooks").rglob("*.ipynb")):
        lacking.append(f"expected notebooks in {built / 'notebooks'}; run make notebooks")
    return lacking


def gather(built: Path, folder: Path) -> list[Path]:
    """Copy the editions into an empty folder, and pack the notebooks beside them."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in EDITIONS:
        shutil.copyfile(built / name, folder / Path(name).name)
    home = built / "notebooks"
    files = {path.relative_to(home).as_posix(): path.read_bytes()
             for path in home.rglob("*") if path.is_file()}  # fmt: skip
    pack(folder / f"{NOTEBOOKS}.zip", files, NOTEBOOKS)
    return sorted(folder.iterdir())


def build_package(folder: Path) -> None:
    """Add the package as a wheel and as a source archive."""
    command = [sys.executable, "-m", "hatchling", "build", "-d", str(folder)]
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit("The package could not be built; hatchling's own words stand above.")


def write_sums(folder: Path) -> str:
    """Write the checksums of all files, as sha256sum reads them; return what was written."""
    files = sorted(path for path in folder.iterdir() if path.name != SUMS)
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" for path in files]
    text = "\n".join(lines) + "\n"
    (folder / SUMS).write_text(text, encoding="utf-8")
    return text


def main() -> int:
    """Gather; return 0 when everything is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--built", type=Path, default=ROOT / "_build", help="where editions are")
    given = parser.parse_args()
    if lacking := missing(given.built):
        print("\n".join(lacking), file=sys.stderr)
        return 1
    folder = given.built / "release"
    gather(given.built, folder)
    build_package(folder)
    print(write_sums(folder), end="")
    print(f"\nThe release is in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
