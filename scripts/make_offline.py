"""Make the book to take along: one archive in _build/offline, read without server or network.

It holds the site that `make book` built, without Python for the browser: a browser runs that
from a web server only. A page says so where its code is to be run, and READ-ME.txt says how.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from one_at_a_time import alone
from site_archive import pack

ROOT = Path(__file__).resolve().parent.parent
NAME = "brains-decision-committee"
LEFT_OUT = ("_static/pyodide", "_static/thebe", "_static/livecode", "_sources", "objects.inv",
            "404.html", "sitemap.xml", "robots.txt")  # what a host needs
READ_ME = """\
The Brain's Decision Committee, to read without a network

Open index.html in any browser: a double click will do. Everything is here: the pages, their
mathematics and figures, search, and checks that answer. Nothing is asked of another machine.

What is kept of your answers and your progress stays in this browser. Move the folder, and a
browser may take it for another book: it keeps such notes by address.

Running the code of the pages needs Python, which a browser does not start from a file. It needs
{repository}
and there `make serve`. Or open a page's notebook: the folder notebooks has one for each page with
code, to be run by Jupyter.

Words and figures: Creative Commons Attribution 4.0. Code: BSD 3-Clause. _static/licences lists the
typefaces and their licences.
"""


def wanted(site: Path) -> Iterator[Path]:
    """Yield the files of the site that are of use without a server."""
    for path in sorted(site.rglob("*")):
        place = path.relative_to(site).as_posix()
        left_out = any(place == one or place.startswith(f"{one}/") for one in LEFT_OUT)
        if path.is_file() and not left_out and not place.startswith("."):
            yield path


def repository(settings: Path) -> str:
    """Return the sentence that says where the book's sources are; its settings name the place."""
    import yaml  # noqa: PLC0415  (not for --help)

    about = yaml.safe_load(settings.read_text(encoding="utf-8"))
    address = about.get("repository", {}).get("url")
    return f"a copy of the book's repository, {address}," if address else "the book's sources,"


def make(site: Path, archive: Path, settings: Path) -> None:
    """Gather the files and pack them."""
    files = {path.relative_to(site).as_posix(): path.read_bytes() for path in wanted(site)}
    files["READ-ME.txt"] = READ_ME.format(repository=repository(settings)).encode()
    pack(archive, files, NAME)


def main() -> int:
    """Make the archive; return 0 when it is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the folder")
    parser.add_argument("--config", type=Path, default=ROOT / "_config.yml", help="_config.yml")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "offline", help="where to")
    given = parser.parse_args()
    if not (given.site / "index.html").is_file():
        print(f"There is no book in {given.site} yet: run make book first.", file=sys.stderr)
        return 1
    started = time.monotonic()
    archive = given.output.resolve() / f"{NAME}.zip"
    with alone(given.output.resolve(), "packing"):
        print(f"Packing {sum(1 for _ in wanted(given.site))} files ...", flush=True)
        make(given.site.resolve(), archive, given.config)
    size = archive.stat().st_size / 1e6
    print(f"The archive is made, in {time.monotonic() - started:.0f} s: {archive} ({size:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
