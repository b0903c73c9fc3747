"""Markup: the Nu Html Checker, which the W3C runs, finds no error on any page."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from audit.figures import Figure, counted
from audit.links import pages

JAR = Path(__file__).parent / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MESSAGE = re.compile(r'^"?(?:file:)?(?P<file>[^"]*?)"?:(?P<place>[\d.-]+): (?P<said>.*)$')
# What the checker does not know yet, though the standards have it; none else is passed over.
NEWER = (
    r"Element “math” is missing|attribute “(?:columnlines|rowlines|framespacing)”",
)


def java() -> str:
    """Return Java, or say what is missing."""
    found = shutil.which("java")
    if found is None:
        raise SystemExit(
            "The audit checks HTML by the Nu Html Checker, which needs Java 11 or newer, and "
            "there is no java on the PATH; install one (Debian: apt-get install "
            "default-jre-headless) or leave this part out: make audit AUDIT='--skip markup'."
        )
    return found


def errors(site: Path) -> Iterator[str]:
    """Yield each error with its page and place."""
    files = [str(path) for path in pages(site)]
    command = [java(), "-Xss8m", "-jar", str(JAR), "--errors-only", "--format", "gnu",
               "--exit-zero-always", *files]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    for line in done.stderr.splitlines():
        found = MESSAGE.match(line)
        if found is None:
            yield line
        elif not any(re.search(known, found["said"]) for known in NEWER):
            page = Path(found["file"])
            name = page.relative_to(site) if page.is_relative_to(site) else page
            yield f"{name}:{found['place']}: {found['said']}"


def measure(site: Path) -> Iterator[Figure]:
    """Yield the figure."""
    yield counted("errors in the HTML", errors(site), f"{len(pages(site))} pages")
