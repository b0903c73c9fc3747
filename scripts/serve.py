"""Read the built book on this computer, with a Python kernel for its live code.

One server on 127.0.0.1 gives out both the pages and, under /jupyter/, the kernels: a Jupyter
server that nobody reaches without the token in the address printed here. Kernels run in an
empty folder that goes when the server ends, by Ctrl-C or a signal, and they end with it.
"""

import argparse
import contextlib
import html
import json
import mimetypes
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).resolve().parent.parent
BASE = "/jupyter/"
TYPES = {
    ".js": "text/javascript", ".mjs": "text/javascript", ".wasm": "application/wasm",
    ".whl": "application/zip", ".woff2": "font/woff2", ".json": "application/json",
}  # fmt: skip
IDLE = 3600  # seconds after which a kernel that nobody uses ends


def isolate(scratch: Path) -> None:
    """Keep the reader's own Jupyter settings out of the book's kernels, and these out of theirs."""
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        (folder := scratch / name.lower()).mkdir()
        os.environ[name] = str(folder)
    os.environ["JUPYTER_NO_CONFIG"] = "1"
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch)  # so that nothing is left behind
    os.environ.setdefault("PYTHONHASHSEED", "0")  # as when the book was built
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("COMMITTEE_BOOK_FONTS", str(ROOT / "_build" / "assets" / "fonts"))


def with_server(page: str, token: str) -> str:
    """Return a page that knows where its kernels are."""
    about = html.escape(json.dumps({"base": BASE, "token": token}))
    return page.replace("</head>", f'<meta name="livecode-server" content="{about}" />\n</head>', 1)


def make_app(site: Path, port: int, scratch: Path) -> Any:
    """Return a Jupyter server that gives out the site as well."""
    from jupyter_server.base.handlers import JupyterHandler  # noqa: PLC0415  (after isolate)
    from jupyter_server.serverapp import ServerApp  # noqa: PLC0415
    from tornado import web  # noqa: PLC0415
    from traitlets.config import Config  # noqa: PLC0415

    class Pages(JupyterHandler, web.StaticFileHandler):
        """A file of the site, for whoever has shown the token once."""

        absolute_path: str | None = None

        @web.authenticated
        async def get(self, path: str, include_body: bool = True) -> None:  # type: ignore[override]
            if "token" in self.request.query_arguments:  # it is in a cookie from now on
                self.redirect(self.request.path)
                return
            file = Path(self.root, path, "index.html" if not path or path.endswith("/") else "")
            if file.suffix == ".html" and file.is_file() and file.resolve().is_relative_to(site):
                self.set_header("Content-Type", "text/html; charset=utf-8")
                text = file.read_text(encoding="utf-8")
                self.finish(with_server(text, self.identity_provider.token))
                return
            await super().get(path, include_body)

        def set_extra_headers(self, path: str) -> None:
            """Have the browser look anew after a rebuild."""
            self.set_header("Cache-Control", "no-cache")

        def compute_etag(self) -> str | None:
            """Mark a file by tornado's own means; a page, which holds the token, by none."""
            return web.StaticFileHandler.compute_etag(self) if self.absolute_path else None

    class Book(ServerApp):
        """The Jupyter server, ended by one Ctrl-C."""

        def init_webapp(self) -> None:
            """Add the site to what the server gives out."""
            super().init_webapp()
            about = {"path": str(site), "default_filename": "index.html"}
            rule = (rf"/(?!{BASE.strip('/')}/)(.*)", Pages, about)
            self.web_app.add_handlers(r".*$", [rule])  # type: ignore[no-untyped-call]

        def init_signal(self) -> None:
            """End at once, and tidily."""
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, self._signal_stop)

    settings = Config()
    settings.ServerApp.update(
        ip="127.0.0.1", port=port, port_retries=50, base_url=BASE, root_dir=str(scratch),
        open_browser=False, terminals_enabled=False, allow_remote_access=False,
        log_level="ERROR", answer_yes=True, allow_root=True,
    )  # fmt: skip
    settings.IdentityProvider.cookie_options = {"path": "/", "samesite": "Strict"}
    settings.MappingKernelManager.update(cull_idle_timeout=IDLE, cull_interval=60)
    app = Book(config=settings)
    app.initialize(argv=[])
    app.no_browser_open_file = True
    app.log.setLevel(100)  # it calls its own address critical
    return app


@contextlib.contextmanager
def quiet(log: Path) -> Iterator[TextIO]:
    """Send what the server and its kernels say into a file; yield the reader's own terminal."""
    sys.stdout.flush()
    saved = os.dup(1), os.dup(2)
    with log.open("w") as file, os.fdopen(os.dup(1), "w", buffering=1) as terminal:
        try:
            for number in (1, 2):
                os.dup2(file.fileno(), number)
            yield terminal
        finally:
            for number, kept in zip((1, 2), saved, strict=True):
                os.dup2(kept, number)
                os.close(kept)


def run(site: Path, port: int, *, in_browser: bool) -> None:
    """Serve a site until interrupted."""
    with tempfile.TemporaryDirectory(prefix="committee-", ignore_cleanup_errors=True) as name:
        scratch = Path(name)
        isolate(scratch)
        (work := scratch / "work").mkdir()
        app = make_app(site, port, work)
        where = f"http://127.0.0.1:{app.port}/?token={app.identity_provider.token}"
        said = f"The book is at {where}\nIts live code runs on this computer. Ctrl-C ends both.\n"
        with quiet(scratch / "log.txt") as terminal:
            app.io_loop.add_callback(terminal.write, said)  # once it listens
            if in_browser:
                app.io_loop.add_callback(webbrowser.open, where)
            app.start()
    print("Ended.")


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", type=Path, default=ROOT / "_build" / "html", help="the folder")
    parser.add_argument("--port", type=int, default=8000, help="the first port to try (8000)")
    parser.add_argument("--open", action="store_true", help="open the book in the browser")
    given = parser.parse_args()
    site = given.site.resolve()
    if not (site / "index.html").is_file():
        sys.exit(f"There is no book in {site} yet: run make book first.")
    for suffix, kind in TYPES.items():
        mimetypes.add_type(kind, suffix)
    run(site, given.port, in_browser=given.open)


if __name__ == "__main__":
    main()
