"""An archive: files under one folder's name in a zip file, the same bytes for the same content."""

import os
import time
import zipfile
from pathlib import Path

EARLIEST = 315532800  # 1980: a zip file knows no earlier date


def date() -> tuple[int, int, int, int, int, int]:
    """Return the date that every file in the archive gets: that of the sources, if it is told."""
    seconds = max(int(os.environ.get("SOURCE_DATE_EPOCH") or EARLIEST), EARLIEST)
    return time.gmtime(seconds)[:6]


def pack(archive: Path, files: dict[str, bytes], top: str) -> None:
    """Write files, named relative to the folder ``top``, into an archive; whole or not at all."""
    draft = archive.with_name(f"{archive.name}.new")
    archive.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, data in sorted(files.items()):
            entry = zipfile.ZipInfo(f"{top}/{name}", date())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            packed.writestr(entry, data)
    draft.replace(archive)
