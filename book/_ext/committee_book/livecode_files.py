"""The files of Python for the browser: which there are, how large, and with which checksum.

To what was vendored comes the wheel of the book's own package, made from the checkout that the
chapters ran with, and the face of its figures; Pyodide's lock gets their entries.
"""

import gzip
import hashlib
import io
import json
import os
import tempfile
import zipfile
from pathlib import Path
from typing import Any

LOCK = "pyodide-lock.json"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
EARLIEST = "315532800"  # 1980: a zip file knows no earlier date
FACE = "committee_face"
KERNELS = Path(__file__).parent / "livekernels"
Table = dict[str, Any]


def about(live: Path) -> Table:
    """Return what was vendored: files with size and checksum, packages that are missing."""
    if not (live / "about.json").is_file():
        return {"files": {}, "start": [], "missing": []}
    return dict(json.loads((live / "about.json").read_text(encoding="utf-8")))


def described(data: bytes, sent: bytes | None = None) -> Table:
    """Return a file's size, its size on the way to a reader, and its checksum."""
    wire = len(data if sent is None else sent)
    return {"bytes": len(data), "wire": wire, "sha256": hashlib.sha256(data).hexdigest()}


def own_wheel(root: Path) -> tuple[str, bytes]:
    """Make the wheel of the book's package from the checkout, the same bytes every time."""
    from hatchling.builders.wheel import WheelBuilder  # noqa: PLC0415  (only a full build needs it)

    before = dict(os.environ)
    os.environ["SOURCE_DATE_EPOCH"] = EARLIEST
    try:
        with tempfile.TemporaryDirectory() as scratch:
            builder = WheelBuilder(str(root)).build(directory=scratch, versions=["standard"])
            wheel = Path(next(iter(builder)))
            return wheel.name, wheel.read_bytes()
    finally:
        os.environ.clear()
        os.environ.update(before)


def lock_entry(file: str, data: bytes, depends: list[str], imports: list[str]) -> Table:
    """Return what Pyodide's lock says of a package, for a wheel of ours."""
    name, version = file.split("-")[:2]
    return {
        "name": name, "version": version, "file_name": file, "imports": imports,
        "depends": depends, "install_dir": "site", "package_type": "package",
        "sha256": hashlib.sha256(data).hexdigest(), "unvendored_tests": False,
    }  # fmt: skip


def face(root: Path) -> tuple[str, bytes]:
    """Pack the face that figures are measured in, as a package that Python can fetch."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for font in sorted((root / "_build" / "assets" / "fonts").glob("CommitteeSans-*.ttf")):
            place = zipfile.ZipInfo(f"{FACE}/{font.name}")
            archive.writestr(place, font.read_bytes(), zipfile.ZIP_DEFLATED)
    return f"{FACE}-1-py3-none-any.whl", packed.getvalue()


def own_files(root: Path, live: Path) -> tuple[Table, dict[str, bytes]]:
    """Return the lock with the book's own packages in it, and the files of both for the site."""
    lock = json.loads((live / LOCK).read_text(encoding="utf-8"))
    made = dict([own_wheel(root)])
    for name, data in list(made.items()):
        lock["packages"]["committee"] = lock_entry(name, data, ["numpy"], ["committee"])
    if "matplotlib" in lock["packages"]:
        name, data = face(root)
        made[name] = data
        lock["packages"][FACE] = lock_entry(name, data, [], [])
        lock["packages"]["matplotlib"]["depends"].append(FACE)
    return lock, made


def browser(root: Path, live: Path) -> tuple[Table | None, str, dict[str, bytes]]:
    """Return what the browser's kernel is made of, or None and a sentence that says why not.

    Last come the files of our own that it needs, by their place below ``_static``.
    """
    known = about(live)
    if "pyodide/pyodide.mjs" not in known["files"]:
        return None, "This site was built without Python for the browser.", {}
    if lacking := [name for name in known["start"] if name in known["missing"]]:
        return None, f"This site was built without {' and '.join(lacking)} for the browser.", {}
    lock, own = own_files(root, live)
    files = {Path(name).name: file for name, file in known["files"].items() if "pyodide/" in name}
    files |= {name: described(data) for name, data in own.items()}
    for entry in lock["packages"].values():
        entry["bytes"] = files[entry["file_name"]]["bytes"]
    text = own[LOCK] = json.dumps(lock, sort_keys=True).encode()
    files[LOCK] = described(text, gzip.compress(text, 6, mtime=0))
    parts = manifest(lock, [*known["start"], "committee"], files) | {"lacking": known["missing"]}
    return parts, "", {f"pyodide/{name}": data for name, data in own.items()}


def sources() -> dict[str, str]:
    """Return the modules that the browser's Python gets from the book's machine, by name."""
    places = {"runner": KERNELS / "runner.py", "packages": KERNELS / "packages.py",
              "drawings": Path(__file__).parent / "svg.py"}  # fmt: skip
    return {name: place.read_text(encoding="utf-8") for name, place in places.items()}


def setup_code() -> str:
    """Return what a Jupyter kernel is told before a reader's first cell."""
    code = (KERNELS / "setup.py").read_text(encoding="utf-8")
    return code.replace('DRAWINGS = ""', f"DRAWINGS = {sources()['drawings']!r}")


def manifest(lock: Table, packages: list[str], files: Table) -> Table:
    """Return what the worker is told: which files to fetch at once, and every file's checksum."""
    entries = lock["packages"]
    start = [*CORE, LOCK, *(entries[name]["file_name"] for name in packages)]
    return {
        "base": "pyodide/", "packages": packages, "start": start, "files": files,
        "python": sources(),
        "bytes": sum(files[name]["bytes"] for name in start),
        "wire": sum(files[name]["wire"] for name in start),
    }  # fmt: skip
