"""A stand-in for kubectl, and for the cluster behind it, that runs the Jobs it is given."""

from __future__ import annotations

import json
import os
import subprocess
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

import yaml

from neuronpedia_constructs.cli.main import main
from tests.support.database.restoring import Outcome, run_job

PROGRAM = """\
import json, socket, sys
with socket.socket(socket.AF_UNIX) as connection:
    connection.connect({address!r})
    text = "" if not {reads} & set(sys.argv) else sys.stdin.read()
    connection.sendall(json.dumps([sys.argv[1:], text]).encode() + b"\\n")
    code, out, err = json.loads(connection.makefile().read())
sys.stdout.write(out)
sys.stderr.write(err)
sys.exit(code)
"""


class Answer(NamedTuple):
    """What a program ends with."""

    code: int = 0
    out: str = ""
    err: str = ""


class Cluster:
    """What kubectl talks to, and the folder of a person who uses it."""

    def __init__(self, folder: Path, environ: dict[str, str], volume: Path) -> None:
        self.folder, self.environ, self.volume = folder, environ, volume
        self.jobs: dict[str, Outcome] = {}
        self.replicas = "2"
        """How many pods the webapp has after its manifest was applied."""
        self.calls: list[str] = []
        """What kubectl was asked to change."""
        self.refused: set[str] = set()
        """The first words of what it is not able to do."""

    def run(self, block: str) -> subprocess.CompletedProcess[str]:
        """Run a block of a document in a shell in that folder."""
        environ = {**os.environ, "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}"}
        return subprocess.run(
            ["bash", "-c", block], cwd=self.folder, env=environ, capture_output=True, text=True, check=False
        )

    def answer(self, given: list[str], text: str) -> Answer:
        """Answer as kubectl does."""
        words = given[2:] if given[0] == "-n" else given
        outcome = self.jobs.get(next((word for word in words if word.startswith("job.batch/")), ""))
        if words[0] == "create":
            return self.create(text)
        if words[0] == "exec":
            return self.psql(words[words.index("--") + 1 :], text)
        if words[:2] == ["get", "deployment"]:
            return Answer(out=self.replicas)
        if words[0] == "get":
            return Answer(out="1" if outcome else "postgres-1")
        if outcome is not None:
            return Answer(out=outcome.log) if words[0] == "logs" else Answer(int(outcome.code != 0))
        self.calls.append(" ".join(words))
        return Answer(int(words[0] in self.refused))

    def create(self, text: str) -> Answer:
        job = yaml.safe_load(text)
        if not job:
            return Answer(1, "", "error: no objects passed to create\n")
        name = f"job.batch/{job['metadata']['name']}"
        self.jobs[name] = run_job(job, self.environ, self.volume)
        return Answer(out=f"{name}\n")

    def psql(self, command: list[str], text: str) -> Answer:
        """Run psql as it runs in the pod of a database, as its superuser."""
        environ = {**self.environ, "PGUSER": "postgres", "PGDATABASE": "postgres"}
        result = subprocess.run(command, env=environ, input=text, capture_output=True, text=True, check=False)
        return Answer(result.returncode, result.stdout, result.stderr)


@contextmanager
def cluster(folder: Path, environ: dict[str, str], volume: Path) -> Iterator[Cluster]:
    """Run a cluster, whose pods have some variables and a volume, with `kubectl` and our own command in a folder."""
    made = Cluster(folder, environ, volume)
    with (
        stand_in(folder / "bin" / "kubectl", made.answer, reads={"create", "exec"}),
        our_command(folder),
    ):
        yield made


@contextmanager
def our_command(folder: Path) -> Iterator[None]:
    """Have our own command in a folder, for its `main.py`, without the seconds that it takes to start."""

    def answer(given: list[str], text: str) -> Answer:
        out, err, code = StringIO(), StringIO(), 1
        files = [str(folder / word) if (folder / word).is_file() else word for word in given]
        with redirect_stdout(out), redirect_stderr(err), patch("sys.stdin", TextIOWrapper(BytesIO(text.encode()))):
            try:
                code = main([*files, "--app", str(folder / "main.py")])
            except SystemExit as ended:
                code = ended.code if isinstance(ended.code, int) else 1
        return Answer(code, out.getvalue(), err.getvalue())

    with stand_in(folder / ".venv" / "bin" / "neuronpedia-constructs", answer, reads={"-"}):
        yield


@contextmanager
def stand_in(path: Path, answer: Callable[[list[str], str], Answer], *, reads: set[str]) -> Iterator[None]:
    """Have a program that this process answers for; it reads its standard input where one of some words is given."""
    with TemporaryDirectory(prefix="served-") as place, served(f"{place}/api", answer):
        path.parent.mkdir(parents=True)
        path.write_text(f"#!{sys.executable}\n{PROGRAM.format(address=f'{place}/api', reads=reads or set())}\n")
        path.chmod(0o755)
        yield


@contextmanager
def served(address: str, answer: Callable[[list[str], str], Answer]) -> Iterator[None]:
    """Answer requests that a stand-in makes."""

    class Handler(StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(json.dumps(answer(*json.loads(self.rfile.readline()))).encode())

    with ThreadingUnixStreamServer(address, Handler) as server:
        Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
