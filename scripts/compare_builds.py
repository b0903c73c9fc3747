"""Build the book twice from nothing, on two unlike machines, and compare every byte.

The second build lies at another path, in another time zone, under another locale, hash seed and
umask, with nothing cached. On a difference it names the file and the first place that differs.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns(
    "_build", ".git", ".venv", "node_modules", "__pycache__", ".*_cache"
)
EPOCH = "1700000000"
MACHINES = (
    {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "UMASK": "022"},
    {"TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX", "PYTHONHASHSEED": "4242", "UMASK": "077",
     "PYTHONUTF8": "1"},
)  # fmt: skip
PLACES = ("one", "another/and a longer way/there")
AROUND = 60  # bytes shown before and after the first difference


def checkout(folder: Path) -> Path:
    """Copy the sources into a folder, and lead to what is vendored for the pages."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    (folder / "_build").mkdir()
    for part in ("assets", "live"):
        if (ROOT / "_build" / part).is_dir():
            shutil.copytree(ROOT / "_build" / part, folder / "_build" / part)
    (folder / "node_modules").symlink_to(ROOT / "node_modules")
    return folder


def built(folder: Path, machine: dict[str, str]) -> Path:
    """Build the book in a copy of the sources; return its site, or end with what went wrong."""
    given = dict(machine)
    umask = int(given.pop("UMASK"), 8)
    source = os.pathsep.join([str(folder / "src"), str(folder / "book" / "_ext")])
    environment = os.environ | given | {"SOURCE_DATE_EPOCH": EPOCH, "PYTHONPATH": source}
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(folder / "scripts" / "build_book.py")], cwd=folder, env=environment,
        umask=umask, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    print(f"{folder}: {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode:
        sys.exit(f"The build in {folder} failed:\n{done.stderr[-2000:]}")
    return folder / "_build" / "html"


def files(site: Path) -> dict[str, Path]:
    """Return every file of a site by its name."""
    return {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}


def differences(one: Path, other: Path) -> Iterator[str]:
    """Yield a sentence for each file that two sites do not have alike."""
    here, there = files(one), files(other)
    for name in sorted(here.keys() ^ there.keys()):
        yield f"{name} is in {'the first' if name in here else 'the second'} build only"
    for name in sorted(here.keys() & there.keys()):
        if (a := here[name].read_bytes()) != (b := there[name].read_bytes()):
            yield f"{name} differs {place(a, b)}"


def place(one: bytes, other: bytes) -> str:
    """Say where two texts part, and how each goes on."""
    shorter = min(len(one), len(other))
    at = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    line = one.count(b"\n", 0, at) + 1
    shown = [repr(text[max(0, at - AROUND) : at + AROUND].decode(errors="replace"))
             for text in (one, other)]  # fmt: skip
    return f"from line {line} on:\n    {shown[0]}\n    {shown[1]}"


def main() -> None:
    """Build twice and compare; or compare two sites that are there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sites", nargs="*", type=Path, help="two sites that are built already")
    given = parser.parse_args()
    if given.sites and len(given.sites) != 2:
        parser.error(f"expected two sites to compare or none, got {len(given.sites)}")
    with tempfile.TemporaryDirectory(prefix="committee-") as scratch:
        sites = given.sites or [
            built(checkout(Path(scratch) / where), machine)
            for where, machine in zip(PLACES, MACHINES, strict=True)
        ]
        found = list(differences(*sites))
        count = len(files(sites[0]))
    if found:
        sys.exit("\n".join([f"{len(found)} of {count} files differ:", *(f"  {x}" for x in found)]))
    print(f"The two builds are the same, byte for byte: {count} files.")


if __name__ == "__main__":
    main()
