"""The downloader, as the init container runs it, with the real huggingface_hub and a stand-in of the hub."""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

from neuronpedia_constructs.upstream.current.in_pod import source
from tests.support import waiting
from tests.support.hub import Refusal, serving
from tests.support.listening import free_port
from tests.support.programs import starts_programs

pytestmark = starts_programs

MODEL = "org/model"
MIB = 2**20
CHUNK = 10 * MIB
"""Bytes that huggingface_hub holds before it writes them."""

WEIGHTS = random.Random(0).randbytes(25 * MIB)
SMALL = {"config.json": b"{}", "tokenizer.json": b"[]", "chat_template.jinja": b"{{ messages }}"}
FILES = {**SMALL, "model.safetensors": WEIGHTS}
OTHERS = {"pytorch_model.bin": WEIGHTS[:-1], "flax_model.msgpack": b"1", "onnx/config.json": b"2", "README.md": b"3"}


class Pod:
    """An init container with its volume."""

    def __init__(self, folder: Path, hub_url: str) -> None:
        self.program = folder / "fetch.py"
        self.program.write_text(source("fetch.py"))
        self.cache = folder / "huggingface"
        own = {name: value for name, value in os.environ.items() if not name.lower().startswith(("hf_", "http"))}
        patience = dict.fromkeys(("HF_HUB_DOWNLOAD_TIMEOUT", "HF_HUB_ETAG_TIMEOUT"), str(waiting.FOREVER))
        self.environ = {
            **own,
            **patience,
            "HF_HOME": str(self.cache),
            "HF_ENDPOINT": hub_url,
            "HF_TOKEN": "not-to-be-told",
        }

    @property
    def model(self) -> Path:
        return self.cache / "hub" / f"models--{MODEL.replace('/', '--')}"

    @property
    def fetched(self) -> dict[str, bytes]:
        """What the server finds in the cache."""
        folder = self.model / "snapshots" / (self.model / "refs" / "main").read_text()
        return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}

    @property
    def begun(self) -> int:
        """Bytes of a file that is not complete."""
        return sum(file.stat().st_size for file in self.model.glob("blobs/*.partial"))

    def start(self, repository: str = MODEL) -> subprocess.Popen[str]:
        command = [sys.executable, str(self.program), repository]
        return subprocess.Popen(command, env=self.environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)

    def run(self, repository: str = MODEL) -> tuple[int, list[str]]:
        process = self.start(repository)
        output, _ = process.communicate(timeout=waiting.FOREVER)
        assert "not-to-be-told" not in output
        return process.returncode, output.splitlines()


def test_what_the_server_loads_comes_into_its_cache(tmp_path: Path) -> None:
    with serving({**FILES, **OTHERS}) as hub:
        pod = Pod(tmp_path, hub.url)
        hub.passing = [Refusal(429, {"Retry-After": "2"}), Refusal(503)]
        waits = ["the hub answers 429; trying again in 2 s", "the hub answers 503; trying again in 2 s"]
        steps = [f"{MODEL}: {done} GiB" for done in ("0.00 of 0.02", "0.02 of 0.02")]
        code, lines = pod.run()
        assert code == 0
        assert (lines[:3], lines[-2:]) == ([*waits, steps[0]], [steps[1], f"{MODEL}: complete"])
        assert pod.fetched == FILES
        assert hub.tokens == {"Bearer not-to-be-told"}
        hub.served.clear()
        assert pod.run() == (0, [steps[1], steps[1], f"{MODEL}: complete"])
        assert not hub.served
    # Without a hub, a server with all that it needs starts nevertheless.
    code, (line,) = pod.run()
    assert code == 0
    assert line.endswith("; the cache has the model of last time")


def test_a_connection_that_breaks_is_resumed(tmp_path: Path) -> None:
    with serving(FILES) as hub:
        pod = Pod(tmp_path, hub.url)
        hub.cuts = [15 * MIB]
        assert pod.run()[0] == 0
    assert pod.fetched == FILES
    assert hub.ranges == [f"bytes={CHUNK}-"]
    assert hub.served["model.safetensors"] == 15 * MIB + (25 * MIB - CHUNK)


def killed_after(pod: Pod, begun: int, by: signal.Signals) -> int:
    process = pod.start()
    waiting.until(lambda: pod.begun == begun)
    process.send_signal(by)
    process.communicate()
    return process.returncode


def test_a_downloader_that_is_killed_is_resumed(tmp_path: Path) -> None:
    with serving(FILES) as hub:
        pod = Pod(tmp_path, hub.url)
        hub.stalls = [11 * MIB, 21 * MIB]
        assert killed_after(pod, CHUNK, signal.SIGKILL) == -signal.SIGKILL
        assert killed_after(pod, 2 * CHUNK, signal.SIGTERM) == 128 + signal.SIGTERM
        assert pod.run()[0] == 0
    assert pod.fetched == FILES
    assert hub.ranges == [f"bytes={CHUNK}-", f"bytes={2 * CHUNK}-"]
    assert hub.served["model.safetensors"] == 11 * MIB + (21 * MIB - CHUNK) + (25 * MIB - 2 * CHUNK)
    assert not list(pod.model.glob("blobs/*.partial"))


def test_a_damaged_file_is_fetched_again(tmp_path: Path) -> None:
    port = free_port()
    pod = Pod(tmp_path, f"http://127.0.0.1:{port}")
    pod.model.joinpath("blobs").mkdir(parents=True)
    # More than the whole file, as after a failure of the disk.
    pod.model.joinpath("blobs", f"{hashlib.sha256(WEIGHTS).hexdigest()}.partial").write_bytes(b"0" * 26 * MIB)
    process = pod.start()
    assert process.stdout
    assert "; trying again in 1 s" in process.stdout.readline()
    # The hub is there only now.
    with serving(FILES, port) as hub:
        hub.damaged = [WEIGHTS[:-1] + b"?"]
        output, _ = process.communicate(timeout=waiting.FOREVER)
    assert process.returncode == 0
    assert "OSError: a file came damaged; trying again in " in output
    assert pod.fetched == FILES


REFUSALS = {
    "org/gated/resolve": Refusal(403, {"X-Error-Code": "GatedRepo"}),
    "org/gated-without-token/resolve": Refusal(401, {"X-Error-Code": "GatedRepo"}),
    "org/private": Refusal(401, {"X-Error-Code": "RepoNotFound"}),
    "org/none": Refusal(404, {"X-Error-Code": "RepoNotFound"}),
    "org/elsewhere": Refusal(404),
    "org/old-token": Refusal(401, {"X-Error-Message": "Invalid credentials in Authorization header"}),
    "org/narrow-token/resolve": Refusal(403),
    "org/gone": Refusal(410),
}
REASONS = {
    "org/gated": "org/gated is gated: accept its licence on its page, and put a token of that account into the Secret",
    "org/gated-without-token": "org/gated-without-token is gated: accept its licence on its page",
    "org/private": "the hub has no model org/private, or hides it from HF_TOKEN: check the id",
    "org/none": "the hub has no model org/none, or hides it from HF_TOKEN: check the id",
    "org/elsewhere": "the hub has no model org/elsewhere",
    "org/old-token": "the hub refuses HF_TOKEN: put a valid token into the Secret",
    "org/narrow-token": "org/narrow-token is forbidden: HF_TOKEN lacks the permission to read it",
    "org/gone": "the hub answers 410",
    "a model": "a model is not the id of a model",
}

EACH = """
import sys; sys.path.insert(0, "."); import fetch
for repository in sys.argv[1:]:
    try:
        fetch.main(repository)
    except SystemExit as end:
        print(repository, "|", end.code)
"""
"""One process for many models: it takes a second to start."""


def test_what_only_a_person_can_change_ends_the_download_with_a_line(tmp_path: Path) -> None:
    with serving(FILES) as hub:
        hub.refusals = REFUSALS
        pod = Pod(tmp_path, hub.url)
        command = [sys.executable, "-c", EACH, *REASONS]
        done = waiting.run(command, cwd=tmp_path, env=pod.environ, check=True, capture_output=True, text=True)
        lines = dict(line.split(" | ") for line in done.stdout.splitlines() if "|" in line)
        assert {name: line[: len(REASONS[name])] for name, line in lines.items()} == REASONS
        assert done.stderr == ""
        hub.refusals = {"org/model": Refusal(404)}
        assert pod.run() == (1, [REASONS["org/none"].replace("none", "model") + ", and the token in the Secret"])
