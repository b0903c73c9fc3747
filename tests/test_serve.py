"""make serve: the book and its kernels on this computer, for whoever has the token."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = "<html><head><title>t</title></head><body>A page</body></html>"


class Server:
    """A running scripts/serve.py, and a reader who keeps cookies."""

    def __init__(self, site, scratch, *options):
        script = str(ROOT / "scripts" / "serve.py")
        command = [sys.executable, script, "--site", str(site), *options]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=os.environ | {"TMPDIR": str(scratch)},
        )  # fmt: skip
        self.said = self.process.stdout.readline()
        self.address = re.search(r"http://127\.0\.0\.1:\d+/", self.said)[0]
        self.token = re.search(r"token=(\w+)", self.said)[1]
        self.reader = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def get(self, path="", *, reader=None):
        try:
            with (reader or self.reader).open(self.address + path, timeout=20) as answer:
                return answer.status, answer.geturl(), answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.url, error.read().decode()

    def ask(self, path, method="GET", **body):
        request = urllib.request.Request(
            f"{self.address}jupyter/api/{path}", method=method,
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"token {self.token}"},
        )  # fmt: skip
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read() or "null")

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, rest


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    (folder / "part").mkdir()
    for name in ("index.html", "part/index.html", "part/page.html"):
        (folder / name).write_text(PAGE)
    (folder / "core.wasm").write_bytes(b"\0asm")
    (folder.parent / "secret.html").write_text("not of the site")
    return folder


@pytest.fixture(scope="module")
def server(site, tmp_path_factory):
    running = Server(site, tmp_path_factory.mktemp("scratch"), "--port", "8300")
    yield running
    if running.process.poll() is None:
        running.end()


def test_without_the_token_no_page_is_given_out(server):
    stranger = urllib.request.build_opener()
    _, url, text = server.get("part/page.html", reader=stranger)
    assert "/jupyter/login" in url
    assert "A page" not in text
    assert server.token not in text


def test_the_printed_address_opens_the_book_and_leaves_the_token_behind(server):
    status, url, text = server.get(f"?token={server.token}")
    assert status == 200
    assert url == server.address
    assert "A page" in text


def test_a_page_then_knows_its_kernels(server):
    server.get(f"?token={server.token}")
    for path in ("part/page.html", "part/", "part/index.html"):
        _, _, text = server.get(path)
        assert text.count("livecode-server") == 1
        assert server.token in text
        assert '"base": "/jupyter/"'.replace('"', "&quot;") in text


def test_other_files_are_given_out_as_they_are(server):
    server.get(f"?token={server.token}")
    with server.reader.open(server.address + "core.wasm") as answer:
        assert answer.headers["Content-Type"] == "application/wasm"
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.read() == b"\0asm"


def test_what_is_not_in_the_site_is_not_given_out(server):
    server.get(f"?token={server.token}")
    assert server.get("nowhere.html")[0] == 404
    for path in ("../secret.html", "%2e%2e/secret.html", "part/..%2f../secret.html"):
        assert "not of the site" not in server.get(path)[2]


def test_a_wrong_token_opens_nothing(server):
    stranger = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    assert "A page" not in server.get("?token=0123456789abcdef", reader=stranger)[2]
    request = urllib.request.Request(
        f"{server.address}jupyter/api/kernels", headers={"Authorization": "token 0123"}
    )
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(request)


def test_another_sites_name_for_this_computer_is_refused(server):
    """A page elsewhere could have its own name lead here, and then read what it asks for."""
    request = urllib.request.Request(server.address, headers={"Host": "evil.example:8300"})
    with pytest.raises(urllib.error.HTTPError, match="403"):
        server.reader.open(request)


def test_only_this_computer_is_listened_to(server):
    port = int(re.search(r":(\d+)/", server.address)[1])
    listening = Path("/proc/net/tcp")
    if not listening.exists():
        pytest.skip("this system does not list its sockets in /proc")
    lines = [line.split() for line in listening.read_text().splitlines()[1:]]
    bound = [line[1] for line in lines if line[3] == "0A" and line[1].endswith(f":{port:04X}")]
    assert bound == [f"0100007F:{port:04X}"]


def test_a_taken_port_is_passed_over(site, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        running = Server(site, tmp_path, "--port", str(port))
        assert f":{port}/" not in running.address
        assert running.get(f"?token={running.token}")[0] == 200
        running.end()


def alive(number):
    try:
        return "Z" not in Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_end_takes_kernels_and_scratch_files_with_it(site, tmp_path, number):
    running = Server(site, tmp_path, "--port", "8340")
    running.ask("kernels", "POST", name="python3")
    children = Path(f"/proc/{running.process.pid}/task/{running.process.pid}/children")
    kernels = children.read_text().split() if children.exists() else []
    assert list(tmp_path.iterdir())
    status, said = running.end(number)
    assert status == 0
    assert said.splitlines()[-1] == "Ended."
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
    deadline = time.monotonic() + 20
    while any(map(alive, kernels)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not any(map(alive, kernels))


def test_a_kernel_starts_in_an_empty_folder_with_the_books_hash_seed(site, tmp_path):
    running = Server(site, tmp_path, "--port", "8380")
    try:
        assert running.ask("contents")["content"] == []
        assert running.ask("kernelspecs")["default"] == "python3"
    finally:
        running.end()


def test_without_a_book_it_says_what_to_do(tmp_path):
    command = [sys.executable, str(ROOT / "scripts" / "serve.py"), "--site", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "run make book first" in done.stderr
