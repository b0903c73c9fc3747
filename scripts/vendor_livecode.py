"""Bring what live code needs in a browser: the editor, Python, numpy and matplotlib for it.

Thebe and Pyodide's core come from npm packages pinned by version and sha512. The wheels come
from Pyodide's own distribution, each checked against the sha256 in Pyodide's lock: from a folder
given by hand, from an earlier run, from the network, or from a copy on the Python index. Where
they cannot be had the site is built all the same: its pages say so, and offer a kernel elsewhere.
All lies in _build/live; what is taken, and from where, stands in scripts/livecode.toml.
"""

import argparse
import base64
import gzip
import hashlib
import json
import os
import re
import shutil
import sys
import tarfile
import time
import tomllib
from pathlib import Path
from typing import Any, NamedTuple

import content_stamp
import livecode_licences
import livecode_wheels
import node_tools
from livecode_wheels import Distribution, Folder, Mirror, Source

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
OURS = ("livecode.toml", "livecode_wheels.py", "livecode_licences.py", "vendor_livecode.py")
RETRY = 24 * 3600  # seconds until a distribution that was out of reach is asked again
COMPRESSED = {".js", ".mjs", ".wasm"}  # what web servers send compressed
SOURCE_MAP = re.compile(rb"\n?//# sourceMappingURL=\S+\s*$")
Table = dict[str, Any]


def npm_package(name: str, pin: Table, downloads: Path) -> dict[str, bytes]:
    """Return the files of an npm package, fetching it unless it is here; refuse another one."""
    archive = downloads / f"{name}-{pin['version']}.tgz"
    if not archive.is_file():
        downloads.mkdir(parents=True, exist_ok=True)
        wanted = f"{name}@{pin['version']}"
        node_tools.run_npm("pack", "--silent", "--loglevel=error", wanted, cwd=downloads)
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if f"sha512-{found}" != pin["integrity"]:
        archive.unlink()
        sys.exit(
            f"npm's {archive.name} has the checksum sha512-{found[:16]}..., but livecode.toml "
            f"pins {pin['integrity'][:23]}...; it is refused, and thrown away."
        )
    files = {}
    with tarfile.open(archive) as tar:
        for member in tar:
            if member.isfile() and (stream := tar.extractfile(member)):
                files[member.name.removeprefix("package/")] = stream.read()
    return files


class Order(NamedTuple):
    """What is to be brought, and from where."""

    plan: Table
    downloads: Path
    sources: list[Source]
    lock: Table | None = None


def fill(folder: Path, order: Order) -> dict[str, str]:
    """Write all into an empty folder; return what is missing, and why.

    What the site hands out goes into ``static``; beside it the lock, and ``about.json``.
    """
    static, lines, plan = folder / "static", [], order.plan
    (licences := static / "licences").mkdir(parents=True)
    book = (ROOT / "LICENSE").read_text(encoding="utf-8")
    for name in ("thebe", "pyodide"):
        files = npm_package(name, plan[name], order.downloads)
        size = write_files(static / name, files, plan[name]["files"])
        line = livecode_licences.of_npm(
            name, plan[name], files, book=book, folder=licences, size=size
        )
        lines.append(line)
    pinned = order.lock or json.loads(files["pyodide-lock.json"])
    wanted = [*plan["wheels"]["start"], *plan["wheels"]["later"]]
    had, missing = livecode_wheels.bring(pinned, wanted, order.sources)
    lock = livecode_wheels.trimmed(pinned, wanted, had)
    for name, entry in lock["packages"].items():
        (static / "pyodide" / entry["file_name"]).write_bytes(had[name])
        lines.append(livecode_licences.of_wheel(name, had[name], licences))
    livecode_licences.write_list(lines, licences)
    by_hand = any(isinstance(source, Folder) for source in order.sources)
    about = {"start": plan["wheels"]["start"], "missing": sorted(missing), "by_hand": by_hand}
    write_about(folder, about, lock)
    return missing


def write_about(folder: Path, about: Table, lock: Table) -> None:
    """Write what the book's builder needs to know: the lock, and each file's size and checksum."""
    files = {
        path.relative_to(folder / "static").as_posix(): described(path)
        for part in ("thebe", "pyodide")
        for path in sorted((folder / "static" / part).iterdir())
    }
    (folder / "about.json").write_text(json.dumps({**about, "files": files}, indent=1) + "\n")
    (folder / "pyodide-lock.json").write_text(json.dumps(lock, indent=1, sort_keys=True) + "\n")


def described(path: Path) -> Table:
    """Return a file's size, its size on the way to a reader, and its checksum."""
    data = path.read_bytes()
    sent = gzip.compress(data, 6, mtime=0) if path.suffix in COMPRESSED else data
    return {"bytes": len(data), "wire": len(sent), "sha256": hashlib.sha256(data).hexdigest()}


def write_files(folder: Path, files: dict[str, bytes], wanted: list[str]) -> int:
    """Write the wanted files of a package, without the names of source maps; return their size."""
    folder.mkdir()
    for path in wanted:
        (folder / Path(path).name).write_bytes(SOURCE_MAP.sub(b"\n", files[path]))
    return sum(file.stat().st_size for file in folder.iterdir())


def made_before(output: Path, wanted: str) -> dict[str, str] | None:
    """Return what an earlier run could not have, or None if it is time for another run."""
    if not content_stamp.fresh(output / ".finished", wanted):
        return None
    about = output / "about.json"
    known = json.loads(about.read_text())
    old = time.time() - about.stat().st_mtime > RETRY
    if known["missing"] and old and not known["by_hand"]:
        return None
    return dict.fromkeys(known["missing"], "it could not be had earlier")


def make(output: Path, wanted: str, order: Order) -> dict[str, str]:
    """Make the folder, in one move; return what is missing, and why."""
    draft = output.with_name(f"{output.name}.{os.getpid()}")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        missing = fill(draft, order)
        content_stamp.write(draft / ".finished", wanted)
        shutil.rmtree(output, ignore_errors=True)
        draft.rename(output)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return missing


def report(output: Path, missing: dict[str, str]) -> None:
    """Say what was brought, and what was not."""
    size = sum(file.stat().st_size for file in (output / "static").rglob("*") if file.is_file())
    print(f"Live code's files are in {output} ({size / 1e6:.1f} MB).")
    if missing:
        reasons = "; ".join(dict.fromkeys(missing.values()))
        print(
            f"Missing for the browser: {', '.join(missing)} ({reasons}). The book builds; what "
            "its pages cannot run in the reader's browser for that, they say. To add them from a "
            "folder with Pyodide's distribution: python scripts/vendor_livecode.py --pyodide-dir "
            "FOLDER"
        )


def bring(
    output: Path, *, pyodide_dir: Path | None = None, pyodide_lock: Path | None = None,
    offline: bool = False, force: bool = False,
) -> dict[str, str]:  # fmt: skip
    """Bring everything, unless it is there; return what is missing, and why."""
    wanted = content_stamp.key(*(HERE / name for name in OURS))
    force = force or bool(pyodide_dir or pyodide_lock)
    earlier = None if force else made_before(output, wanted)
    if earlier is not None:
        return earlier
    plan = tomllib.loads((HERE / "livecode.toml").read_text(encoding="utf-8"))
    downloads = ROOT / "node_modules" / ".livecode"
    address = plan["wheels"]["distribution"].format(version=plan["pyodide"]["version"])
    sources: list[Source] = [Folder(pyodide_dir)] if pyodide_dir else []
    if not offline:
        kept = downloads / f"pyodide-{plan['pyodide']['version']}"
        sources += [Distribution(address, kept), Mirror(plan["mirror"], kept)]
    lock = json.loads(pyodide_lock.read_text()) if pyodide_lock else None
    missing = make(output, wanted, Order(plan, downloads, sources, lock))
    report(output, missing)
    return missing


def main() -> None:
    """Read the command line and bring everything."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--pyodide-dir", type=Path, metavar="FOLDER",
        help="take wheels from this folder before anywhere else",
    )  # fmt: skip
    parser.add_argument(
        "--pyodide-lock", type=Path, metavar="FILE",
        help="check wheels against this pyodide-lock.json instead of npm's: for a distribution "
        "of your own, as pyodide py-compile makes them",
    )  # fmt: skip
    parser.add_argument("--offline", action="store_true", help="do not ask the network for wheels")
    parser.add_argument("--strict", action="store_true", help="fail if a wheel is missing")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "live")
    parser.add_argument("--force", action="store_true", help="bring everything anew")
    given = parser.parse_args()
    missing = bring(given.output.resolve(), pyodide_dir=given.pyodide_dir, offline=given.offline,
                    pyodide_lock=given.pyodide_lock, force=given.force)  # fmt: skip
    if missing and given.strict:
        sys.exit(f"Expected every wheel, but these are missing: {', '.join(missing)}.")


if __name__ == "__main__":
    main()
