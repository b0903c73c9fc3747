"""What a reader costs the host, and how many a small host bears.

Serves the built site by nginx on this machine's own address, compressed beforehand as a host
would, then lets Chromium read as a reader does (a first page, a second one, the search, live code)
and wrk ask as many do at once. Nothing leaves the machine. Wants nginx and wrk (Debian: nginx-light
and wrk).

    python benchmarks/load.py          prints the tables, writes _build/benchmarks/load.json
    python benchmarks/load.py --keep   puts them into .github/MAINTAINING.md, too
"""

import argparse
import contextlib
import gzip
import json
import os
import platform
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from marks import put
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
import ensure_chromium  # noqa: E402

KEPT = ROOT / ".github" / "MAINTAINING.md"
MARKS = "<!-- load: made by benchmarks/load.py --keep -->", "<!-- load: end -->"
COMPRESSED = {".html", ".css", ".js", ".mjs", ".svg", ".json", ".xml", ".txt", ".wasm"}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking",
         "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]  # fmt: skip
SETTINGS = """
worker_processes 2;
pid {home}/nginx.pid;
error_log {home}/error.log;
events {{ worker_connections 512; }}
http {{
  types {{ text/html html; text/css css; text/javascript js mjs; application/json json;
    image/svg+xml svg; image/png png; font/woff2 woff2; application/wasm wasm; text/plain txt; }}
  access_log off; sendfile on; keepalive_requests 100000; gzip_static on;
  client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
  uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {home}/site;
    error_page 404 /404.html;
    add_header Cache-Control "max-age=600";
  }}
}}
"""
CHAPTER, SECOND = "story/growing-pains/overfitting.html", "story/growing-pains/remedies.html"


def compress(site):
    """Lay a compressed copy beside each file that is worth it."""
    for path in site.rglob("*"):
        if path.suffix in COMPRESSED:
            small = gzip.compress(path.read_bytes(), 9, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(small)


def free_port():
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


@contextlib.contextmanager
def served(site):
    """Serve a copy of the site by nginx; yield its address."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        sys.exit("Expected nginx on the PATH, found none: apt-get install nginx-light.")
    with tempfile.TemporaryDirectory(prefix="committee-load-") as home:
        os.chmod(home, 0o755)  # its workers may be of another user
        shutil.copytree(site, Path(home) / "site")
        compress(Path(home) / "site")
        port = free_port()
        (Path(home) / "nginx.conf").write_text(SETTINGS.format(home=home, port=port))
        command = [program, "-p", home, "-c", f"{home}/nginx.conf", "-e", f"{home}/error.log",
                   "-g", "daemon off;"]  # fmt: skip
        running = subprocess.Popen(command)
        try:
            wait_for(port)
            yield f"http://127.0.0.1:{port}/"
        finally:
            running.terminate()
            running.wait(10)


def wait_for(port):
    """Wait until somebody listens on a port."""
    for _ in range(100):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    sys.exit("Expected nginx to listen within ten seconds; its error.log says why it does not.")


class Meter:
    """Counts what a page asks the host for, and the bytes of the answers."""

    def __init__(self, page):
        self.requests = self.bytes = 0
        self.cached = set()
        tools = page.context.new_cdp_session(page)
        tools.send("Network.enable")
        tools.on("Network.requestServedFromCache", lambda told: self.cached.add(told["requestId"]))
        tools.on("Network.loadingFinished", self.finished)

    def finished(self, told):
        """Count an answer that came from the host."""
        if told["requestId"] not in self.cached and told["encodedDataLength"]:
            self.requests += 1
            self.bytes += int(told["encodedDataLength"])

    def take(self):
        """Return what was counted, and begin anew."""
        found = {"requests": self.requests, "kilobytes": round(self.bytes / 1000)}
        self.requests = self.bytes = 0
        return found


def read(page, address):
    """Open a page and go down to its end, as a reader does."""
    page.goto(address, wait_until="load")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_load_state("networkidle")


def readers(address):
    """Return what each step of a visit costs the host."""
    costs = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=ensure_chromium.ensure(), args=FLAGS)
        page = browser.new_page()
        meter = Meter(page)
        read(page, address + CHAPTER)
        costs["a first page, nothing cached"] = meter.take()
        read(page, address + SECOND)
        costs["each further page"] = meter.take()
        read(page, f"{address}search.html?q=overfitting")
        page.locator("#search-results li").first.wait_for()
        costs["the first search"] = meter.take()
        browser.close()
    costs["live code in the browser, once"] = live(ROOT / "_build" / "live" / "about.json")
    return costs


def live(about):
    """Return what the kernel in the browser costs, from the list of its files."""
    if not about.is_file():
        return {"requests": 0, "kilobytes": 0, "missing": ["all of it"]}
    known = json.loads(about.read_text(encoding="utf-8"))
    size = sum(file["wire"] for file in known["files"].values())
    cost = {"requests": len(known["files"]), "kilobytes": round(size / 1000)}
    return cost | ({"missing": known["missing"]} if known["missing"] else {})


def put_to(address, seconds, connections):
    """Let wrk ask for one file by many connections for a while; return what it measured."""
    program = shutil.which("wrk")
    if program is None:
        sys.exit("Expected wrk on the PATH, found none: apt-get install wrk.")
    done = subprocess.run(
        [program, "-t2", f"-c{connections}", f"-d{seconds}s", "--latency",
         "-H", "Accept-Encoding: gzip", address],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    rate = float(re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)[1])
    slow = re.search(r"99%\s+([\d.]+)(us|ms|s)", done.stdout)
    milliseconds = float(slow[1]) * {"us": 0.001, "ms": 1, "s": 1000}[slow[2]]
    errors = re.search(r"Non-2xx or 3xx responses: (\d+)", done.stdout)
    return {"per_second": round(rate), "slowest_percent_ms": round(milliseconds),
            "errors": int(errors[1]) if errors else 0}  # fmt: skip


def measure(site, seconds, connections):
    """Return everything."""
    with served(site) as address:
        costs = readers(address)
        asked = {name: put_to(address + name, seconds, connections)
                 for name in ("index.html", CHAPTER, "_static/css/prose.css")}  # fmt: skip
    busy = f"{os.getloadavg()[0]:.0f} programs waiting for them before"
    machine = f"{platform.system()}, nginx and wrk side by side on {os.cpu_count()} cores, {busy}"
    return {
        "day": time.strftime("%Y-%m-%d", time.gmtime()), "machine": machine,
        "connections": connections, "seconds": seconds, "costs": costs, "asked": asked,
    }  # fmt: skip


def table(found):
    """Return what was measured as two tables in Markdown."""
    lines = [f"Measured on {found['day']} ({found['machine']}), then and there.", "",
             "| what a reader does | requests | kB sent |", "|---|---|---|"]  # fmt: skip
    for name, cost in found["costs"].items():
        missing = len(cost.get("missing", ()))
        short = f" (without {missing} of its wheels)" if missing else ""
        lines.append(f"| {name}{short} | {cost['requests']} | {cost['kilobytes']} |")
    lines += ["", f"{found['connections']} connections for {found['seconds']} s each:", "",
              "| file | answers a second | slowest in a hundred, ms | errors |",
              "|---|---|---|---|"]  # fmt: skip
    lines += [f"| `{name}` | {one['per_second']} | {one['slowest_percent_ms']} | {one['errors']} |"
              for name, one in found["asked"].items()]  # fmt: skip
    return "\n".join(lines)


def main():
    """Read the command line, measure and tell."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html")
    parser.add_argument("--seconds", type=int, default=20, help="of wrk for each file (20)")
    parser.add_argument("--connections", type=int, default=32, help="at once (32)")
    parser.add_argument("--keep", action="store_true", help="put the tables into MAINTAINING.md")
    given = parser.parse_args()
    if not (given.site / "index.html").is_file():
        sys.exit(f"There is no book in {given.site} yet: run make book first.")
    found = measure(given.site, given.seconds, given.connections)
    out = ROOT / "_build" / "benchmarks" / "load.json"
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n")
    print(table(found))
    if given.keep:
        put(table(found), KEPT, *MARKS)


if __name__ == "__main__":
    main()
