"""A small book with the project's own settings, built by the project's own command."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import yaml
from warm_python import warm_python

ROOT = Path(__file__).resolve().parents[2]
HEADER = """\
---
file_format: mystnb
kernelspec:
  name: python3
  display_name: Python 3
{more}---
"""


class Outcome(NamedTuple):
    """How a build ended, and what it said last."""

    status: int
    log: str

    @property
    def complaints(self) -> list[str]:
        """The lines of the short summary that closes a failed build."""
        _, _, end = self.log.partition("The book was not built")
        return [line.strip() for line in end.splitlines() if line.startswith("  ")]

    def about(self, page: str) -> list[str]:
        """The lines of the summary that name a page, from its line number on."""
        pattern = re.compile(rf"(?:.*/)?{re.escape(page)}\.md:(.*)")
        return [found[1].strip() for line in self.complaints if (found := pattern.match(line))]


class PlantedBook:
    """A folder with a cover and the chapters that a test plants in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.source = folder / "book"
        self.output = folder / "_build"
        self.chapters: list[str] = []
        self.source.mkdir(parents=True)
        (self.source / "references.bib").write_text("")
        (self.source / "index.md").write_text("# A small book\n\nWords.\n")
        (folder / "_config.yml").write_text(yaml.safe_dump(_settings()))

    def plant(self, page: str, *blocks: str, header: str = "") -> Path:
        """Write a chapter of Markdown blocks, and put it into the table of contents."""
        path = self.source / f"{page}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        title = f"# The page {page.rpartition('/')[2]}\n\nA page that a test has planted.\n"
        path.write_text("\n".join([HEADER.format(more=header), title, *blocks]), encoding="utf-8")
        if page not in self.chapters:
            self.chapters.append(page)
        entries = [{"file": chapter} for chapter in self.chapters]
        toc = {"format": "jb-book", "root": "index", "chapters": entries}
        (self.folder / "_toc.yml").write_text(yaml.safe_dump(toc))
        return path

    def command(self) -> list[str]:
        """Return the command that builds this book."""
        script = str(ROOT / "scripts" / "build_book.py")
        where = ("--source", str(self.source), "--output", str(self.output))
        return [sys.executable, script, *where]

    def build(self, cwd: Path | None = None, **environment: str) -> Outcome:
        """Build the book as ``make book`` does, in an environment of its own if one is given."""
        cwd = cwd or self.folder
        if environment:
            done = subprocess.run(
                self.command(),
                cwd=cwd,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
        else:
            done = warm_python().run(*self.command()[1:], cwd=cwd, merged=True)
        return Outcome(done.returncode, done.stdout)

    def page(self, name: str) -> str:
        """Return a page of the published site."""
        return (self.output / "html" / f"{name}.html").read_text(encoding="utf-8")


def _settings() -> dict:
    """Return the project's settings, with its folders named from the root."""
    settings = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    sphinx = settings["sphinx"]
    folders = sphinx["local_extensions"]
    sphinx["local_extensions"] = {name: str(ROOT / path) for name, path in folders.items()}
    more = sphinx["config"]
    for name in ("html_static_path", "templates_path"):
        more[name] = [str((ROOT / "book" / path).resolve()) for path in more.get(name, [])]
    if "html_favicon" in more:
        more["html_favicon"] = str(ROOT / "book" / more["html_favicon"])
    return settings


def cell(*lines: str, tags: str = "") -> str:
    """Return a code cell."""
    options = [f":tags: [{tags}]"] if tags else []
    return "\n".join(["```{code-cell} ipython3", *options, *lines, "```\n"])


def line_of(path: Path, text: str) -> int:
    """Return the number of the first line of a page that holds ``text``."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, start=1) if text in line)
