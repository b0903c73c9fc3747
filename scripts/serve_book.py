"""Serve the built book on this machine only, for reading in a browser."""

import argparse
import functools
import http.server
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
         ".woff2": "font/woff2", ".svg": "image/svg+xml", ".json": "application/json"}  # fmt: skip


class Pages(http.server.SimpleHTTPRequestHandler):
    """Hands out the site's files, never an old copy, and says nothing of what goes well."""

    extensions_map = http.server.SimpleHTTPRequestHandler.extensions_map | TYPES

    def end_headers(self) -> None:
        """Ask the browser to look anew after a rebuild."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Report only what was not found."""
        if isinstance(code, int) and code >= 400:
            super().log_request(code, size)


def open_server(site: Path, port: int, tries: int = 20) -> http.server.ThreadingHTTPServer:
    """Return a server for a folder on the first free port from ``port`` on."""
    handler = functools.partial(Pages, directory=str(site))
    for candidate in range(port, port + tries):
        try:
            return http.server.ThreadingHTTPServer(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    sys.exit(f"Ports {port} to {port + tries - 1} are taken; name another: make serve PORT=9000")


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the folder")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (8000)")
    options = parser.parse_args()
    if not (options.site / "index.html").is_file():
        sys.exit(f"There is no book in {options.site} yet: run make book first.")
    with open_server(options.site, options.port) as server:
        print(f"The book is at http://127.0.0.1:{server.server_port}/  (Ctrl-C ends)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


if __name__ == "__main__":
    main()
