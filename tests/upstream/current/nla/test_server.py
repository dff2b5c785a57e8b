"""The NLA server in its pod."""

from __future__ import annotations

from dataclasses import replace

from neuronpedia_constructs import Neuronpedia
from neuronpedia_constructs.upstream.current.in_pod import source
from tests.support.building import named, pod, synthesized
from tests.support.current import A100, current, server, settings


def nla(count: int = 1) -> Neuronpedia:
    environment = current()
    environment.add_nla("n").with_(replace(A100, count=count))
    return environment


def test_it_is_told_its_three_models() -> None:
    assert settings(nla(), "n-nla-config") == {
        "NLA_RECONSTRUCTOR_MODEL": "kitft/nla-qwen2.5-7b-critic-step4200",
        "NLA_SOURCE_MODEL": "Qwen/Qwen2.5-7B-Instruct",
        "NLA_VERBALIZER_MODEL": "kitft/nla-qwen2.5-7b-actor-step4200",
    }


def test_it_is_ready_only_with_all_of_them() -> None:
    (main,) = pod(server(nla(), "n-nla"))["containers"]
    for name in ("startupProbe", "readinessProbe"):
        port = str(main["ports"][0]["containerPort"])
        assert main[name]["exec"]["command"] == ["python", "-I", "-S", "/files/nla_probe.py", port]
    files = named(synthesized(nla()), "ConfigMap", "n-nla-files")["data"]
    assert files == {"nla_probe.py": source("nla_probe.py")}


def test_shared_memory_grows_with_the_gpus() -> None:
    def shared(count: int) -> str:
        spec = pod(server(nla(count), "n-nla"))
        return str(next(v["emptyDir"]["sizeLimit"] for v in spec["volumes"] if v.get("emptyDir", {}).get("medium")))

    assert (shared(1), shared(2)) == ("2Gi", "3Gi")
