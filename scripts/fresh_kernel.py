"""A fresh kernel: a Python with nothing but a few packages, to run a notebook in.

Either pip installs them, as a reader's would, or they are lent from this environment: then it
takes a second and no network, and there is still nothing in it that a reader would not have.
"""

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from make_environment import environment_python

ROOT = Path(__file__).resolve().parent.parent
NEEDED = ("committee", "matplotlib", "ipykernel")
NAME = "fresh"


def closure(names: tuple[str, ...]) -> dict[str, importlib.metadata.Distribution]:
    """Return the distributions of some packages, and of all that these need."""
    found: dict[str, importlib.metadata.Distribution] = {}
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            found[name] = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system or an older Python
        for asked in found[name].requires or []:
            if "extra ==" not in asked:
                waiting += re.findall(r"^[\w.-]+", asked)
    return found


def top_levels(distribution: importlib.metadata.Distribution) -> Iterator[Path]:
    """Yield the files and folders of a distribution that lie directly where Python looks."""
    names = {file.parts[0] for file in distribution.files or [] if file.parts[0] != ".."}
    for name in sorted(names - {"__pycache__"}):
        yield Path(str(distribution.locate_file(name)))


def lend(python: Path) -> None:
    """Let an environment have the packages, as links to those of this one."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    home = Path(subprocess.run([str(python), "-c", ask], capture_output=True, text=True,
                               check=True).stdout.strip())  # fmt: skip
    for distribution in closure(NEEDED).values():
        for path in top_levels(distribution):
            if path.exists() and not (home / path.name).exists():
                (home / path.name).symlink_to(path)


def install(python: Path) -> None:
    """Let pip install the packages, this checkout's own among them."""
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*pip, f"{ROOT}[plots]", "ipykernel"], check=False)
    if done.returncode:
        sys.exit("pip could not install the package and a kernel; its own words stand above. "
                 "Can this machine reach the Python package index?")  # fmt: skip


def make(folder: Path, *, lent: bool) -> None:
    """Make the environment, and a kernel of that name that Jupyter finds in ``folder``."""
    venv.create(folder / "environment", with_pip=not lent, clear=True)
    python = environment_python(folder / "environment")
    (lend if lent else install)(python)
    kernel = folder / "kernels" / NAME
    kernel.mkdir(parents=True, exist_ok=True)
    about = {"argv": [str(python), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
             "display_name": "Fresh", "language": "python",
             "env": {"PYTHONPATH": "", "PYTHONWARNINGS": "", "MPLBACKEND": ""}}  # fmt: skip
    (kernel / "kernel.json").write_text(json.dumps(about), encoding="utf-8")


def run(notebook: Path, folder: Path, *, timeout: int = 600) -> str:
    """Run a notebook from top to bottom; return what stopped it, or nothing."""
    import nbformat  # noqa: PLC0415
    from jupyter_client.kernelspec import KernelSpecManager  # noqa: PLC0415
    from jupyter_client.manager import AsyncKernelManager  # noqa: PLC0415
    from nbclient import NotebookClient  # noqa: PLC0415
    from nbclient.exceptions import (  # noqa: PLC0415
        CellExecutionError,
        CellTimeoutError,
        DeadKernelError,
    )

    os.environ.setdefault("OMP_NUM_THREADS", "1")
    specs = KernelSpecManager(kernel_dirs=[str(folder / "kernels")])
    manager = AsyncKernelManager(kernel_name=NAME, kernel_spec_manager=specs)
    nb: Any = nbformat  # not typed
    client = NotebookClient(nb.read(notebook, as_version=4), km=manager, kernel_name=NAME,
                            timeout=timeout, resources={"metadata": {"path": str(folder)}})
    try:
        client.execute()
    except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
        return str(error)
    return ""
