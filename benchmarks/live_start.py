"""How long a reader waits for live code: from the button to the first output, kernel by kernel.

Serves a built site below a path of its own, with every other host refused, and the same site by
``make serve``; presses the button in a real Chromium, in a fresh profile and again, draws a first
figure, restarts, and stops an endless loop. What a reader on a line of 10 Mbit/s waits is the
download in full at that rate, and then the time measured here with the files at hand. Run it on a
quiet machine.
"""

import argparse
import functools
import json
import re
import signal
import statistics
import subprocess
import sys
import threading
import time
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import ensure_chromium  # noqa: E402

LINE = 10e6 / 8  # bytes a second
FOLDER = "/somewhere/deep/"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
TYPES = SimpleHTTPRequestHandler.extensions_map | {
    ".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm",
}  # fmt: skip
DRAWN = "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot([1, 2]);"
ASKED = set()  # the names of the files that somebody wanted
STATE = "(state) => document.querySelector('.livecode-bar')?.dataset.state === state"


class Site(SimpleHTTPRequestHandler):
    """The site, below a path, which notes what it is asked for."""

    extensions_map = TYPES

    def translate_path(self, path):
        """Return a file's place, or none outside the path."""
        ASKED.add(path.partition("?")[0].rpartition("/")[2])
        inside = path.startswith(FOLDER)
        return super().translate_path(path.removeprefix(FOLDER[:-1])) if inside else "/nowhere"

    def log_message(self, *_):
        """Say nothing."""


def run(page, code):
    """Write code into the first cell and run it; do not wait."""
    page.evaluate("(code) => { livecode.cells[0].editor.setValue(code);"
                  " void livecode.run([livecode.cells[0]]); }", code)  # fmt: skip


def first_output(page, code):
    """Press the button, run a cell as soon as there is one; return the seconds to its output."""
    started = time.perf_counter()
    page.locator(".livecode-start button").click()
    page.locator(".livecode-editor").first.wait_for()
    run(page, code)
    page.wait_for_function("() => document.querySelector('.livecode-output').innerText.trim()")
    return time.perf_counter() - started


def first_figure(page):
    """Draw where nothing was drawn before; return the seconds until the figure is there."""
    page.wait_for_function(STATE, arg="ready")
    started = time.perf_counter()
    run(page, DRAWN)
    page.wait_for_function("() => document.querySelector('.livecode-output svg')")
    return time.perf_counter() - started


def restart(page):
    """Restart Python; return the seconds until it is ready."""
    page.wait_for_function(STATE, arg="ready")
    started = time.perf_counter()
    page.evaluate("void livecode.restart()")
    page.wait_for_function(STATE, arg="ready")
    return time.perf_counter() - started


def stop(page):
    """Stop an endless loop; return the seconds until Python is ready again."""
    run(page, "while True: pass")
    page.wait_for_timeout(500)
    started = time.perf_counter()
    page.evaluate("void livecode.stop()")
    page.wait_for_function(STATE, arg="ready")
    return time.perf_counter() - started


def measure(browser, entrance, page_name, code):
    """Return cold, first figure, warm, restart and stop, in seconds, and what the figure asked for.

    All in one fresh profile.
    """
    context = browser.new_context()
    page = context.new_page()
    page.goto(entrance)
    address = page.url.partition("?")[0].rpartition("/")[0]
    found = []
    for first in (True, False):
        page.goto(f"{address}/{page_name}.html")
        page.evaluate("Object.keys(localStorage).map((key) => localStorage.removeItem(key))")
        found.append(first_output(page, code))
        if first:
            ASKED.clear()
            found.append(first_figure(page))
            fetched = set(ASKED)
    found += [restart(page), stop(page)]
    context.close()
    return found, fetched


def main():
    """Measure each kernel several times and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--page", default="story/growing-pains/overfitting")
    parser.add_argument("--times", type=int, default=3)
    given = parser.parse_args()
    details = json.loads((given.site / "_static" / "livecode" / "live.json").read_text())
    handler = functools.partial(Site, directory=str(given.site))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    serve = subprocess.Popen(
        [sys.executable, str(ROOT / "scripts" / "serve.py"), "--site", str(given.site)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    local = re.search(r"http://\S+", serve.stdout.readline())[0]
    kernels = {"this computer's server": (local, details["editor"], "import numpy; print(1)")}
    files = {}
    if parts := details["browser"]:
        size = parts["wire"] + details["editor"]
        files = parts["files"]
        entrance = f"http://127.0.0.1:{server.server_port}{FOLDER}index.html"
        code = "import numpy, committee; print(1)"
        kernels["the reader's browser"] = (entrance, size, code)
    print("| kernel | to download | first output, cold | warm | at 10 Mbit/s "
          "| first figure downloads | and takes | at 10 Mbit/s | restart | stop |")  # fmt: skip
    print("|---|---|---|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium.ensure(), args=FLAGS)
        for name, (entrance, size, code) in kernels.items():
            measured = [measure(browser, entrance, given.page, code) for _ in range(given.times)]
            runs, fetched = zip(*measured, strict=True)
            later = sum(files[one]["wire"] for one in fetched[0] if one in files)
            cold, drawn, warm, *ends = map(statistics.median, zip(*runs, strict=True))
            waits = [size / LINE + cold, later / LINE + drawn] if later else [cold, drawn]
            print(f"| {name} | {size / 1e6:.1f} MB | {cold:.1f} s | {warm:.1f} s "
                  f"| {waits[0]:.0f} s | {later / 1e6:.1f} MB | {drawn:.1f} s | {waits[1]:.0f} s "
                  f"| {ends[0]:.1f} s | {ends[1]:.1f} s |")  # fmt: skip
        browser.close()
    serve.send_signal(signal.SIGINT)
    serve.wait()


if __name__ == "__main__":
    main()
