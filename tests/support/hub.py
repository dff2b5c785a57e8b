"""A stand-in of the Hugging Face hub, as far as downloads of models need it."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, NamedTuple

COMMIT: Final = "a" * 40
LARGE: Final = 2**20
"""Bytes from which on a file is one of Git LFS."""


class Refusal(NamedTuple):
    """An answer that is none."""

    status: int
    headers: Mapping[str, str] = {}


class Hub(ThreadingHTTPServer):
    """Has the files of one model, under whatever id, unless it refuses that id."""

    daemon_threads = True

    def __init__(self, files: Mapping[str, bytes], port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.files = dict(files)
        self.refusals: dict[str, Refusal] = {}
        """Refusals of everything under an id, or of a file."""
        self.passing: list[Refusal] = []
        """Refusals of the next requests, whatever they are."""
        self.cuts: list[int] = []
        """Bytes after which the next downloads of large files break off."""
        self.stalls: list[int] = []
        """Bytes after which the next downloads of large files make no progress."""
        self.damaged: list[bytes] = []
        """What the next downloads of large files get instead."""
        self.served: Counter[str] = Counter()
        """Bytes of each file."""
        self.ranges: list[str] = []
        self.tokens: set[str | None] = set()
        self.ended = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        pass

    @property
    def hub(self) -> Hub:
        assert isinstance(self.server, Hub)
        return self.server

    def _answer(self) -> None:
        hub, path = self.hub, self.path.partition("?")[0]
        if path == "/api/agent-harnesses":
            # A list of programs that huggingface_hub may ask for, for its User-Agent.
            self._send(404, b"{}", {})
            return
        hub.tokens.add(self.headers["Authorization"])
        refused = [refusal for part, refusal in hub.refusals.items() if part in path]
        if hub.passing or refused:
            refusal = hub.passing.pop(0) if hub.passing else refused[0]
            self._send(refusal.status, b"{}", refusal.headers)
        elif "/resolve/" in path:
            self._send_file(path.partition("/resolve/")[2].partition("/")[2])
        elif "/tree/" in path:
            self._send_json([{"type": "file", "path": name, **_stored(data)} for name, data in hub.files.items()])
        else:
            siblings = [{"rfilename": name, **_stored(data)} for name, data in hub.files.items()]
            self._send_json({"id": path.removeprefix("/api/models/"), "sha": COMMIT, "siblings": siblings})

    def _send_json(self, found: object) -> None:
        self._send(200, json.dumps(found).encode(), {"Content-Type": "application/json"})

    def _send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def _send_file(self, name: str) -> None:
        hub, data = self.hub, self.hub.files[name]
        headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{_stored(data)["oid"]}"'}
        if len(data) < LARGE:
            hub.served[name] += len(data) if self.command == "GET" else 0
            self._send(200, data, headers)
            return
        headers |= {"X-Linked-ETag": f'"{_sha256(data)}"', "X-Linked-Size": str(len(data))}
        begin = 0
        if asked := self.headers["Range"]:
            hub.ranges.append(asked)
            begin = int(asked.removeprefix("bytes=").removesuffix("-"))
        if begin >= len(data):
            self._send(416, b"", headers)
        elif self.command == "GET" and hub.damaged:
            self._send(200, hub.damaged.pop(), headers)
        else:
            self._send_large(name, data, begin, headers)

    def _send_large(self, name: str, data: bytes, begin: int, headers: Mapping[str, str]) -> None:
        hub = self.hub
        self.send_response(206 if begin else 200)
        if begin:
            self.send_header("Content-Range", f"bytes {begin}-{len(data) - 1}/{len(data)}")
        for header, value in {**headers, "Content-Length": str(len(data) - begin)}.items():
            self.send_header(header, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        stall = hub.stalls.pop(0) if hub.stalls else None
        end = stall or (hub.cuts.pop(0) if hub.cuts else len(data))
        with suppress(ConnectionError):
            self.wfile.write(data[begin:end])
            hub.served[name] += end - begin
        if stall:
            hub.ended.wait()
        self.close_connection = end < len(data)


@cache
def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stored(data: bytes) -> dict[str, Any]:
    oid = hashlib.sha1(data[:LARGE]).hexdigest()
    if len(data) < LARGE:
        return {"size": len(data), "oid": oid, "blobId": oid}
    lfs = {"size": len(data), "sha256": _sha256(data), "oid": _sha256(data), "pointerSize": 134}
    return {"size": len(data), "oid": oid, "blobId": oid, "lfs": lfs}


@contextmanager
def serving(files: Mapping[str, bytes], port: int = 0) -> Iterator[Hub]:
    hub = Hub(files, port)
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.ended.set()
        hub.shutdown()
        hub.server_close()
