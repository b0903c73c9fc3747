"""Licences of what live code brings: their texts, and a list with version and size."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path
from typing import Any

LICENCE_FILE = re.compile(r"\.dist-info/(.*/)?[^/]*(licen[cs]e|copying|notice|authors)", re.I)


def listed(name: str, version: str, licence: str, size: int) -> dict[str, Any]:
    """Return one line of the list."""
    text = f"licences/{name}.txt"
    return {"package": name, "version": version, "licence": licence, "text": text, "bytes": size}


def of_wheel(name: str, data: bytes, folder: Path) -> dict[str, Any]:
    """Write the licence texts that a wheel carries; return its line of the list."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        texts = [archive.read(path).decode(errors="replace").strip()
                 for path in sorted(archive.namelist()) if LICENCE_FILE.search(path)]  # fmt: skip
        metadata = next(p for p in archive.namelist() if p.endswith(".dist-info/METADATA"))
        about = Parser().parsestr(archive.read(metadata).decode(errors="replace"))
    licence = next(names_of(about), "see the text")
    (folder / f"{name}.txt").write_text("\n\n".join(texts or [licence]) + "\n", encoding="utf-8")
    return listed(name, about["Version"], licence, len(data))


def names_of(about: Any) -> Iterator[str]:
    """Yield what a wheel's metadata call its licence, the most exact first."""
    for field in ("License-Expression", "License"):
        value = (about[field] or "").strip()
        if value and "\n" not in value and value != "UNKNOWN":
            yield value
    for line in about.get_all("Classifier", []):
        if line.startswith("License :: "):
            yield line.rpartition(" :: ")[2]


def of_npm(
    name: str, pin: dict[str, Any], files: dict[str, bytes], *, book: str, folder: Path, size: int
) -> dict[str, Any]:
    """Write the notice and terms of an npm package; return its line of the list.

    Thebe's package brings no text of its licence; its terms are word for word those of ``book``,
    our own BSD licence, after the line that names who holds the rights.
    """
    terms = "Redistribution" + book.partition("\n\nRedistribution")[2].rstrip()
    parts = [pin["notice"].strip(), terms if pin["licence"] == "BSD-3-Clause" else "",
             files.get(pin.get("terms", ""), b"").decode().strip()]  # fmt: skip
    (folder / f"{name}.txt").write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
    return listed(name, pin["version"], pin["licence"], size)


def write_list(lines: list[dict[str, Any]], folder: Path) -> None:
    """Write the list."""
    text = json.dumps(lines, indent=2, ensure_ascii=False) + "\n"
    (folder / "livecode.json").write_text(text, encoding="utf-8")
