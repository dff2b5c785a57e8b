"""Tells whether the NLA server is ready: `python -I -S nla_probe.py PORT`.

It exits with 0 or 1, and prints one line that says why. It sends SECRET to the server, and never prints it. The server
starts even if the reconstructor or the source model has failed to load; it says so only in the answer of `/`.
"""

import json
import os
import signal
import socket
import sys

DEADLINE = 5  # seconds for an answer
LARGEST = 2**20  # bytes of an answer
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
OK = 200
NEEDED = {"NLA_RECONSTRUCTOR_MODEL": "reconstructor_available", "NLA_SOURCE_MODEL": "source_model"}


class SilentError(Exception):
    """There was no answer in time."""


def check(port: int) -> str:
    """Check that every model which the configuration names is loaded."""
    status, body = ask(port)
    if status != OK:
        sys.exit(f"not ready: the server answers {status}")
    try:
        found = json.loads(body)
        missing = [name for name, field in NEEDED.items() if os.environ.get(name) and not found[field]]
    except (ValueError, LookupError, TypeError, RecursionError):
        sys.exit("not ready: the answer is not complete, or lacks reconstructor_available or source_model")
    if missing:
        sys.exit(f"not ready: the model in {' and '.join(missing)} has failed to load; see the server's log")
    return "ready"


def ask(port: int) -> tuple[int, bytes]:
    """Return the status and the body of the answer."""
    key = os.environ.get("SECRET")
    header = "" if key is None else f"X-SECRET-KEY: {key}\r\n"
    # Of HTTP 1.0, so that the body comes in one piece.
    request = f"GET / HTTP/1.0\r\nHost: localhost\r\n{header}\r\n"
    answer = b""
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(DEADLINE)
    with connected(port) as connection:
        connection.sendall(request.encode("latin-1", "replace"))
        while len(answer) < LARGEST and (received := connection.recv(2**16)):
            answer += received
    head, _, body = answer.partition(b"\r\n\r\n")
    version, _, rest = head.partition(b" ")
    if not (version.startswith(b"HTTP/") and rest[:3].isdigit()):
        sys.exit(f"port {port} gives no answer in HTTP")
    return int(rest[:3]), body


def connected(port: int) -> socket.socket:
    """Connect to the server, which listens at every address of the pod."""
    for family, address in LOOPBACK:
        try:
            connection = socket.socket(family)
            connection.connect((address, port))
        except OSError:
            continue
        return connection
    sys.exit(f"nothing listens at port {port}: the models are loading, or have failed to; see the server's log")


def stop(*_: object) -> None:
    """End what takes too long. Unlike the timeout of a socket, an alarm bounds the whole."""
    raise SilentError


if __name__ == "__main__":
    try:
        print(check(int(sys.argv[1])))
    except SilentError:
        sys.exit(f"not ready: no answer within {DEADLINE} s")
    except OSError as error:
        sys.exit(f"not ready: {error.strerror or 'the connection broke'}")
