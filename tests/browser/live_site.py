"""A small book with live code, a server that can spoil single files, and a reader's hand."""

import atexit
import json
import os
import re
import shutil
import sys
import tempfile
import threading
from contextlib import suppress
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from book_site import FOLDER, ROOT
from planted_book import PlantedBook, cell

from committee_book import livecode_files

sys.path.insert(0, str(ROOT / "scripts"))
import vendor_livecode
from one_at_a_time import alone

TYPES = SimpleHTTPRequestHandler.extensions_map | {
    ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm",
}  # fmt: skip
FIGURE = """```{code-cell} ipython3
---
mystnb:
  figure: {name: fig-line, caption: A line that rises.}
  image: {alt: A line that rises from one at the left to two at the right.}
---
import matplotlib.pyplot as plt
fig, ax = plt.subplots()
ax.plot([1, 2], color="#0B63A5")
ax.set_xlabel("epoch");
```
"""
WIDE = "print('wide ' * 60)"
CELLS = [
    cell("size = 20 + 1", 'print("size", size)'),
    cell("doubled = 2 * size", "doubled"),
    cell('print("from a fold")', tags="hide-input"),
    cell(f"# a line of code that is {'much ' * 20}too long for the column", WIDE),
    cell("assert doubled == 42", tags="remove-cell"),
    cell("def half(x):", "    return x / 2", "half(doubled)"),
]
PAGES = {
    "deep/live": ["Words.", *CELLS],
    "deep/drawn": [cell("import math"), FIGURE],
    "deep/numbers": [
        cell("import numpy as np", "rng = np.random.default_rng(8)", "rng.random(3).round(2)"),
        cell("import committee", "committee.__name__"),
    ],
    "plain": ["No code."],
    "clinic/desk": [":::{div} clinic-desk\nChoose training logs or drop them here.\n:::\n"],
}


def vendored():
    """Return the folder with live code's files, bringing what can be had if need be."""
    if named := os.environ.get("LIVECODE_FILES"):
        return Path(named)
    folder = ROOT / "_build" / "live"
    if not (folder / "about.json").is_file():
        vendor_livecode.bring(folder)
    return folder


def lacking(*packages):
    """Return which of these packages the browser's Python cannot have here."""
    about = livecode_files.about(vendored())
    return [name for name in packages if name in about["missing"] or not about["files"]]


@cache
def scratch():
    """Return a folder that goes when the tests end."""
    folder = Path(tempfile.mkdtemp(prefix="live-book-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def built():
    """Build the small book with the whole machine, once for all test processes; return its site."""
    folder = Path(os.environ["SHARED_BY_TESTS"]) / "live-book"
    site = folder / "_build" / "html"
    with alone(folder.parent, "live book"):
        if not site.is_dir():
            book = PlantedBook(folder)
            settings = yaml.safe_load((folder / "_config.yml").read_text())
            settings["sphinx"]["config"]["livecode_files"] = str(vendored())
            (folder / "_config.yml").write_text(yaml.safe_dump(settings))
            for name, blocks in PAGES.items():
                book.plant(name, *blocks)
            outcome = book.build()
            assert outcome.status == 0, outcome.log
    return site


def details_of(site):
    """Return what a site tells its pages about live code."""
    return json.loads((site / "_static" / "livecode" / "live.json").read_text())


def variant(site, folder, *, policy=(), **changes):
    """Copy a site, telling its pages something else about live code; allow it to ask more."""
    shutil.copytree(site, folder, dirs_exist_ok=True)
    details = json.dumps({**details_of(site), **changes})
    (folder / "_static" / "livecode" / "live.json").write_text(details)
    for page in folder.rglob("*.html"):
        text = page.read_text()
        page.write_text(text.replace("connect-src", f"connect-src {' '.join(policy)}", 1))
    return folder


@cache
def core_only():
    """Return a site whose browser kernel is Pyodide's core alone: no numpy, no package of ours."""
    live = vendored()
    info = json.loads((live / livecode_files.LOCK).read_text())["info"]
    lock = json.dumps({"info": info, "packages": {}}).encode()
    known = livecode_files.about(live)["files"]
    files = {Path(name).name: about for name, about in known.items() if "pyodide/" in name}
    files[livecode_files.LOCK] = livecode_files.described(lock)
    browser = livecode_files.manifest({"packages": {}}, [], files) | {"lacking": ["numpy"]}
    made = variant(built(), scratch() / "core", browser=browser)
    (made / "_static" / "pyodide" / livecode_files.LOCK).write_bytes(lock)
    return made


class Site:
    """A folder served at a path of this machine's own address; ``spoil`` says what goes wrong."""

    def __init__(self, folder):
        self.folder, self.spoil = Path(folder), {}
        outer = self

        class Handler(SimpleHTTPRequestHandler):
            extensions_map = TYPES

            def translate_path(self, path):
                path = unquote(urlsplit(path).path)
                inside = path.startswith(FOLDER)
                return str(outer.folder / path.removeprefix(FOLDER)) if inside else "/nowhere"

            def do_GET(self):
                fault = outer.fault(self.path)
                if fault == "cut":
                    self.close_connection = True
                elif fault == "missing":
                    self.send_error(404)
                else:
                    self.damaged = fault == "damaged"
                    super().do_GET()

            def copyfile(self, source, outputfile):
                with suppress(ConnectionError):
                    if self.damaged:
                        data = source.read()
                        outputfile.write(data[:-1] + bytes([data[-1] ^ 1]))
                    else:
                        super().copyfile(source, outputfile)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}{FOLDER}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def fault(self, path):
        name = urlsplit(path).path.rpartition("/")[2]
        hows = [how for pattern, how in self.spoil.items() if re.fullmatch(pattern, name)]
        return hows[0] if hows else None

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Hand:
    """What a reader does with live code on a page, and sees there."""

    def __init__(self, visit):
        self.visit, self.page = visit, visit.page

    def press_start(self):
        self.page.locator(".livecode-start button").click()
        return self

    def start(self, state="ready"):
        self.press_start()
        return self.reach(state)

    def reach(self, state, seconds=120):
        """Wait for a state of Python; if it is off instead, fail with its words."""
        self.page.wait_for_function(
            "(wanted) => wanted.includes(document.querySelector('.livecode-bar')?.dataset.state)",
            arg=[state, "dead"], timeout=1000 * seconds,
        )  # fmt: skip
        found = self.page.locator(".livecode-bar").get_attribute("data-state")
        assert found == state, self.message
        return self

    @property
    def message(self):
        return self.page.locator(".livecode-bar [role=status]").inner_text()

    def try_again(self):
        """Press what is offered when Python is off, and wait until that was heard."""
        self.page.evaluate(
            """() => { window.heard = new Promise((heard) => {
                 const bar = document.querySelector(".livecode-bar");
                 const changes = { attributes: true, attributeFilter: ["data-state"] };
                 new MutationObserver(heard).observe(bar, changes); }); }"""
        )  # a state may be over before the next look at it
        self.tell("Try again")
        self.page.wait_for_function("() => window.heard.then(() => true)")
        return self

    def tell(self, words):
        """Press a button of the bar."""
        self.page.locator(".livecode-bar").get_by_role("button", name=words, exact=True).click()
        return self

    def cell(self, number):
        return self.page.locator(".cell:has(.livecode-tools)").nth(number - 1)

    def write(self, number, code):
        """Write code into a cell, as if typed."""
        self.page.evaluate(
            "([n, code]) => livecode.cells[n - 1].editor.setValue(code)", [number, code]
        )
        return self

    def press(self, number, words="Run"):
        self.cell(number).get_by_role("button", name=re.compile(f"^{words}")).first.click()
        return self

    def settle(self, seconds=60):
        """Wait until nothing runs any more."""
        self.page.wait_for_function(
            "() => !livecode.working && livecode.timer === null", timeout=1000 * seconds
        )
        return self

    def run(self, number, code=None):
        """Run one cell to its end; return what it then shows."""
        if code is not None:
            self.write(number, code)
        self.press(number).settle()
        return self.output(number)

    def output(self, number):
        shown = self.cell(number).locator(".livecode-output")
        return shown.inner_text().strip() if shown.is_visible() else ""

    def note(self, number):
        self.page.wait_for_function("() => livecode.timer === null")
        return self.cell(number).locator(".livecode-note").inner_text()
