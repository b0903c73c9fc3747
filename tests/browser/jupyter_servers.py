"""Real Jupyter servers for the tests: the one of make serve, one elsewhere, and a stand-in hub."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from book_site import ROOT


class Serve:
    """A running scripts/serve.py."""

    def __init__(self, site, port=8400):
        script = str(ROOT / "scripts" / "serve.py")
        self.process = subprocess.Popen(
            [sys.executable, script, "--site", str(site), "--port", str(port)],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        said = self.process.stdout.readline()
        self.entrance = re.search(r"http://\S+", said)[0]
        self.address = self.entrance.partition("?")[0]

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        self.process.communicate(timeout=60)  # closes the pipe as well


class Elsewhere:
    """A Jupyter server at an address of its own, which lets one site in."""

    def __init__(self, origin, folder, token="let-me-in"):
        self.token = token
        command = [
            sys.executable, "-m", "jupyter_server", "--ip=127.0.0.1", "--port=8460",
            f"--ServerApp.allow_origin={origin}", f"--IdentityProvider.token={token}",
            f"--ServerApp.root_dir={folder}", "--ServerApp.open_browser=False", "--allow-root",
        ]  # fmt: skip
        environment = os.environ | {"JUPYTER_NO_CONFIG": "1"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
        )
        for line in self.process.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
                self.address = found[0]
                break
        self.drain = threading.Thread(target=self.process.stdout.read, daemon=True)
        self.drain.start()

    def end(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=60)
        self.drain.join(timeout=60)
        self.process.stdout.close()


class Hub:
    """What Binder says while it builds, then the address of a server that runs already."""

    def __init__(self, phases):
        self.asked = asked = []

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "text/event-stream")
                self.send_header("Access-Control-Allow-Origin", "*")
                self.end_headers()
                for phase in phases:
                    self.wfile.write(f"data: {json.dumps(phase)}\n\n".encode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
