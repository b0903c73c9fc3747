"""What a kernel in the browser runs, under CPython: cells, figures, packages brought on import."""

import asyncio
import builtins
import hashlib
import importlib
import io
import json
import re
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from committee_book import svg
from committee_book.livekernels import packages, runner


@pytest.fixture
def run(monkeypatch):
    """Run cells as the page would; return each reply with the messages that came before it."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    monkeypatch.setitem(sys.modules, "livecode_drawings", svg)
    monkeypatch.setattr(builtins, "input", builtins.input)
    monkeypatch.setattr(sys, "stdout", sys.stdout)
    monkeypatch.setattr(sys, "stderr", sys.stderr)
    numbers = iter(range(1, 100))

    def one(source):
        messages = []
        cell = runner.run(source, next(numbers), lambda kind, text: messages.append((kind, text)))
        with ThreadPoolExecutor(1) as apart:  # a browser's test may have left a loop in this one
            reply = json.loads(apart.submit(asyncio.run, cell).result())
        return reply, [(kind, json.loads(text)) for kind, text in messages]

    return one


def printed(messages):
    return "".join(content["text"] for kind, content in messages if kind == "stream")


def values(messages):
    return [content["data"]["text/plain"] for kind, content in messages if "data" in content]


def test_a_cell_shows_what_it_printed_and_what_its_last_line_is_worth(run):
    reply, messages = run('print("seen")\nx = 6\nx * 7')
    assert reply == {"status": "ok"}
    assert printed(messages) == "seen\n"
    assert values(messages) == ["42"]
    assert [kind for kind, _ in messages] == ["stream", "execute_result"]


def test_cells_share_their_names(run):
    run("import math\nsize = 3")
    assert values(run("math.factorial(size)")[1]) == ["6"]


def test_a_semicolon_hides_a_value_and_a_comment_does_not(run):
    assert values(run("1 + 1;")[1]) == []
    assert values(run("1 + 1;  # quiet")[1]) == []
    assert values(run("1 + 1  # loud; so it is")[1]) == ["2"]


def test_a_cell_may_wait(run):
    assert values(run("import asyncio\nawait asyncio.sleep(0, 'woken')")[1]) == ["'woken'"]


def test_nothing_is_shown_for_none(run):
    assert run("None")[1] == []


def test_a_long_list_is_told_over_several_lines(run):
    assert values(run("list(range(100, 160))")[1])[0].count("\n") > 3


def test_both_streams_keep_their_order_with_what_is_displayed(run):
    _, messages = run(
        'import sys\nprint("a")\nprint("b", file=sys.stderr)\ndisplay(3)\nprint("c")'
    )
    told = [content.get("text") or content["data"]["text/plain"] for _, content in messages]
    assert told == ["a\n", "b\n", "3", "c\n"]


def test_twenty_thousand_lines_are_few_messages(run):
    _, messages = run("for i in range(20_000):\n    print('line', i)")
    assert printed(messages).count("\n") == 20_000
    assert len(messages) < 100


def test_printing_without_end_is_cut(run):
    _, messages = run("for i in range(200_000):\n    print('x' * 100)")
    text = printed(messages)
    assert len(text) < 1.1 * runner.MOST_PRINTED
    assert text.endswith("is not shown]\n")


def test_a_traceback_begins_in_the_readers_own_code(run):
    reply, messages = run("def half(x):\n    return x / 0\nhalf(1)")
    assert reply["ename"] == "ZeroDivisionError"
    text = "\n".join(reply["traceback"])
    assert "cell 1, line 3" in text
    assert "return x / 0" in text
    assert "runner.py" not in text
    assert messages[-1][0] == "error"


def test_a_cause_is_told_too(run):
    reply, _ = run("try:\n    1 / 0\nexcept ZeroDivisionError as e:\n    raise ValueError from e")
    text = "\n".join(reply["traceback"])
    assert text.index("ZeroDivisionError") < text.index("ValueError")
    assert "runner.py" not in text


def test_what_is_not_python_is_an_error_of_the_cell(run):
    reply, _ = run("x = (1 +\nfor")
    assert reply["ename"] == "SyntaxError"
    assert "runner.py" not in "\n".join(reply["traceback"])


def test_asking_for_input_fails_at_once(run):
    reply, _ = run("input('name? ')")
    assert "write the value into the code" in reply["evalue"]


def test_leaving_python_leaves_only_the_cell(run):
    assert run("import sys\nsys.exit(3)")[0]["ename"] == "SystemExit"
    assert values(run("1")[1]) == ["1"]


def test_the_richest_form_travels_with_the_plain_one(run):
    _, messages = run("class T:\n    def _repr_html_(self):\n        return '<b>t</b>'\nT()")
    assert messages[0][1]["data"]["text/html"] == "<b>t</b>"
    assert "T object" in messages[0][1]["data"]["text/plain"]


def test_words_are_completed_from_what_the_cells_bound(run):
    run("archive_of_cases = {}")
    reply = json.loads(runner.complete("x = archive_o", 13))
    assert reply["matches"] == ["archive_of_cases"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (4, 13)
    more = json.loads(runner.complete("archive_of_cases.it", 19))
    assert "archive_of_cases.items" in more["matches"]


@pytest.fixture
def pyplot(monkeypatch):
    """Have matplotlib draw as it does in the worker."""
    import matplotlib as mpl
    import matplotlib.pyplot as plt

    runner.backend_part("FigureCanvas")
    monkeypatch.setitem(sys.modules, "livecode_backend", runner.backend)
    with mpl.rc_context():
        runner.dress(mpl, mpl.font_manager)
        plt.switch_backend("module://livecode_backend")
        yield plt
    plt.close("all")
    plt.switch_backend("agg")


@pytest.mark.usefixtures("pyplot")
class TestFigures:
    """Figures, drawn by the real matplotlib."""

    def drawn(self, messages):
        found = [c["data"].get("image/svg+xml") for kind, c in messages if kind == "display_data"]
        return [text for text in found if text]

    def test_an_open_figure_is_shown_at_the_end_of_its_cell(self, run):
        reply, messages = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);\nprint('after')")
        assert reply["status"] == "ok"
        assert [kind for kind, _ in messages] == ["stream", "display_data"]
        assert len(self.drawn(messages)) == 1
        assert self.drawn(run("1")[1]) == []

    def test_show_shows_at_once(self, run):
        code = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nprint('after')"
        _, messages = run(code)
        assert [kind for kind, _ in messages] == ["display_data", "stream"]

    def test_its_colours_are_the_pages_and_its_text_is_text(self, run):
        _, messages = run(
            "import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\n"
            "ax.plot([1, 2], color='#0B63A5')\nax.set_xlabel('epoch');"
        )
        (drawing,) = self.drawn(messages)
        assert "var(--c-train)" in drawing
        assert ">epoch</text>" in drawing
        assert "style=" not in drawing

    def test_two_figures_share_no_id(self, run):
        code = "import matplotlib.pyplot as plt\nplt.figure()\nplt.plot([1, 2], 'o')\n"
        first, second = self.drawn(run(f"{code}plt.figure()\nplt.plot([2, 1], 'o');")[1])
        ids = [set(re.findall(r'id="([^"]+)"', one)) for one in (first, second)]
        assert ids[0]
        assert not ids[0] & ids[1]

    def test_a_figure_of_a_failed_cell_does_not_haunt_the_next(self, run):
        run("import matplotlib.pyplot as plt\nplt.plot([1, 2])\n1 / 0")
        assert self.drawn(run("1")[1]) == []

    def test_the_books_own_figures_are_drawn(self, run):
        _, messages = run(
            "import numpy as np\nfrom committee.plots import curve_band, panels\n"
            "x = np.arange(5.0)\nfig, ax = panels()\ncurve_band(x, x, 'validation', ax=ax)"
        )
        assert "var(--c-validation)" in self.drawn(messages)[0]


def wheel(module, text):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{module}/__init__.py", text)
        archive.writestr(f"{module}-1.dist-info/METADATA", "Name: x")
    return packed.getvalue()


def entry(name, module, data, depends=()):
    return {
        "imports": [module], "depends": list(depends), "file_name": f"{name}.whl",
        "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data),
    }  # fmt: skip


class Shelf:
    """A lock with a pen, which needs ink, a font, and an eraser that it never takes up.

    It counts what was asked for.
    """

    def __init__(self, folder):
        self.files = {
            "ink.whl": wheel("committee_ink", "COLOUR = 'blue'"),
            "pen.whl": wheel("committee_pen", "from committee_ink import COLOUR"),
            "face.whl": wheel("committee_face", ""),
            "eraser.whl": wheel("committee_eraser", ""),
        }
        needs = {"pen": ["ink", "face", "eraser"]}
        self.lock = {
            name: entry(name, f"committee_{name}", self.files[f"{name}.whl"], needs.get(name, ()))
            for name in ("ink", "face", "eraser", "pen")
        }
        self.lock["face"]["imports"] = []
        self.asked, self.told, self.folder = [], [], str(folder)

    def bring(self, name):
        self.asked.append(name)
        return self.files[name]

    def packages(self, **more):
        announce = lambda text: self.told.append(json.loads(text))  # noqa: E731
        return packages.Packages(self.lock, self.bring, announce, folder=self.folder, **more)


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    monkeypatch.syspath_prepend(tmp_path)
    yield Shelf(tmp_path)
    for name in ("committee_pen", "committee_ink", "committee_eraser"):
        sys.modules.pop(name, None)


def test_importing_a_package_brings_it_and_what_it_imports_and_what_nobody_does(shelf):
    packages.install(shelf.packages())
    assert importlib.import_module("committee_pen").COLOUR == "blue"
    assert shelf.asked == ["face.whl", "pen.whl", "ink.whl"]
    importlib.import_module("committee_eraser")
    assert shelf.asked[3:] == ["eraser.whl"]


def test_its_size_is_told_before_it_is_fetched_and_its_end_after(shelf):
    packages.install(shelf.packages())
    importlib.import_module("committee_pen")
    sizes = {name: len(shelf.files[f"{name}.whl"]) for name in ("face", "pen", "ink")}
    assert shelf.told == [
        {"package": "pen", "bytes": sizes["face"] + sizes["pen"]}, {"package": "pen", "bytes": 0},
        {"package": "ink", "bytes": sizes["ink"]}, {"package": "ink", "bytes": 0},
    ]  # fmt: skip


def test_nothing_is_fetched_twice_nor_for_what_nobody_imports(shelf):
    packages.install(shelf.packages())
    importlib.import_module("committee_ink")
    importlib.import_module("committee_pen")
    assert shelf.asked == ["ink.whl", "face.whl", "pen.whl"]
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("committee_paper")


def test_a_package_with_another_checksum_is_refused(shelf):
    packages.install(shelf.packages())
    shelf.files["ink.whl"] = wheel("committee_ink", "COLOUR = 'red'")
    with pytest.raises(packages.PackageError, match="checksum differs"):
        importlib.import_module("committee_pen")
    assert not list(Path(shelf.folder).glob("committee_ink*"))


def test_a_package_that_the_site_lacks_says_so(shelf):
    packages.install(shelf.packages(lacking=["matplotlob"]))
    with pytest.raises(packages.PackageError, match="built without matplotlob"):
        importlib.import_module("matplotlob")


def test_the_readers_traceback_does_not_show_the_importer(shelf, run):
    packages.install(shelf.packages(lacking=["matplotlob"]))
    reply, _ = run("import matplotlob")
    text = "\n".join(reply["traceback"])
    assert "built without matplotlob" in text
