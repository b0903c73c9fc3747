"""Packages: brought into the browser's Python the moment a cell imports them, and checked.

numpy and the book's own package are there from the start; matplotlib is megabytes, and most
cells draw nothing. A finder at the end of Python's own import machinery knows the lock: what
nothing else finds, and the lock holds, is fetched, checked and unpacked. What it needs is fetched
when it imports that in turn, and so not at all if it never does; what has no name to import, such
as a font, comes along.
"""

import hashlib
import importlib
import importlib.abc
import importlib.machinery
import io
import json
import sys
import sysconfig
import zipfile
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any

Lock = dict[str, dict[str, Any]]


class PackageError(ImportError):
    """A package of the lock could not be had; the message says why."""


class Packages(importlib.abc.MetaPathFinder):
    """The packages of a lock, brought by ``bring(file name)``, announced to ``announce``."""

    def __init__(
        self, lock: Lock, bring: Callable[[str], bytes], announce: Callable[[str], object],
        lacking: Sequence[str] = (), folder: str | None = None,
    ) -> None:
        self.lock, self.bring, self.announce, self.lacking = lock, bring, announce, set(lacking)
        self.folder = folder or sysconfig.get_path("platlib")
        self.there: set[str] = set()
        self.holder = {name: key for key, entry in lock.items() for name in entry["imports"]}

    def needs(self, package: str) -> list[str]:
        """Return the packages still to be brought for one: itself last, and what nobody imports."""
        found: list[str] = []
        for name in self.lock[package]["depends"]:
            if not self.lock[name]["imports"]:
                found += [more for more in self.needs(name) if more not in found]
        return found if package in self.there else [*found, package]

    def unpack(self, package: str, data: bytes) -> None:
        """Put a package where Python looks for it, if it is the one the lock means."""
        entry = self.lock[package]
        if hashlib.sha256(data).hexdigest() != entry["sha256"]:
            raise PackageError(
                f"{entry['file_name']} is not the file this page expects (its checksum differs); "
                "reload the page, and if that does not help please report it"
            )
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            archive.extractall(self.folder)
        self.there.add(package)
        importlib.invalidate_caches()

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Bring the package that holds a module, then let Python find it."""
        if name in self.lacking:
            raise PackageError(
                f"this site was built without {name} for the browser; run this page elsewhere"
            )
        package = self.holder.get(name)
        if path is not None or package is None or package in self.there:
            return None
        todo = self.needs(package)
        sizes = [self.lock[one].get("bytes", 0) for one in todo]
        self.announce(json.dumps({"package": package, "bytes": sum(sizes)}))
        for one in todo:
            self.unpack(one, bytes(self.bring(self.lock[one]["file_name"])))
        self.announce(json.dumps({"package": package, "bytes": 0}))
        return importlib.machinery.PathFinder.find_spec(name, path, target)


def install(packages: Packages) -> None:
    """Ask these packages after Python's own places, and before anybody who explains absence."""
    places = [*sys.meta_path, importlib.machinery.PathFinder]
    sys.meta_path.insert(places.index(importlib.machinery.PathFinder) + 1, packages)
