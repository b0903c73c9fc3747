"""Live code: gives each page with code a button, and the site what the button needs.

A page itself gets a script of a kilobyte. Pressed, it fetches ``_static/livecode`` (ours),
Thebe's editor and, for Python in the browser, Pyodide with numpy and this book's package.
``live.json`` tells the page what there is: which kernels, how large, from which files.
"""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from committee_book import livecode_files, security

ROOT = Path(__file__).parents[3]
BUILDERS = ("html", "dirhtml")
COMMENT = re.compile(r"^[ \t]*/\*(?:.|\n)*?\*/[ \t]*\n|[ \t]{2,}// .*$", re.MULTILINE)
SHEET, SCRIPT = "css/livecode.css", "js/livecode.js"
DETAILS = "livecode/live.json"
BINDER_HOSTS = {"https://mybinder.org": ["https://*.mybinder.org", "https://notebooks.gesis.org",
                                         "https://*.curvenote.dev"]}  # fmt: skip


def configure(app: Sphinx, config: Config) -> None:
    """Take what was vendored into the site, undo what Jupyter Book adds, widen the policy."""
    static = Path(config.livecode_files) / "static"
    if static.is_dir():
        config.html_static_path = [*config.html_static_path, str(static)]
    for name in ("html_css_files", "html_js_files"):
        setattr(config, name, [file for file in getattr(config, name) if not is_ours(file)])
    allow(security.POLICY, "worker-src", "blob:")
    allow(security.POLICY, "script-src", "'wasm-unsafe-eval'")
    allow(security.POLICY, "img-src", "data:")  # a picture that a cell draws
    allow(security.POLICY, "connect-src", *hosts(config))


def is_ours(file: Any) -> bool:
    """Say whether a script or sheet that would go into every page is live code's."""
    return file in (SHEET, SCRIPT) or str(file).startswith("livecode/")


def allow(policy: dict[str, list[str]], directive: str, *sources: str) -> None:
    """Let the pages' policy allow more."""
    allowed = policy.setdefault(directive, [])
    allowed += [source for source in sources if source not in allowed]


def hosts(config: Config) -> list[str]:
    """Return the addresses a kernel elsewhere is asked at; none where the site names none."""
    given = (config.livecode_binder, config.livecode_server)
    named = [address.rstrip("/") for address in given if address]
    more = [host for address in named for host in BINDER_HOSTS.get(address, [])]
    servers = [*named, *more, *config.livecode_hosts]
    return [*servers, *(host.replace("http", "ws", 1) for host in servers)]


def prepare(app: Sphinx) -> None:
    """Find out what there is, before a page is written that names it."""
    if app.builder.name not in BUILDERS:
        return
    app.livecode, app.livecode_own = details(app.config)  # type: ignore[attr-defined]


def details(config: Config) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what a page is told once its button is pressed, and the files that are made for it."""
    live = Path(config.livecode_files)
    browser, absent, own = livecode_files.browser(ROOT, live)
    thebe = livecode_files.about(live)["files"].get("thebe/index.js")
    repository = config.html_theme_options.get("repository_url", "")
    about = {
        "thebe": thebe and f"thebe/index.js?v={thebe['sha256'][:8]}",
        "editor": thebe["wire"] if thebe else 0,
        "setup": livecode_files.setup_code(),
        "browser": browser,
        "absent": absent,
        "binder": {
            "binderUrl": config.livecode_binder,
            "repo": "/".join(repository.rstrip("/").split("/")[-2:]),
            "ref": config.livecode_ref,
            "repoProvider": "github",
        } if config.livecode_binder and repository else None,
        "server": config.livecode_server and config.livecode_server.rstrip("/") + "/",
    }  # fmt: skip
    return about, own


def words(about: dict[str, Any]) -> str:
    """Return what stands beside the button: where the code will run, and what that costs."""
    if about["browser"]:
        size = about["browser"]["wire"] + about["editor"]
        return f"by Python in this browser; {size / 1e6:.1f} MB to download, once"
    if about["binder"]:
        return f"by a server of {about['binder']['binderUrl'].partition('://')[2]}"
    return ""


def add_button(
    app: Sphinx, _page: str, _template: str, _context: dict[str, Any], tree: nodes.document | None
) -> None:
    """Give the pages that show code, and no others, the button's script and style."""
    if tree is None or not any("cell_input" in n["classes"] for n in tree.findall(nodes.container)):
        return
    about = app.livecode  # type: ignore[attr-defined]
    app.add_css_file(SHEET, priority=900)
    data: dict[str, Any] = {"data-details": address(about), "data-words": words(about)}
    app.add_js_file(SCRIPT, **data)


def address(about: dict[str, Any]) -> str:
    """Return where the details are, below ``_static``; another address for other details."""
    return f"{DETAILS}?v={hashlib.sha256(as_json(about).encode()).hexdigest()[:8]}"


def as_json(about: dict[str, Any]) -> str:
    """Return the details as they are written."""
    return json.dumps(about, separators=(",", ":"), sort_keys=True)


def write_files(app: Sphinx, error: Exception | None) -> None:
    """Write the details and the files of our own into the site, once everything else is there."""
    if error or app.builder.name not in BUILDERS:
        return
    static = Path(app.outdir) / "_static"
    for old in static.glob("pyodide/committee[-_]*.whl"):
        old.unlink()
    for script in [static / SCRIPT, *static.glob("livecode/*.js")]:
        text = script.read_text(encoding="utf-8")
        script.write_text(COMMENT.sub("", text), encoding="utf-8")  # they stay in the repository
    details = as_json(app.livecode).encode()  # type: ignore[attr-defined]
    for name, data in {DETAILS: details, **app.livecode_own}.items():  # type: ignore[attr-defined]
        (static / name).parent.mkdir(exist_ok=True)
        (static / name).write_bytes(data)


def setup(app: Sphinx) -> None:
    """Make the settings known and connect to the making of the site."""
    app.add_config_value("livecode_files", str(ROOT / "_build" / "live"), "html", str)
    app.add_config_value("livecode_binder", "", "html", str)
    app.add_config_value("livecode_ref", "main", "html", str)
    app.add_config_value("livecode_server", "", "html", str)
    app.add_config_value("livecode_hosts", [], "html", list)
    app.connect("config-inited", configure, priority=100)  # while files are still plain names
    app.connect("builder-inited", prepare)
    app.connect("html-page-context", add_button)
    app.connect("build-finished", write_files, priority=945)  # after the site is pruned
