"""The webapp: its memory, and what its image was built with."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import AppConfig, Mixin, Resources, WorkloadDraft, find_problems, find_warnings
from tests.support import waiting
from tests.support.building import Manifest, bare, named, pod, synthesized, variables
from tests.support.listening import IPV4, IPV6, SERVER, answers, both_families, started
from tests.support.own_mixins import DraftChange, Variable
from tests.support.programs import starts_programs

MEBIBYTE = 2**20


def webapp(mixin: Mixin | None = None, **config: Any) -> Manifest:
    environment = bare(App(), app_config=AppConfig(**config))
    if mixin:
        environment.webapp.with_(mixin)
    (container,) = pod(named(synthesized(environment), "Deployment", "webapp"))["containers"]
    found: Manifest = container
    return found


def options(container: Manifest) -> str | None:
    found: str | None = variables(container).get("NODE_OPTIONS", {}).get("value")
    return found


def limited(memory: str | None) -> DraftChange:
    """A mixin that sets the limits."""
    limits = {"cpu": "1"} if memory is None else {"cpu": "1", "memory": memory}

    def change(draft: WorkloadDraft) -> None:
        draft.main.resources = Resources(requests={"cpu": "1"}, limits=limits)

    return DraftChange(change)


@pytest.mark.parametrize(
    ("config", "limit", "heap"),
    [
        ({}, "2Gi", 1280),
        ({"memory": "4Gi"}, "4Gi", 3328),
        ({"memory": "1Gi"}, "1Gi", 512),
        ({"memory": "400Mi"}, "400Mi", 200),
        ({"memory": "4Gi", "max_old_space_size": 2000}, "4Gi", 2000),
    ],
)
def test_the_heap_follows_the_limit(config: dict[str, Any], limit: str, heap: int) -> None:
    container = webapp(**config)
    assert container["resources"]["limits"]["memory"] == limit
    assert options(container) == f"--max-old-space-size={heap}"


def test_the_heap_follows_the_limit_that_a_mixin_sets() -> None:
    assert options(webapp(limited("6Gi"))) == "--max-old-space-size=5376"
    assert options(webapp(limited(None))) is None


def test_options_of_a_mixin_stay() -> None:
    told = Variable("NODE_OPTIONS", "--dns-result-order=ipv4first")
    assert options(webapp(told)) == "--dns-result-order=ipv4first --max-old-space-size=1280"
    assert options(webapp(Variable("NODE_OPTIONS", "--max_old_space_size=99"))) == "--max_old_space_size=99"


@starts_programs
def test_node_takes_the_option() -> None:
    shown = "console.log(v8.getHeapStatistics().heap_size_limit / 2 ** 20)"
    environ = {"PATH": os.environ["PATH"], "NODE_OPTIONS": str(options(webapp(memory="4Gi")))}
    result = waiting.run(["node", "-p", shown], env=environ, capture_output=True, text=True, check=True)
    assert 3328 <= float(result.stdout.split()[0]) < 4096


@pytest.mark.parametrize(
    ("memory", "warned"), [("1Gi", True), ("2047Mi", True), ("2G", True), ("2Gi", False), ("1T", False)]
)
def test_less_than_an_import_needs_is_a_warning(memory: str, warned: bool) -> None:
    app = App()
    bare(app, app_config=AppConfig(memory=memory))
    assert find_problems(app) == ()
    assert any(found.field == "memory limit" for found in find_warnings(app)) == warned


def test_a_heap_that_leaves_too_little_is_a_warning() -> None:
    for size, warned in ((2047, True), (1537, True), (1536, False)):
        app = App()
        bare(app, app_config=AppConfig(max_old_space_size=size))
        assert find_problems(app) == ()
        assert any(found.field == "max_old_space_size" for found in find_warnings(app)) == warned


def test_a_heap_beyond_the_limit_is_refused() -> None:
    app = App()
    bare(app, app_config=AppConfig(max_old_space_size=2048))
    (problem,) = find_problems(app)
    assert (problem.code, problem.cause) == (
        "webapp.heap-too-large",
        "a heap of 2048 MiB exceeds the memory limit of 2Gi",
    )
    assert problem.fix == 'leave max_old_space_size out, or write memory="2816Mi"'


@pytest.mark.parametrize(
    ("config", "field"),
    [
        ({"memory": "2"}, "memory"),
        ({"memory": 2}, "memory"),
        ({"memory": None}, "memory"),
        ({"memory": "1Ki"}, "memory"),
        ({"memory": "255Mi"}, "memory"),
        ({"max_old_space_size": "1Gi"}, "max_old_space_size"),
        ({"max_old_space_size": 0}, "max_old_space_size"),
        ({"max_old_space_size": True}, "max_old_space_size"),
        ({"foreign_hosts": "forget"}, "foreign_hosts"),
        ({"foreign_hosts": None}, "foreign_hosts"),
    ],
)
def test_a_wrong_argument_is_named(config: dict[str, Any], field: str) -> None:
    app = App()
    bare(app, app_config=AppConfig(**config))
    assert [problem.field for problem in find_problems(app)] == [f"AppConfig {field}"]


@pytest.fixture(scope="module")
def listening(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:  # noqa: ARG001
    folder = tmp_path_factory.mktemp("webapp")
    (folder / "server.js").write_text(SERVER)
    with started(webapp(), folder) as port:
        yield port


@both_families
def test_it_listens_on_ipv4_and_on_ipv6(listening: int, address: str) -> None:
    assert answers(address, listening)


@starts_programs
@pytest.mark.parametrize("addresses", [None, ""], ids=["no IPv6 in the kernel", "IPv6 disabled in the namespace"])
def test_it_listens_where_there_is_no_ipv6(addresses: str | None, tmp_path: Path) -> None:
    (tmp_path / "server.js").write_text(SERVER)
    if addresses is not None:
        (tmp_path / "if_inet6").write_text(addresses)
    container = webapp()
    shell, flag, script = container["command"]
    assert "/proc/net/if_inet6" in script
    container["command"] = [shell, flag, script.replace("/proc/net/if_inet6", str(tmp_path / "if_inet6"))]
    with started(container, tmp_path) as port:
        assert answers(IPV4, port)
        assert not answers(IPV6, port)
