"""Live code in the book's machine: which pages get the button, and what the site tells it."""

import gzip
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from jupyter_client.manager import start_new_kernel
from small_book import ROOT, SmallBook

from committee_book import livecode, livecode_files, security

STATIC = ROOT / "book" / "_static"
SCRIPTS = [STATIC / "js" / "livecode.js", *sorted((STATIC / "livecode").glob("*.js"))]
MOST = 15_000  # bytes of our own JavaScript that a reader fetches


def config(**more):
    given = {
        "livecode_binder": "", "livecode_server": "", "livecode_hosts": [], "livecode_ref": "main",
        "livecode_files": "nowhere", "html_theme_options": {},
    }  # fmt: skip
    return SimpleNamespace(**{**given, **more})


@pytest.fixture
def live(tmp_path):
    """A folder as scripts/vendor_livecode.py makes it, with small files."""
    static = tmp_path / "live" / "static"
    pyodide = [f"pyodide/{name}" for name in (*livecode_files.CORE, "numpy.whl")]
    for name in ("thebe/index.js", *pyodide):
        (static / name).parent.mkdir(parents=True, exist_ok=True)
        (static / name).write_text(f"the file {name}")
    files = {
        path.relative_to(static).as_posix(): livecode_files.described(path.read_bytes())
        for path in static.rglob("*") if path.is_file()
    }  # fmt: skip
    about = {"start": ["numpy"], "missing": ["matplotlib"], "files": files}
    (static.parent / "about.json").write_text(json.dumps(about))
    numpy = {"name": "numpy", "file_name": "numpy.whl", "depends": [], "imports": ["numpy"]}
    lock = {"info": {}, "packages": {"numpy": numpy}}
    (static.parent / "pyodide-lock.json").write_text(json.dumps(lock))
    return static.parent


def change(live, **more):
    about = json.loads((live / "about.json").read_text())
    (live / "about.json").write_text(json.dumps({**about, **more}))


def add_matplotlib(live):
    (live / "static/pyodide/matplotlib.whl").write_text("draws")
    lock = json.loads((live / "pyodide-lock.json").read_text())
    lock["packages"]["matplotlib"] = {"name": "matplotlib", "file_name": "matplotlib.whl",
                                      "depends": ["numpy"], "imports": ["matplotlib"]}  # fmt: skip
    (live / "pyodide-lock.json").write_text(json.dumps(lock))
    files = json.loads((live / "about.json").read_text())["files"]
    files["pyodide/matplotlib.whl"] = livecode_files.described(b"draws")
    change(live, files=files, missing=[])


def test_the_books_own_package_joins_what_was_vendored(live):
    about, absent, own = livecode_files.browser(ROOT, live)
    assert absent == ""
    assert about["packages"] == ["numpy", "committee"]
    wheel = next(name for name in own if name.startswith("pyodide/committee-"))
    with zipfile.ZipFile(io.BytesIO(own[wheel])) as archive:
        assert "committee/training.py" in archive.namelist()
    lock = json.loads(own["pyodide/pyodide-lock.json"])
    assert lock["packages"]["committee"]["depends"] == ["numpy"]
    assert lock["packages"]["committee"]["sha256"] == hashlib.sha256(own[wheel]).hexdigest()
    assert Path(wheel).name in about["start"]


def test_the_wheel_is_the_same_every_time():
    assert livecode_files.own_wheel(ROOT) == livecode_files.own_wheel(ROOT)


def test_every_file_of_the_start_has_a_size_and_a_checksum(live):
    about, _, _ = livecode_files.browser(ROOT, live)
    for name in about["start"]:
        assert len(about["files"][name]["sha256"]) == 64
    assert about["bytes"] == sum(about["files"][name]["bytes"] for name in about["start"])


def test_drawing_waits_until_a_cell_needs_it_and_brings_the_pages_face(live):
    add_matplotlib(live)
    about, _, own = livecode_files.browser(ROOT, live)
    assert "matplotlib.whl" not in about["start"]
    assert "matplotlib.whl" in about["files"]
    lock = json.loads(own["pyodide/pyodide-lock.json"])["packages"]
    assert lock["matplotlib"]["depends"] == ["numpy", "committee_face"]
    assert lock["committee_face"]["file_name"] in about["files"]


def test_without_numpy_there_is_no_python_in_the_browser_and_the_page_can_say_why(live):
    change(live, missing=["numpy"])
    assert livecode_files.browser(ROOT, live) == (
        None, "This site was built without numpy for the browser.", {}
    )  # fmt: skip


def test_without_anything_vendored_the_site_is_built_all_the_same(tmp_path):
    about, own = livecode.details(config(livecode_files=str(tmp_path)))
    assert about["browser"] is None
    assert about["absent"] == "This site was built without Python for the browser."
    assert own == {}


def test_the_button_says_where_code_will_run_and_what_that_costs(live):
    about, _ = livecode.details(config(livecode_files=str(live)))
    pattern = r"by Python in this browser; \d+\.\d MB to download, once"
    assert re.fullmatch(pattern, livecode.words(about))
    binder = {"livecode_binder": "https://mybinder.org"}
    options = {"html_theme_options": {"repository_url": "https://github.com/someone/book"}}
    about, _ = livecode.details(config(**binder, **options))
    assert livecode.words(about) == "by a server of mybinder.org"
    assert about["binder"]["repo"] == "someone/book"


def test_a_page_may_ask_a_kernel_elsewhere_only_where_the_site_names_it():
    assert livecode.hosts(config()) == []
    hub = livecode.hosts(config(livecode_server="https://hub.school.edu/"))
    assert hub == ["https://hub.school.edu", "wss://hub.school.edu"]
    assert "https://*.mybinder.org" in livecode.hosts(config(livecode_binder="https://mybinder.org"))


def test_the_policy_lets_python_run_but_no_text_become_code():
    policy = {name: list(sources) for name, sources in security.POLICY.items()}
    livecode.allow(policy, "worker-src", "blob:")
    livecode.allow(policy, "script-src", "'wasm-unsafe-eval'")
    livecode.allow(policy, "script-src", "'wasm-unsafe-eval'")
    assert policy["script-src"].count("'wasm-unsafe-eval'") == 1
    assert "'unsafe-eval'" not in policy["script-src"]


@pytest.fixture(scope="module")
def kernel():
    """Start a real Jupyter kernel, told what the page tells it."""
    manager, client = start_new_kernel()
    client.execute_interactive("before = set(dir())", timeout=60)
    client.execute_interactive(livecode_files.setup_code(), silent=True, timeout=60)
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def outputs(client, code):
    messages = []
    hear = lambda message: messages.append((message["msg_type"], message["content"]))  # noqa: E731
    client.execute_interactive(code, output_hook=hear, allow_stdin=False, timeout=60)
    return [message for message in messages if message[0] not in ("status", "execute_input")]


def test_a_jupyter_kernel_draws_as_the_book_does(kernel):
    code = "import matplotlib.pyplot as plt\nplt.plot([1, 2], color='#0B63A5')"
    ((kind, content),) = outputs(kernel, f"{code}\nplt.xlabel('epoch');")
    drawing = content["data"]["image/svg+xml"]
    assert kind == "display_data"
    assert "var(--c-train)" in drawing
    assert ">epoch</text>" in drawing
    assert "style=" not in drawing


def test_being_told_leaves_no_name_in_the_readers_hands(kernel):
    code = "print({n for n in set(dir()) - before if n[0] != '_'} - {'before', 'plt'})"
    ((_, content),) = outputs(kernel, code)
    assert content["text"] == "set()\n"


SHOWN = '''
from docutils import nodes
from docutils.parsers.rst import Directive

class Code(Directive):
    def run(self):
        cell = nodes.container(classes=["cell"])
        cell += nodes.container("", nodes.literal_block("1", "1"), classes=["cell_input"])
        return [cell]

def setup(app):
    app.add_directive("shown", Code)
'''


def test_only_pages_with_code_get_the_button(tmp_path, live):
    more = f"livecode_files = {str(live)!r}\n{SHOWN}"
    more += f"html_static_path = [{str(STATIC)!r}]\n"
    more += "html_js_files = ['js/livecode.js', 'livecode/main.js']\n"
    book = SmallBook(tmp_path, ["livecode"], more=more)
    book.write("index", "# Book\n\n```{toctree}\ncode\nplain\n```\n")
    book.write("code", "# Code\n\n```{shown}\n```\n")
    book.write("plain", "# Plain\n\nWords.\n")
    done = book.build()
    assert done.returncode == 0, done.stderr
    assert 'src="_static/js/livecode.js' in book.read("code")
    assert "css/livecode.css" in book.read("code")
    assert "livecode" not in book.read("plain")
    assert "livecode/main.js" not in book.read("code")
    assert book.read("code").count("js/livecode.js") == 1
    details = re.search(r'data-details="([^"?]+)', book.read("code"))[1]
    about = json.loads(book.read(f"_static/{details}"))
    assert about["thebe"].startswith("thebe/index.js?v=")
    for name, file in about["browser"]["files"].items():
        data = (book.output / "_static" / "pyodide" / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == file["sha256"]


def test_a_kernel_elsewhere_gets_the_versions_that_the_book_ran_with():
    lock = (ROOT / "requirements" / "book.txt").read_text()
    pins = (ROOT / ".binder" / "requirements.txt").read_text().split()
    assert {pin.partition("==")[0] for pin in pins} >= {"numpy", "matplotlib", "ipykernel"}
    for pin in pins:
        assert f"\n{pin} " in lock


def served(script):
    return livecode.COMMENT.sub("", script.read_text(encoding="utf-8"))


def test_our_javascript_stays_under_fifteen_kilobytes():
    sizes = {script.name: len(gzip.compress(served(script).encode(), 9)) for script in SCRIPTS}
    assert sum(sizes.values()) < MOST, sizes
    assert sizes["livecode.js"] < 1_000


def test_only_comments_are_left_out_of_what_is_served():
    for script in SCRIPTS:
        code = script.read_text(encoding="utf-8")
        kept = [line for line in served(script).splitlines() if line.strip()]
        bare = re.sub(r"/\*.*?\*/", "", code, flags=re.DOTALL)
        written = [re.sub(r"\s+// .*", "", line) for line in bare.splitlines()]
        plain = [re.sub(r"/\*.*?\*/", "", line).rstrip() for line in kept]
        assert plain == [line.rstrip() for line in written if line.strip()]
        assert "https:" not in code or "//" in served(script)
