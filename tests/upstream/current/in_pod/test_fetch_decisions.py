"""What the downloader takes, and when it gives up."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from huggingface_hub import HfApi, constants

from neuronpedia_constructs.upstream.current.in_pod import fetch
from tests.support import waiting

MODEL = "org/model"
MIB = 2**20

SELECTIONS = {
    "GPT-2": (
        "config.json generation_config.json merges.txt vocab.json tokenizer.json model.safetensors",
        "64.tflite flax_model.msgpack onnx/config.json onnx/model.onnx pytorch_model.bin rust_model.ot tf_model.h5",
    ),
    "Llama": (
        "model-00001-of-00002.safetensors model-00002-of-00002.safetensors model.safetensors.index.json config.json",
        "LICENSE README.md .gitattributes original/consolidated.00.pth original/params.json original/tokenizer.model",
    ),
    "only .bin, with traces of training": (
        "pytorch_model-1.bin pytorch_model.bin.index.json spiece.model qwen.tiktoken",
        "training_args.bin optimizer.bin optimizer.pt scheduler.pt model.gguf weights.pth",
    ),
    "weights below the top": (
        "model.safetensors.index.json shards/1.safetensors modeling_own.py additional_chat_templates/tool.jinja",
        "pytorch_model.bin metal/model.bin",
    ),
    "weights below the top that are not the model": ("pytorch_model.bin config.json", "adapter/model.safetensors"),
    "only .pt": ("model.pt config.json", "model.onnx"),
}


@pytest.mark.parametrize("model", SELECTIONS)
def test_what_the_server_loads(model: str) -> None:
    taken, left = (names.split() for names in SELECTIONS[model])
    assert fetch.wanted([*left, *taken]) == taken


def ended(check: Callable[[], object]) -> str:
    with pytest.raises(SystemExit) as end:
        check()
    return str(end.value)


def test_a_full_volume_ends_the_download_before_it_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=3 * 2**30))
    (tmp_path / "begun.partial").write_bytes(b"x" * MIB)
    files = [("", tmp_path / "begun", 4 * 2**30 + MIB)]
    assert ended(lambda: fetch.download(MODEL, tmp_path, files)) == (
        "the cache is full: enlarge its volume; org/model needs 4.00 GiB more, and 3.00 GiB are left"
    )


@pytest.mark.parametrize(
    ("number", "line"),
    [
        (errno.ENOSPC, "the cache is full: enlarge its volume"),
        (errno.EDQUOT, "the cache is full: enlarge its volume"),
        (errno.EACCES, "the cache cannot be written: its volume belongs to another user"),
        (errno.EROFS, "the cache cannot be written: its volume is read-only"),
    ],
)
def test_a_volume_that_cannot_be_written_ends_the_download(number: int, line: str) -> None:
    assert ended(lambda: fetch.explain(OSError(number, os.strerror(number)), MODEL)) == line


def test_others_errors_pass() -> None:
    assert fetch.explain(OSError(errno.EIO, "Input/output error"), MODEL) == (
        "OSError: [Errno 5] Input/output error",
        0,
    )


def test_a_folder_is_left_alone(capsys: pytest.CaptureFixture[str]) -> None:
    fetch.fetch("/models/own")
    assert capsys.readouterr().out == "/models/own is a folder: there is nothing to fetch\n"


def test_offline_it_only_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    line = "the cache has no org/model, and HF_HUB_OFFLINE forbids fetching it"
    assert ended(lambda: fetch.fetch(MODEL)) == line
    config = tmp_path / "models--org--model" / "snapshots" / "1" / "config.json"
    config.parent.mkdir(parents=True)
    config.touch()
    fetch.fetch(MODEL)
    assert capsys.readouterr().out == "org/model is in the cache\n"


def test_a_model_without_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = SimpleNamespace(siblings=[SimpleNamespace(rfilename=name) for name in ("config.json", "model.gguf")])
    monkeypatch.setattr(HfApi, "model_info", lambda *_, **__: listed)
    assert (
        ended(lambda: fetch.fetch(MODEL)) == "org/model has no weights that the server loads: .safetensors, .bin, .pt"
    )


def test_a_newer_commit_of_which_not_all_is_there_is_not_complete(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path))
    assert not fetch.is_complete(MODEL)
    main = tmp_path / "models--org--model" / "refs" / "main"
    main.parent.mkdir(parents=True)
    main.write_text("1")
    assert not fetch.is_complete(MODEL)
    (tmp_path / "models--org--model" / "fetched").write_text("1")
    assert fetch.is_complete(MODEL)
    main.write_text("2")
    assert not fetch.is_complete(MODEL)


def test_it_tells_how_far_it_is_while_it_downloads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr(fetch, "REPORT", 0.01)
    monkeypatch.setattr(fetch, "say", lines.append)
    path = tmp_path / "begun"

    def download_one(*_: object) -> None:
        path.with_name("begun.partial").write_bytes(b"x" * 16 * MIB)
        waiting.until(lambda: lines[-1].startswith("org/model: 0.02 of"))

    monkeypatch.setattr(fetch, "download_one", download_one)
    fetch.download(MODEL, tmp_path, [("", path, 32 * MIB)])
    assert lines[0] == "org/model: 0.00 of 0.03 GiB"
