"""One cell at a time: runs it, and tells the page what it printed, returned, drew or raised.

Runs in the browser's worker, where there is no IPython and no thread, and under CPython in
the tests. What it publishes are Jupyter's messages: stream, display_data, execute_result, error.
"""

import ast
import base64
import builtins
import contextlib
import importlib
import inspect
import io
import json
import linecache
import pprint
import re
import rlcompleter
import sys
import time
import tokenize
import traceback
import types
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

Publish = Callable[[str, str], object]

FACES = ["Committee Sans", "DejaVu Sans"]
MOST_PRINTED = 1_000_000  # characters of one stream and cell; more is not worth sending
CHUNK = 8_192
AT_ONCE, A_SECOND = 50, 20  # messages of one stream: how many lines are sent one by one
REPRS = {
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "text/html": "_repr_html_",
}

numbers = count(1)
page = types.ModuleType("__main__")  # where the cells' variables live
page.__dict__["__builtins__"] = builtins
publish: Publish = lambda kind, content: None  # noqa: E731  (replaced by each run)


class Stream(io.TextIOBase):
    """stdout or stderr, sent to the page in pieces: 20,000 lines are a few hundred messages."""

    def __init__(self, name: str) -> None:
        self.stream = name
        self.begin()

    def begin(self) -> None:
        """Start a cell with nothing said."""
        self.waiting, self.total, self.messages, self.begun = "", 0, 0, time.monotonic()

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Send a line at once while there are few, else in larger pieces."""
        room = MOST_PRINTED - self.total
        self.total += len(text)
        if room >= 0:
            self.waiting += text[:room]
        if room >= 0 > room - len(text):
            self.waiting += "\n[the rest of what this cell printed is not shown]\n"
        allowed = AT_ONCE + A_SECOND * (time.monotonic() - self.begun)
        if len(self.waiting) > CHUNK or (text.endswith("\n") and self.messages < allowed):
            self.flush()
        return len(text)

    def flush(self) -> None:
        """Send what is kept."""
        if self.waiting:
            self.messages += 1
            send("stream", name=self.stream, text=self.waiting)
        self.waiting = ""


out, err = Stream("stdout"), Stream("stderr")


def send(kind: str, **content: object) -> None:
    """Publish one message, in order with what was printed before it."""
    if kind != "stream":
        out.flush()
        err.flush()
    publish(kind, json.dumps(content))


def described(value: object) -> dict[str, str]:
    """Return a value in every form it offers: MIME type to text."""
    data = {}
    for mime, name in REPRS.items():
        method = getattr(type(value), name, None)
        shown = method(value) if callable(method) else None
        if shown is not None:
            data[mime] = base64.b64encode(shown).decode() if isinstance(shown, bytes) else shown
    return data | {"text/plain": plain(value)}


def plain(value: object) -> str:
    """Return a value as text; long lists and dictionaries over several lines."""
    text = repr(value)
    if len(text) > 79 and type(value) in (dict, list, set, tuple):
        return pprint.pformat(value, width=79, sort_dicts=False)
    return text


def display(*values: object) -> None:
    """Show values in the middle of a cell."""
    for value in values:
        send("display_data", data=described(value), metadata={})


def show_figures(*_: object, **__: object) -> None:
    """Publish every open matplotlib figure as SVG whose text stays text, and close them."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    for number in pyplot.get_fignums():
        figure, file = pyplot.figure(number), io.StringIO()
        figure.savefig(file, format="svg", bbox_inches="tight", pad_inches=0.03)
        send("display_data", data=drawn(file.getvalue(), repr(figure)), metadata={})
    pyplot.close("all")


def drawn(svg: str, words: str) -> dict[str, str]:
    """Return matplotlib's drawing in the book's form, if the book's module for that is here."""
    with contextlib.suppress(ImportError):
        drawings = importlib.import_module("livecode_drawings")
        svg = drawings.inline_svg(svg, f"live-{next(numbers)}", "")
    return {"image/svg+xml": svg, "text/plain": words}


def backend_part(name: str) -> object:
    """Make matplotlib's backend when matplotlib first asks for it: draws SVG, shows it here."""
    if name not in ("FigureCanvas", "FigureManager"):
        raise AttributeError(name)
    bases = importlib.import_module("matplotlib.backend_bases")
    drawing = importlib.import_module("matplotlib.backends.backend_svg")
    manager = type("FigureManager", (bases.FigureManagerBase,), {"pyplot_show": show_figures})
    canvas = type("FigureCanvas", (drawing.FigureCanvasSVG,), {"manager_class": manager})
    backend.__dict__.update(FigureManager=manager, FigureCanvas=canvas)
    dress(importlib.import_module("matplotlib"), importlib.import_module("matplotlib.font_manager"))
    return backend.__dict__[name]


def dress(mpl: Any, font_manager: Any) -> None:
    """Have text kept as text, and measured in the face that the page sets it in."""
    for place in sys.path:
        for font in Path(place, "committee_face").glob("*.ttf"):
            font_manager.fontManager.addfont(font)
    named = {font.name for font in font_manager.fontManager.ttflist}
    mpl.rcParams["svg.fonttype"], mpl.rcParams["svg.hashsalt"] = "none", "committee"
    mpl.rcParams["font.family"] = [face for face in FACES if face in named]


backend = types.ModuleType("livecode_backend")
backend.__dict__["__getattr__"] = backend_part
sys.modules["livecode_backend"] = backend


def ends_quietly(source: str) -> bool:
    """Say whether the last thing in a cell is a semicolon, which hides its value."""
    marks = [
        token.string for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    ]
    return bool(marks) and marks[-1] == ";"


async def evaluate(source: str, name: str) -> object:
    """Run a cell's code; return the value of its last line if that is an expression."""
    tree = ast.parse(source, name)
    last = tree.body[-1] if tree.body else None
    value = None
    if isinstance(last, ast.Expr) and not ends_quietly(source):
        tree.body.pop()
    else:
        last = None
    for part in (tree, ast.Expression(last.value) if isinstance(last, ast.Expr) else None):
        if part is not None:
            mode = "eval" if isinstance(part, ast.Expression) else "exec"
            code = compile(part, name, mode, flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
            value = eval(code, page.__dict__)
            if code.co_flags & inspect.CO_COROUTINE:
                value = await value
    return value


def from_cell(frames: list[traceback.FrameSummary]) -> list[traceback.FrameSummary]:
    """Return the frames from the reader's own code on, without those of our importer."""
    own = [i for i, frame in enumerate(frames) if frame.filename.startswith("cell ")]
    shown = frames[own[0] :] if own else []
    return [frame for frame in shown if not frame.filename.endswith("livecode_packages.py")]


def traced(error: BaseException) -> list[str]:
    """Return the lines of a traceback, from the reader's own code on."""
    outermost = traceback.TracebackException.from_exception(error)
    part: traceback.TracebackException | None = outermost
    while part is not None:
        part.stack[:] = from_cell(part.stack)
        part = part.__cause__ or part.__context__
    lines = [re.sub(r'File "(cell \d+)"', r"\1", line.rstrip("\n")) for line in outermost.format()]
    return [*lines[:-1], f"\x1b[31m{lines[-1].removeprefix('livecode_packages.')}\x1b[0m"]


def no_input(_prompt: object = "") -> str:
    """Stand for ``input``, which would wait for ever."""
    raise RuntimeError("input() cannot ask here; write the value into the code")


async def run(source: str, cell: int, to: Publish) -> str:
    """Run the source of a numbered cell; return Jupyter's reply as JSON."""
    global publish  # noqa: PLW0603  (one cell runs at a time)
    publish = to
    name = f"cell {cell}"
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    out.begin()
    err.begin()
    sys.stdout, sys.stderr, sys.modules["__main__"] = out, err, page
    page.__dict__["display"], builtins.input = display, no_input
    try:
        value = await evaluate(source, name)
        if value is not None:
            page.__dict__["_"] = value
            send("execute_result", data=described(value), metadata={})
        show_figures()
        reply: dict[str, object] = {"status": "ok"}
    except BaseException as error:  # the page shows it beside the cell, whatever it is
        if "matplotlib.pyplot" in sys.modules:
            sys.modules["matplotlib.pyplot"].close("all")
        content = {"ename": type(error).__name__, "evalue": str(error), "traceback": traced(error)}
        send("error", **content)
        reply = {"status": "error", **content}
    out.flush()
    err.flush()
    return json.dumps(reply)


def complete(source: str, cursor: int) -> str:
    """Return what the word before the cursor could become, as Jupyter's reply in JSON."""
    match = re.search(r"[\w.]*$", source[:cursor])
    word = match.group() if match else ""
    found: list[str] = []
    completer = rlcompleter.Completer(page.__dict__)
    while len(found) < 200 and (one := completer.complete(word, len(found))) is not None:
        found.append(one.rstrip("( "))
    return json.dumps({"status": "ok", "matches": found, "cursor_start": cursor - len(word),
                       "cursor_end": cursor, "metadata": {}})
