"""Stand-ins for what the commands of docs/importing.md talk to: the webapp's route, and kubectl."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

KUBECTL = """#!{python}
import os, subprocess, sys
import yaml
given = [argument for argument in sys.argv[1:] if argument not in ("-n", "neuronpedia")]
if given == ["apply", "-f", "-"]:
    open("applied.yaml", "w").write(sys.stdin.read())
elif given[:3] == ["get", "secret", "neuronpedia-admin"]:
    secret, job = yaml.safe_load_all(open("applied.yaml"))
    print(secret["data"]["API_KEY"], end="")
elif given[0] == "exec":
    sys.exit(subprocess.run(given[given.index("--") + 1 :], check=False).returncode)
elif given[0] != "port-forward" and given[:3] != ["create", "job", "--from=cronjob/register-inference"]:
    sys.exit("kubectl knows no " + " ".join(given))
"""


@dataclass
class Site:
    """A webapp that answers imports as it was told, and what it was asked for."""

    key: str | None = None
    """The only key that it takes; None: any."""
    behaves: dict[str, str] = field(default_factory=dict)
    """How it answers, by source; otherwise it imports the source."""
    asked: list[str] = field(default_factory=list)
    port: int = 0


@contextmanager
def site() -> Iterator[Site]:
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
            pass

        def do_GET(self) -> None:
            address = urlsplit(self.path)
            if not self.headers["x-api-key"] or made.key not in (None, self.headers["x-api-key"]):
                self.answer(403, b'{"error":"only available to admin users"}')
            elif address.path == "/api/admin/import-config":
                made.asked.append("config")
                self.answer(200, b"{}")
            else:
                query = parse_qs(address.query)
                (source,), (model,) = query["sourceId"], query["modelId"]
                made.asked.append(f"{model}/{source}")
                self.imports(made.behaves.get(source, "complete"))

        def answer(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def imports(self, behaviour: str) -> None:
            if behaviour.isdigit():
                self.answer(int(behaviour), b"refused")
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for event in events(behaviour):
                self.wfile.write(f"{len(event):x}\r\n{event}\r\n".encode())
                self.wfile.flush()
            if behaviour == "cut off":
                self.close_connection = True
            else:
                self.wfile.write(b"0\r\n\r\n")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def events(behaviour: str) -> Iterator[str]:
    for progress in (0.25, 0.5):
        yield f'data: {{"progress":{progress},"progressText":"(2 of 4) Importing Features..."}}\n\n'
        if behaviour == "slow":
            time.sleep(1)
    if behaviour == "error":
        yield 'event: error\ndata: {"message":{}}\n\n'
    elif behaviour in ("complete", "slow"):
        yield "event: complete\ndata: {}\n\n"


def stand_in(folder: Path) -> dict[str, str]:
    """The variables with which a shell finds a kubectl that does what is needed here."""
    (kubectl := folder / "bin" / "kubectl").parent.mkdir()
    kubectl.write_text(KUBECTL.format(python=sys.executable), encoding="utf-8")
    kubectl.chmod(0o755)
    return {**os.environ, "PATH": f"{kubectl.parent}:{os.environ['PATH']}"}
