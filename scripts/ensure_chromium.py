"""Print the path of a Chromium; install Debian's package first where there is none.

Looks at $CHROMIUM, then for Chromium, Chrome and Edge where systems keep them, then for
the one Playwright may have brought. On Debian, as root or with sudo that asks no password,
it installs the package; elsewhere it says what to do.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge")
PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ADVICE = """\
The browser tests need Chromium or Chrome, and none was found. Install it by one of
  Debian:          apt install chromium
  macOS:           brew install --cask chromium
  any system:      .venv/bin/python -m playwright install chromium
or name one that is already here: CHROMIUM=/path/to/chromium make test"""


def candidates() -> Iterator[str]:
    """Yield where a Chromium could be, the likeliest first."""
    if named := os.environ.get("CHROMIUM"):
        yield named
        return  # who names one wants that one
    yield from (found for name in NAMES if (found := shutil.which(name)))
    yield from (place for place in PLACES if Path(place).is_file())
    yield from playwright_own()


def playwright_own() -> Iterator[str]:
    """Yield the Chromium that Playwright has brought, if it has."""
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415  (may not be installed)
    except ImportError:
        return
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if Path(path).is_file():
        yield path


def runs(program: str) -> bool:
    """Say whether a program starts: Ubuntu's chromium-browser may be a notice in its place."""
    if sys.platform == "win32":
        return Path(program).is_file()  # --version opens a window there
    try:
        done = subprocess.run([program, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def find() -> str | None:
    """Return the first Chromium that starts."""
    return next((path for path in candidates() if runs(path)), None)


def become_root() -> list[str] | None:
    """Return what to put before a command that needs root; nothing if it cannot be had."""
    if (
        os.name != "posix"
        or not Path("/etc/debian_version").exists()
        or not shutil.which("apt-get")
    ):
        return None
    if os.geteuid() == 0:
        return []
    sudo = ["sudo", "-n"]
    asked = shutil.which("sudo") and subprocess.run(
        [*sudo, "true"], capture_output=True, check=False
    )
    return sudo if asked and asked.returncode == 0 else None


def install(prefix: list[str]) -> None:
    """Install Debian's Chromium."""
    print("No Chromium here: installing Debian's package ...", file=sys.stderr, flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for step in (
        ["update", "-qq"],
        ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-liberation"],
    ):
        command = [*prefix, "apt-get", *step]
        subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)


def ensure() -> str:
    """Return a Chromium that starts, installing it where that is allowed."""
    found = find()
    if found is None and "CHROMIUM" not in os.environ and (prefix := become_root()) is not None:
        install(prefix)
        found = find()
    if found is None:
        sys.exit(ADVICE)
    return found


def main() -> None:
    """Print where Chromium is."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--find-only", action="store_true", help="install nothing")
    options = parser.parse_args()
    print((find() or sys.exit(ADVICE)) if options.find_only else ensure())


if __name__ == "__main__":
    main()
