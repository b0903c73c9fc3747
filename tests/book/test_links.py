"""``make links`` asks every address outside the book, and names the page of one that is gone."""

import subprocess
import sys
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from planted_book import ROOT, PlantedBook, line_of


@contextmanager
def web():
    """Serve a world in which only the page /here exists; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200 if self.path == "/here" else 404)
            self.end_headers()

        do_HEAD = do_GET  # noqa: N815  (the server looks for this name)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def ask(book):
    script = str(ROOT / "scripts" / "check_links.py")
    where = ("--source", str(book.source), "--output", str(book.output))
    return subprocess.run(
        [sys.executable, script, *where], capture_output=True, text=True, check=False
    )


def test_an_address_that_is_gone_is_named_with_its_page(tmp_path):
    book = PlantedBook(tmp_path)
    with web() as address:
        page = book.plant("chapter", f"[One]({address}/here).\n", f"[Two]({address}/gone).\n")
        done = ask(book)
        assert done.returncode == 1
        assert "1 of 2 addresses do not answer" in done.stderr
        line = line_of(page, "Two")
        assert f"chapter.md:{line}: {address}/gone (404" in done.stderr
        book.plant("chapter", f"[One]({address}/here).\n")
        done = ask(book)
        assert done.returncode == 0, done.stderr
        assert "Every address answers, 1 in all." in done.stdout
    book.plant("chapter", "No address.\n")  # nothing asked is not said to be in order
    done = ask(book)
    assert done.returncode == 1
    assert "No address was asked" in done.stderr
