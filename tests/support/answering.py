"""A server that answers as badly as a test wants it to."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

from .listening import IPV4

Answer = Callable[[str], Iterable[bytes]]
"""Makes the pieces of an answer from the head of a request. The connection ends with the last of them."""


class Server:
    """Answers whatever is asked of it as it is told to at that moment."""

    def __init__(self, answer: Answer, address: str = IPV4, port: int = 0) -> None:
        self.answer = answer
        self.asked: list[str] = []
        """Heads of requests."""
        self.hanging = 0
        """Answers that do not come, or no further."""
        self.ended = threading.Event()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def hang(self, _: str) -> Iterator[bytes]:
        """An answer that does not come, or no further."""
        self.hanging += 1
        self.ended.wait()
        yield b""

    def end(self) -> None:
        self.ended.set()
        # Closing alone would leave the other thread waiting in accept.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (received := connection.recv(2**16)):
                    return
                head += received
            self.asked.append(head.decode("latin-1"))
            for piece in self.answer(self.asked[-1]):
                connection.sendall(piece)


@contextmanager
def serving(answer: Answer, address: str = IPV4, port: int = 0) -> Iterator[Server]:
    server = Server(answer, address, port)
    try:
        yield server
    finally:
        server.end()


def http(status: int, body: object = None, *headers: str) -> bytes:
    text = body if isinstance(body, bytes) else json.dumps(body, separators=(",", ":")).encode()
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(text)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + text


def always(*answer: bytes) -> Answer:
    return lambda _: answer
