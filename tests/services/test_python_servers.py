"""The servers that uvicorn runs listen wherever a pod can be reached."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cdk8s import App

from neuronpedia_constructs import models
from tests.support.building import Manifest, bare, named, pod, synthesized
from tests.support.listening import APP, IPV4, IPV6, WITHOUT_IPV6, answers, both_families, started
from tests.support.programs import starts_programs


def autointerp() -> Manifest:
    return named(synthesized(bare(App())), "Deployment", "autointerp")


def inference() -> Manifest:
    environment = bare(App())
    environment.add_inference("a").with_(models.get("gpt2-small"))
    return named(synthesized(environment), "Deployment", "a-inference")


SERVERS: dict[str, tuple[Callable[[], Manifest], str]] = {
    "autointerp": (autointerp, "server.py"),
    "inference": (inference, "neuronpedia_inference/server.py"),
}
"""The Deployment of each, and the file of its program."""


def runnable(name: str, folder: Path) -> tuple[Manifest, Path]:
    """The container of a server, and a folder with a program of the same name."""
    build, file = SERVERS[name]
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(APP)
    (container,) = pod(build())["containers"]
    return container, folder


@pytest.fixture(scope="module", params=SERVERS)
def listening(
    request: pytest.FixtureRequest,
    programs: None,  # noqa: ARG001
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[int]:
    with started(*runnable(request.param, tmp_path_factory.mktemp(request.param))) as port:
        yield port


@both_families
def test_they_listen_on_ipv4_and_on_ipv6(listening: int, address: str) -> None:
    assert answers(address, listening)


@starts_programs
@pytest.mark.parametrize("name", SERVERS)
def test_they_listen_where_the_kernel_has_no_ipv6(name: str, tmp_path: Path) -> None:
    container, folder = runnable(name, tmp_path)
    (tmp_path / "sitecustomize.py").write_text(WITHOUT_IPV6)
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    with started(container, folder, {"PYTHONPATH": path}) as port:
        assert answers(IPV4, port)
        assert not answers(IPV6, port)
