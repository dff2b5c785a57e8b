"""Programs that the test's own process answers for: a shell can run the commands of a document as they stand."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import BytesIO, StringIO, TextIOWrapper
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingUnixStreamServer
from tempfile import TemporaryDirectory
from threading import Thread
from typing import NamedTuple
from unittest.mock import patch

from neuronpedia_constructs.cli.main import main

# It starts often: without the folders of packages, which it does not need.
PROGRAM = """\
#!{python} -IS
import json, socket, sys
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({address!r})
    sent = sys.stdin.buffer.read() if {{"-", "-i"}} & set(sys.argv) else b""
    connection.sendall(json.dumps([sys.argv[1:], sent.decode("latin-1")]).encode() + b"\\n")
    code, out, err = json.loads(connection.makefile().read())
sys.stdout.buffer.write(out.encode("latin-1"))
sys.stderr.buffer.write(err.encode("latin-1"))
sys.exit(code)
"""
"""It reads its standard input where it is told to by `-` or `-i`. Bytes go over the socket as characters."""


class Answer(NamedTuple):
    """What a program ends with."""

    code: int = 0
    out: bytes = b""
    err: bytes = b""


Answers = Callable[[list[str], bytes], Answer]
"""What a program does with its arguments and its standard input."""


@contextmanager
def our_command(folder: Path) -> Iterator[None]:
    """Have our own command in a folder, for its `main.py`, without the seconds that it takes to start."""

    def answer(given: list[str], sent: bytes) -> Answer:
        out, err, code = StringIO(), StringIO(), 1
        files = [str(folder / word) if (folder / word).is_file() else word for word in given]
        with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", TextIOWrapper(BytesIO(sent))):
            try:
                code = main([*files, "--app", str(folder / "main.py")])
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
        return Answer(code, out.getvalue().encode(), err.getvalue().encode())

    with stand_in(folder / ".venv" / "bin" / "neuronpedia-constructs", answer):
        yield


@contextmanager
def stand_in(path: Path, answer: Answers) -> Iterator[None]:
    """Have a program at a path that this process answers for."""
    with TemporaryDirectory(prefix="served-") as place, served(f"{place}/api", answer):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PROGRAM.format(python=sys.executable, address=f"{place}/api"))
        path.chmod(0o755)
        yield


@contextmanager
def served(address: str, answer: Answers) -> Iterator[None]:
    """Answer requests that a stand-in makes."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            given, sent = json.loads(self.rfile.readline())
            code, out, err = answer(given, sent.encode("latin-1"))
            self.wfile.write(json.dumps([code, out.decode("latin-1"), err.decode("latin-1")]).encode())

    with ThreadingUnixStreamServer(address, Handler) as server:
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
