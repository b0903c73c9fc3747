"""Where a book's build lies, and what of an earlier one may be believed."""

import importlib.metadata
import importlib.util
import os
import shutil
import sys
from pathlib import Path
from typing import NamedTuple

import content_stamp

ROOT = Path(__file__).resolve().parent.parent
TOLD = ("SOURCE_DATE_EPOCH", "BOOK_URL", "BOOK_REPOSITORY")  # what the environment may say of it


class Book(NamedTuple):
    """Where a book's parts lie."""

    source: Path
    config: Path
    toc: Path
    output: Path

    @property
    def draft(self) -> Path:
        """The site being built."""
        return self.output / "draft"

    @property
    def site(self) -> Path:
        """The site of the last good build."""
        return self.output / "html"

    @property
    def doctrees(self) -> Path:
        """What Sphinx remembers of the pages it has read."""
        return self.output / ".doctrees"

    @property
    def stamp(self) -> Path:
        """The note that the last build was good, and of what."""
        return self.output / ".book-finished"


def machine_key(book: Book) -> str:
    """Hash what every page depends on: package, machine, settings, versions, assets."""
    package = importlib.util.find_spec("committee")
    parts = [Path(package.origin).parent] if package and package.origin else []
    parts += [ROOT / "book" / "_ext", ROOT / "requirements" / "book.txt", book.config, book.toc]
    parts += [ROOT / "_build" / part for part in ("assets/.finished", "live/about.json")]
    parts += [ROOT / "scripts" / name for name in ("book_folders.py", "build_book.py")]
    installed = sorted(f"{d.name}-{d.version}" for d in importlib.metadata.distributions())
    told = [os.environ.get(name, "") for name in TOLD]
    return content_stamp.key(parts, sys.version, "\n".join(installed), *told)


def unchanged(book: Book, machine: str, pages: str) -> bool:
    """Say whether the site is the one that these very pages and this machine gave."""
    finished = content_stamp.fresh(book.stamp, f"{machine}\n{pages}")
    return finished and (book.site / "index.html").is_file()


def prepare(book: Book, machine: str) -> None:
    """Clear away what must not be believed.

    Sphinx reports a fault when it reads or writes a page, and never again while the page stays
    as it is. So what it has read is kept only after a good build of the same machine, and every
    page is written anew: one that did not change may have lost its target.
    """
    if _first_line(book.stamp) != machine:
        shutil.rmtree(book.doctrees, ignore_errors=True)
    book.stamp.unlink(missing_ok=True)
    shutil.rmtree(book.draft, ignore_errors=True)


def _first_line(stamp: Path) -> str:
    return stamp.read_text(encoding="utf-8").split("\n", 1)[0] if stamp.is_file() else ""


def publish(book: Book) -> None:
    """Put the draft in the place of the site, in one move."""
    fresh, old = (book.output / f"html.{which}" for which in ("new", "old"))
    for leftover in (fresh, old):
        shutil.rmtree(leftover, ignore_errors=True)
    shutil.copytree(book.draft, fresh)
    if book.site.exists():
        book.site.rename(old)
    fresh.rename(book.site)
    shutil.rmtree(old, ignore_errors=True)
