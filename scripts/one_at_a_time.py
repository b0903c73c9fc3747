"""A lock on a folder, so that two runs of one step wait for each other."""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

if sys.platform == "win32":
    import msvcrt

    def _seize(file: IO[str]) -> None:
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _seize(file: IO[str]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextlib.contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Hold a folder for one run; the system lets go of it however the run ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f".{what.replace(' ', '-')}-lock").open("w", encoding="utf-8") as file:
        told = False
        while True:
            try:
                _seize(file)
                break
            except OSError:
                if not told:
                    print(f"Another {what} is at work in {folder}: waiting.", flush=True)
                told = True
                time.sleep(0.2)
        file.write(str(os.getpid()))
        yield
