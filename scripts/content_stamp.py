"""A stamp: the note a finished step leaves, so that an unchanged one is not done again.

A stamp holds a hash of everything its step reads. It is written last, so a step that was
interrupted has none and starts over.
"""

import hashlib
from collections.abc import Iterable
from pathlib import Path


def key(*parts: str | bytes | Path | Iterable[Path]) -> str:
    """Hash the contents of files and folders, and plain strings, in the order given."""
    digest = hashlib.sha256()
    for part in parts:
        for piece in _pieces(part):
            digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def fresh(stamp: Path, expected: str) -> bool:
    """Say whether the step that writes ``stamp`` ended with inputs of this key."""
    try:
        return stamp.read_text(encoding="utf-8").strip() == expected
    except OSError:
        return False


def write(stamp: Path, value: str) -> None:
    """Leave the stamp, whole or not at all."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    draft = stamp.with_name(stamp.name + ".new")
    draft.write_text(value + "\n", encoding="utf-8")
    draft.replace(stamp)


def _pieces(part: str | bytes | Path | Iterable[Path]) -> Iterable[bytes]:
    if isinstance(part, str):
        return [part.encode()]
    if isinstance(part, bytes):
        return [part]
    if isinstance(part, Path):
        return _file_pieces(part)
    return (piece for path in part for piece in _file_pieces(path))


def _file_pieces(path: Path) -> Iterable[bytes]:
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and "__pycache__" not in inside.parts:
                yield inside.relative_to(path).as_posix().encode()
                yield inside.read_bytes()
    elif path.is_file():
        yield path.read_bytes()
    else:
        yield b"absent"
