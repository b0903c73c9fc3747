"""The book as a browser meets it: its pages, and a visit to one of them."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "/somewhere/deep/"  # a book on GitHub Pages does not stand at the root of its host


def book_pages():
    """Return every page of the book, without suffix, and those that Sphinx makes itself."""

    def files(entry):
        for key in ("parts", "chapters", "sections"):
            for below in entry.get(key, []):
                if "file" in below:
                    yield below["file"]
                yield from files(below)

    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    return [toc["root"], *files(toc), "search", "genindex"]


# One of each kind; the rest are looked at by `make live-test`, and by `make audit` in more states.
KINDS = {"index", "story/growing-pains/overfitting", "clinic/diagnose",
         "practice/exercises", "search"}


def each_page():
    """Return parameters: every page, those that only `make live-test` tries among them."""
    assert set(book_pages()) >= KINDS
    return [pytest.param(name, marks=[] if name in KINDS else pytest.mark.whole)
            for name in book_pages()]  # fmt: skip


def each_chapter(names):
    """Return parameters: one chapter is tried in every run, the rest by `make live-test`."""
    first = "story/line-images"
    return [pytest.param(n, marks=[] if n == first else pytest.mark.whole) for n in names]


@dataclass
class Visit:
    """A page in a fresh browser profile, and what happened there."""

    page: object
    address: str
    complaints: list = field(default_factory=list)  # errors and warnings, failed and refused
    loaded: list = field(default_factory=list)  # addresses, once each

    def watch(self):
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)
        self.page.on("response", self._response)
        self.page.on("request", self._request)

    def go(self, name):
        path, mark, rest = name.partition("?")
        self.page.goto(f"{self.address}{path}.html{mark}{rest}", wait_until="load")
        return self

    def _console(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _failed(self, request):
        if request.failure != "net::ERR_ABORTED":  # what was still loading when the reader left
            self.complaints.append(f"failed: {request.url} ({request.failure})")

    def _response(self, response):
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")
        if response.url not in self.loaded:
            self.loaded.append(response.url)

    def _request(self, request):
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.complaints.append(f"asked: {request.url}")
