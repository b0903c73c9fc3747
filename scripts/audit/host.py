"""A host for the built site that does as GitHub Pages does: compresses, caches, has a 404 page."""

import contextlib
import gzip
import mimetypes
import threading
from collections.abc import Iterator
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPRESSED = {".html", ".css", ".js", ".mjs", ".svg", ".json", ".xml", ".txt", ".wasm"}
TYPES = {".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
         ".woff2": "font/woff2", ".svg": "image/svg+xml"}  # fmt: skip


@lru_cache(maxsize=1024)
def body(path: Path, *, compressed: bool) -> bytes:
    """Return a file as it is sent."""
    data = path.read_bytes()
    return gzip.compress(data, 6, mtime=0) if compressed else data


def sent(path: Path) -> int:
    """Return how many bytes of a file are on the wire."""
    return len(body(path, compressed=path.suffix in COMPRESSED))


def kind_of(path: Path) -> str:
    """Return a file's type as a host states it."""
    kind = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    text = kind and (kind.startswith("text/") or kind.endswith(("json", "xml")))
    return f"{kind}; charset=utf-8" if text else kind or "application/octet-stream"


def handler(site: Path, folder: str) -> type[BaseHTTPRequestHandler]:
    """Return what answers for the site below a folder of its host."""

    class Pages(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            """Answer for as long as the browser stays."""
            with contextlib.suppress(ConnectionError):
                super().handle()

        def do_GET(self) -> None:
            """Answer with a file, or with the page for addresses that lead nowhere."""
            asked = unquote(urlsplit(self.path).path)
            path = site / asked.removeprefix(folder) if asked.startswith(folder) else site / "-"
            path = path / "index.html" if path.is_dir() else path
            if path.is_file() and path.resolve().is_relative_to(site.resolve()):
                self.answer(200, path)
            elif (lost := site / "404.html").is_file():
                self.answer(404, lost)
            else:
                self.send_error(404)

        def answer(self, status: int, path: Path) -> None:
            """Send a file, compressed if that helps and the browser can."""
            able = "gzip" in self.headers.get("Accept-Encoding", "")
            compressed = able and path.suffix in COMPRESSED
            data = body(path, compressed=compressed)
            self.send_response(status)
            self.send_header("Content-Type", kind_of(path))
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Cache-Control", "max-age=600")
            if compressed:
                self.send_header("Content-Encoding", "gzip")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    return Pages


@contextlib.contextmanager
def hosted(site: Path, folder: str = "/book/") -> Iterator[str]:
    """Serve a site below a folder; yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(site, folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{folder}"
    finally:
        server.shutdown()
        server.server_close()
