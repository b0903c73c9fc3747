"""Make the printed book: every page executed, set by XeLaTeX, in _build/pdf.

Nothing may be lost on the way: a warning of Sphinx, an error of LaTeX, a glyph that no face has,
a reference that leads nowhere, each fails the run and is named.
"""

import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import edition
from book_folders import Book
from build_book import ROOT, parse
from one_at_a_time import alone
from pdf_fonts import make_fonts

NAME = "brains-decision-committee"
# What has to be there, how it is found, and which package of Debian and Ubuntu brings it.
PROGRAMS = {"xelatex": "texlive-xetex", "latexmk": "latexmk", "kpsewhich": "texlive-base"}
FILES = {
    "fontspec.sty": "texlive-latex-recommended",
    "polyglossia.sty": "texlive-latex-recommended",
    "unicode-math.sty": "texlive-latex-recommended",
    "titlesec.sty": "texlive-latex-extra",
    "changepage.sty": "texlive-latex-extra",
    "tikz.sty": "texlive-pictures",
    "pzdr.tfm": "texlive-fonts-recommended",  # hyperref loads it for every document
}
STOPPED = "LaTeX stopped: "
FAULTS = (
    (r"Missing character: There is no (.) \(?(U\+\w+)?\)? ?in font ([^:!\n]+)",
     "no face has the letter {0!r}: {2} lacks it"),
    (r"LaTeX Warning: (?:Hyper r|R)eference `([^']+)'", "a reference leads nowhere: {0}"),
    (r"^! (.+)$", STOPPED + "{0}"),
)


def missing() -> Iterator[str]:
    """Yield a sentence for each thing that is not installed."""
    bring = "is not installed; on Debian and Ubuntu: apt-get install"
    for program, package in PROGRAMS.items():
        if shutil.which(program) is None:
            yield f"{program} {bring} {package}"
    for file, package in FILES.items() if shutil.which("kpsewhich") else ():
        done = subprocess.run(["kpsewhich", file], capture_output=True, check=False)
        if done.returncode:
            yield f"LaTeX's {file} {bring} {package}"


def faults_in_log(log: str) -> list[str]:
    """Return what a LaTeX log complains of, each once; its lines are cut at 79 letters.

    Where LaTeX stopped, no reference could be settled: then only why it stopped is told.
    """
    whole = re.sub(r"(?<=^.{79})\n", "", log, flags=re.MULTILINE)
    found = dict.fromkeys(says.format(*match.groups("")) for pattern, says in FAULTS
                          for match in re.finditer(pattern, whole, re.MULTILINE))
    return [fault for fault in found if fault.startswith(STOPPED)] or list(found)


def set_type(folder: Path) -> list[str]:
    """Run XeLaTeX until every reference is settled; return what went wrong."""
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "-silent",
               f"{NAME}.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    log = folder / f"{NAME}.log"
    written = log.read_text(encoding="utf-8", errors="replace") if log.is_file() else ""
    faults = faults_in_log(written)
    if done.returncode and not faults:
        last = " ".join((done.stderr or done.stdout).split())[-300:]
        faults = [f"latexmk ended with {done.returncode}: {last}"]
    return faults


def make(book: Book) -> int:
    """Make the PDF; return 0 if it is without fault."""
    started = time.monotonic()
    if lacking := list(missing()):
        print("\n".join(lacking), file=sys.stderr)
        return 1
    if not edition.write(book, "latex", "The PDF was"):
        return 1
    folder, fonts = book.output / "latex", book.output / "print-fonts"
    make_fonts(fonts, ROOT / "_build" / "assets", ROOT / "node_modules")
    shutil.copytree(fonts, folder / "fonts")
    print("Setting the pages ...", flush=True)
    if faults := set_type(folder):
        print(f"\nThe PDF was not made; {folder / NAME}.log says more:", file=sys.stderr)
        print("\n".join(f"  {fault}" for fault in faults), file=sys.stderr)
        return 1
    made = book.output / "pdf" / f"{NAME}.pdf"
    made.parent.mkdir(exist_ok=True)
    shutil.copyfile(folder / made.name, made)
    print(f"\nThe PDF is made, in {time.monotonic() - started:.0f} s: {made}")
    return 0


def main() -> int:
    """Make what the command line asks for, when no other build is at work there."""
    book = parse(about=__doc__)
    with alone(book.output, "build"):
        return make(book)


if __name__ == "__main__":
    sys.exit(main())
