"""Execute and build the book; succeed only if not one thing is wrong with it.

The build happens in _build/draft. Only a book without a fault becomes the site in _build/html,
so that the site of the last good build stays as it was while a page is being mended.
"""

import _thread
import argparse
import asyncio
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

import content_stamp
from book_folders import Book, machine_key, prepare, publish, unchanged
from build_report import Fault, Listener, Progress, count, faults_in, summary
from one_at_a_time import alone

ROOT = Path(__file__).resolve().parent.parent


def keep_interrupts() -> None:
    """Leave Ctrl-C to this program: nbclient would spend it on one cell and go on."""

    def refuse(*_: object) -> None:
        raise NotImplementedError

    asyncio.SelectorEventLoop.add_signal_handler = refuse  # type: ignore[assignment, method-assign]


def share_evenly() -> None:
    """Give each process a few pages at a time: some take a minute to execute, most a second.

    And let as many write as may read: for one processor fewer Sphinx's own process has too little
    to do while they write.
    """
    import sphinx.builders  # noqa: PLC0415
    from sphinx.util.parallel import make_chunks  # noqa: PLC0415

    sphinx.builders.make_chunks = partial(make_chunks, maxbatch=1)  # type: ignore[attr-defined]
    write = sphinx.builders.Builder._write_parallel
    sphinx.builders.Builder._write_parallel = (  # type: ignore[method-assign]
        lambda self, docnames, nproc: write(self, docnames, nproc + 1)
    )


def spare_the_machine() -> None:
    """Leave out what Sphinx does again and again and a book has no use for."""
    import pybtex.plugin  # noqa: PLC0415

    # For every citation pybtex reads anew what each installed package has to offer.
    pybtex.plugin._load_entry_point = cache(pybtex.plugin._load_entry_point)
    gc.set_threshold(200_000, 20, 20)  # pages are large trees; few of their nodes die young


def insist_on_interrupts() -> None:
    """Say Ctrl-C again every three seconds: a library may swallow the exception it raises."""

    def interrupted(*_: object) -> None:
        again = threading.Timer(3, _thread.interrupt_main)
        again.daemon = True
        again.start()
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, interrupted)


def run_sphinx(book: Book, builder: str = "html") -> int | BaseException:
    """Build with every warning an error; return Sphinx's status, or what stopped it.

    The site goes into its draft, any other edition into a folder of its builder's name; both
    share what was executed.
    """
    from jupyter_book.sphinx import build_sphinx  # noqa: PLC0415  (half a second: not for --help)

    if not sys.stdout.isatty():
        from sphinx.util.console import nocolor  # noqa: PLC0415

        nocolor()
    keep_interrupts()
    share_evenly()
    spare_the_machine()
    os.chdir(book.config.parent)  # the settings name the extension relative to themselves
    result: int | BaseException = build_sphinx(
        book.source,
        book.draft if builder == "html" else book.output / builder,
        builder=builder,
        noconfig=True,
        path_config=book.config,
        doctreedir=book.doctrees if builder == "html" else book.output / f".doctrees-{builder}",
        confoverrides={"external_toc_path": book.toc.as_posix(), "nitpicky": True,
                       "latex_individualpages": False},
        force_all=True,
        warningiserror=True,
        keep_going=True,
        jobs=os.cpu_count() or 1,
    )  # fmt: skip
    return result


def listen(work: Callable[[], int | BaseException]) -> tuple[int | BaseException, list[Fault]]:
    """Do the work; return what came of it and what was complained of meanwhile."""
    status, complaints = Progress(sys.stdout), Listener(sys.stderr)
    sys.stdout, sys.stderr = status, complaints
    try:
        result = work()
    finally:
        sys.stdout, sys.stderr = status.stream, complaints.stream
    return result, faults_in(complaints.text)


def build(book: Book) -> int:
    """Build a book; return 0 if it is without fault, 1 if not, 130 if interrupted."""
    started, cwd = time.monotonic(), Path.cwd()
    machine, pages = machine_key(book), content_stamp.key(book.source)
    if unchanged(book, machine, pages):
        print(f"Nothing has changed since this was built: {book.site}")
        report_success(book)
        return 0
    prepare(book, machine)
    insist_on_interrupts()
    try:
        result, faults = listen(lambda: run_sphinx(book))
    except KeyboardInterrupt as stopped:
        result, faults = stopped, []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.chdir(cwd)
    if isinstance(result, KeyboardInterrupt) or "KeyboardInterrupt" in str(result):
        print("\nInterrupted. Run it again: what was executed is kept.", file=sys.stderr)
        return 130
    if result != 0 or faults:
        report_failure(book, result, faults)
        return 1
    publish(book)
    content_stamp.write(book.stamp, f"{machine}\n{pages}")
    print(f"\nThe book is built, in {time.monotonic() - started:.0f} s: {book.site}")
    report_success(book)
    return 0


def report_failure(book: Book, result: int | BaseException, faults: list[Fault]) -> None:
    """Say last of all what is wrong, where, and what became of the site."""
    if isinstance(result, BaseException):
        faults = [*faults, Fault(None, None, f"{type(result).__name__}: {result}")]
    elif not faults:
        faults = [Fault(None, None, "Sphinx failed without a warning; its last words stand above")]
    kept = (
        f"The site of the last good build is still in {book.site}."
        if book.site.exists()
        else "There is no site yet."
    )
    print(
        f"\nThe book was not built: {count(faults)}.\n\n{summary(faults)}\n\n"
        f"{kept}\nWhat came out, faults and all, is in {book.draft}.",
        file=sys.stderr,
    )


def report_success(book: Book) -> None:
    """Say how to read the site."""
    print(f"  open       {(book.site / 'index.html').as_uri()}")
    if book.output == ROOT / "_build":
        print("  or run     make serve")


def parse(arguments: list[str] | None = None, about: str | None = __doc__) -> Book:
    """Read the command line; ``about`` is what --help says first."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--source", type=Path, default=ROOT / "book", help="the pages' folder")
    parser.add_argument("--config", type=Path, help="_config.yml (beside the pages' folder)")
    parser.add_argument("--toc", type=Path, help="_toc.yml (beside _config.yml)")
    parser.add_argument("--output", type=Path, default=ROOT / "_build", help="where to build")
    given = parser.parse_args(arguments)
    source = given.source.resolve()
    config = (given.config or source.parent / "_config.yml").resolve()
    toc = (given.toc or config.parent / "_toc.yml").resolve()
    for file in (source, config, toc):
        if not file.exists():
            parser.error(f"expected {file}, which does not exist")
    return Book(source, config, toc, given.output.resolve())


def main() -> int:
    """Build what the command line asks for, when no other build is at work there."""
    book = parse()
    with alone(book.output, "build"):
        return build(book)


if __name__ == "__main__":
    sys.exit(main())
