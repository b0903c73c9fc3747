"""Make the environment in .venv: the locked packages, by their hashes, and this package.

Run it with any Python 3.11 or newer; it needs nothing but the standard library. A run that was
interrupted is made good by the next one, and one with nothing to do ends at once.
"""

import argparse
import importlib.util
import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import content_stamp
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent
NO_PIP = """\
Python at {python} can make no environment with pip in it, and has no pip of its own.
On Debian and Ubuntu: apt install python3-venv (or python{version}-venv). Then run this again."""


def environment_python(folder: Path) -> Path:
    """Return where an environment keeps its Python."""
    windows = folder / "Scripts" / "python.exe"
    return windows if sys.platform == "win32" else folder / "bin" / "python"


def works(python: Path) -> bool:
    """Say whether an environment's Python runs and is new enough."""
    ask = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([python, "-c", ask], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def create(folder: Path) -> None:
    """Make an environment with a pip of the pinned version in it."""
    print(f"Making {folder} with Python {sys.version.split()[0]} ...", flush=True)
    python = environment_python(folder)
    make = [sys.executable, "-m", "venv", str(folder)]
    made = subprocess.run(make, capture_output=True, text=True, check=False)
    pip = [str(python), "-m", "pip"]
    if made.returncode:  # Debian without python3-venv: there is no ensurepip
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
        bare = subprocess.run([*make, "--clear", "--without-pip"], check=False)
        if bare.returncode or importlib.util.find_spec("pip.__main__") is None:
            version = f"{sys.version_info.major}.{sys.version_info.minor}"
            sys.exit(NO_PIP.format(python=sys.executable, version=version))
        (folder / ".unfinished").touch()  # --clear took it away
    install(pip, "--require-hashes", "-r", str(ROOT / "requirements" / "pip.txt"))


def install(pip: list[str], *what: str) -> None:
    """Run pip install; show how far it is on a terminal, and its words if it fails."""
    # A lock names all there is to install; and Python compiles what it imports, a fraction.
    quick = ["--no-deps", "--no-compile"]
    command = [*pip, "install", "--disable-pip-version-check", "--no-input", *quick, *what]
    total = sum(len(re.findall(r"^\S+==", Path(f).read_text(), re.M)) for f in _locks(what))
    said: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as running:
        assert running.stdout
        for line in running.stdout:
            said.append(line)
            if total > 1 and sys.stdout.isatty() and line.startswith(("Collecting", "Installing")):
                done = sum(earlier.startswith("Collecting") for earlier in said)
                print(f"\r  {done} of {total} packages  ", end="", flush=True)
    if total > 1 and sys.stdout.isatty():
        print()
    if running.returncode:
        sys.exit(f"{''.join(said[-20:])}\npip could not install {' '.join(what)}; see above. "
                 "Can this machine reach the Python package index?")  # fmt: skip


def _locks(what: tuple[str, ...]) -> list[str]:
    return [part for part in what if part.endswith(".txt")]


def bring(folder: Path, lock: Path) -> bool:
    """Make an environment hold what a lock says and this package; say if there was work to do."""
    python, unfinished = environment_python(folder), folder / ".unfinished"
    stamp = folder / f".finished-{lock.stem}"
    if (
        content_stamp.fresh(stamp, key_of(lock, folder))
        and not unfinished.exists()
        and works(python)
    ):
        return False
    if unfinished.exists() or not works(python):
        _clear(folder)
        folder.mkdir(parents=True, exist_ok=True)
        unfinished.touch()
        create(folder)
    unfinished.touch()
    print(f"Installing what {lock.relative_to(ROOT)} pins (about a minute) ...", flush=True)
    pip = [str(python), "-m", "pip"]
    install(pip, "--require-hashes", "-r", str(lock))
    install(pip, "--no-build-isolation", "--editable", str(ROOT))
    for held in (lock, *((ROOT / "requirements" / "book.txt",) if lock.stem == "test" else ())):
        content_stamp.write(folder / f".finished-{held.stem}", key_of(held, folder))
    unfinished.unlink()
    return True


def key_of(lock: Path, folder: Path) -> str:
    """Hash what an environment holds: a lock, and how this package is installed."""
    about = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    package = json.dumps([about["build-system"], about["project"]], sort_keys=True)
    return content_stamp.key(lock, package, str(ROOT), str(folder))


def _clear(folder: Path) -> None:
    """Remove an environment that was never finished, or whose Python is gone."""
    if not folder.exists():
        return
    if not (folder / "pyvenv.cfg").exists() and not (folder / ".unfinished").exists():
        sys.exit(f"Expected {folder} to be an environment or absent; it is neither. Move it away.")
    print(f"{folder} was left unfinished, or its Python is gone: making it anew.")
    shutil.rmtree(folder)


def main() -> None:
    """Make or mend the environment."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("lock", choices=("book", "test"), help="which of requirements/*.txt")
    parser.add_argument("--folder", type=Path, default=ROOT / ".venv", help="where (.venv)")
    options = parser.parse_args()
    with alone(ROOT / "_build", "installation"):
        bring(options.folder.absolute(), ROOT / "requirements" / f"{options.lock}.txt")


if __name__ == "__main__":
    main()
