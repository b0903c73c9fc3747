"""Make the whole book as one tagged PDF, printed by Chromium from the site that `make book` built.

It is the edition to print at home and to be read aloud: every heading, list, table, figure and
formula is marked as what it is. It also stands in for the typeset book where there is no TeX.
"""

import argparse
import codecs
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import yaml

import ensure_chromium
from one_at_a_time import alone
from print_book import PrintBook

ROOT = Path(__file__).resolve().parent.parent
NAME = "brains-decision-committee-print"
SHEET = Path(__file__).with_suffix(".css").with_name("print_book.css")
WITHOUT = """\
Playwright, which talks to Chromium, is not in this environment; `make pdf-print` brings it,
or: python scripts/make_environment.py test"""
OBJECT = re.compile(rb"(\d+) 0 obj\n(<<.*?)\n(?:endobj|stream)", re.DOTALL)
CREATOR = re.compile(rb"/Creator \((?:\\.|[^\\)])*\)")
DATE = re.compile(rb"(/(?:Creation|Mod)Date \()D:\d{14}")
PLACE = re.compile(rb"/(\S+) \[(\d+) 0 R /XYZ")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run",
         "--disable-component-update", "--disable-sync"]  # fmt: skip


def print_page(page: Path, pdf: Path) -> None:
    """Print a page of HTML by Chromium."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  (not for --help)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium.ensure(), args=FLAGS)
        try:
            tab = browser.new_page(java_script_enabled=False)
            tab.set_default_timeout(600_000)
            tab.goto(page.as_uri(), wait_until="load")
            tab.pdf(path=str(pdf), tagged=True, outline=True, prefer_css_page_size=True,
                    print_background=True)
        finally:
            browser.close()


def sign(pdf: Path, author: str) -> None:
    """Say who wrote it instead of who printed it, and when its sources were written.

    Both take no more room than what stood there, so that all places in the file stay true.
    """
    data = pdf.read_bytes()
    written = codecs.BOM_UTF16_BE + author.encode("utf-16-be")
    entry = b"/Author (" + re.sub(rb"([\\()])", rb"\\\1", written) + b")"
    data = CREATOR.sub(lambda found: entry.ljust(len(found[0]))
                       if len(entry) <= len(found[0]) else found[0], data, count=1)
    if seconds := os.environ.get("SOURCE_DATE_EPOCH"):
        date = time.strftime("D:%Y%m%d%H%M%S", time.gmtime(int(seconds))).encode()
        data = DATE.sub(rb"\g<1>" + date, data)
    pdf.write_bytes(data)


def page_numbers(pdf: Path) -> dict[str, int]:
    """Return the number of the sheet that each named place is on.

    Chromium writes the objects of a PDF as plain text: its named places lead to pages, and the
    catalogue's tree has the pages in order.
    """
    data = pdf.read_bytes()
    objects = {int(number): body for number, body in OBJECT.findall(data)}
    catalogue = next(body for body in objects.values() if b"/Type /Catalog" in body)
    order = {number: place for place, number in
             enumerate(leaves(objects, reference(catalogue, b"/Pages")), start=1)}  # fmt: skip
    named = objects[reference(catalogue, b"/Dests")]
    return {name.decode(): order[int(number)] for name, number in PLACE.findall(named)}


def reference(body: bytes, key: bytes) -> int:
    """Return the number of the object that an entry of a dictionary refers to."""
    found = re.search(re.escape(key) + rb" (\d+) 0 R", body)
    assert found, f"the PDF has no {key.decode()}"
    return int(found[1])


def leaves(objects: dict[int, bytes], number: int) -> Iterator[int]:
    """Yield the pages below a node of the tree, in order."""
    kids = re.search(rb"/Kids\s*\[([^\]]*)\]", objects[number])
    if kids is None:
        yield number
        return
    for kid in re.findall(rb"(\d+) 0 R", kids[1]):
        yield from leaves(objects, int(kid))


def make(site: Path, settings: Path, toc: Path, output: Path) -> Path:
    """Put the page together, print it, print it again with the numbers of its pages."""
    about = yaml.safe_load(settings.read_text(encoding="utf-8"))
    book = PrintBook(site, toc)
    page, pdf = output / f".{NAME}.html", output / f"{NAME}.pdf"
    output.mkdir(parents=True, exist_ok=True)
    draft = pdf.with_suffix(".new")
    numbers: dict[str, int] = {}
    try:
        for _ in range(2):
            text = book.whole(author=about["author"], sheet=SHEET.as_uri(), numbers=numbers)
            page.write_text(text, encoding="utf-8")
            print(f"Printing {len(book.pages)} pages of the site ...", flush=True)
            print_page(page, draft)
            numbers = page_numbers(draft)
            if not numbers:
                break
    finally:
        page.unlink(missing_ok=True)
    sign(draft, about["author"])
    draft.replace(pdf)
    return pdf


def main() -> int:
    """Make the PDF; return 0 when it is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the folder")
    parser.add_argument("--config", type=Path, default=ROOT / "_config.yml", help="_config.yml")
    parser.add_argument("--toc", type=Path, default=ROOT / "_toc.yml", help="_toc.yml")
    parser.add_argument("--output", type=Path, default=ROOT / "_build" / "pdf", help="where to")
    given = parser.parse_args()
    if not (given.site / "index.html").is_file():
        print(f"There is no book in {given.site} yet: run make book first.", file=sys.stderr)
        return 1
    try:
        import playwright  # noqa: F401, PLC0415
    except ImportError:
        print(WITHOUT, file=sys.stderr)
        return 1
    started = time.monotonic()
    with alone(given.output.resolve(), "printing"):
        pdf = make(given.site.resolve(), given.config, given.toc, given.output.resolve())
    print(f"\nThe PDF is made, in {time.monotonic() - started:.0f} s: {pdf}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
