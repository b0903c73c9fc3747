"""Wheels for the browser's Python: where each may come from, and that it is the right one."""

import hashlib
import sys
import urllib.error
import urllib.request
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


class Distribution:
    """Pyodide's distribution on the network; what comes from there is kept in a folder."""

    def __init__(self, address: str, kept: Path) -> None:
        self.name, self.kept, self.trouble = address, kept, ""

    def get(self, file: str) -> bytes:
        """Return an earlier download, or fetch it; after one failure no other is tried."""
        if (self.kept / file).is_file():
            return (self.kept / file).read_bytes()
        if self.trouble:
            raise MissingError(self.trouble)
        try:
            with urllib.request.urlopen(self.name + file, timeout=PATIENCE) as answer:
                data: bytes = answer.read()
        except (OSError, urllib.error.URLError) as error:
            self.trouble = f"{self.name} did not give it ({getattr(error, 'reason', error)})"
            raise MissingError(self.trouble) from error
        self.kept.mkdir(parents=True, exist_ok=True)
        (self.kept / file).write_bytes(data)
        return data


Source = Folder | Distribution


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
        if isinstance(source, Distribution):
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
