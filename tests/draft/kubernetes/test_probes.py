"""Probes and hooks."""

from __future__ import annotations

from neuronpedia_constructs.draft.kubernetes.manifests import plain
from neuronpedia_constructs.draft.kubernetes.probes import drained, http_probe, shell_probe, tcp_probe


def test_each_probe_asks_in_its_own_way() -> None:
    times = {"period": 10, "timeout": 5, "failures": 3}
    asked = [http_probe("/health", **times), tcp_probe(**times), shell_probe("true", **times)]
    common = {"periodSeconds": 10, "timeoutSeconds": 5, "failureThreshold": 3}
    assert [plain(probe) for probe in asked] == [
        {**common, "httpGet": {"path": "/health", "port": "http"}},
        {**common, "tcpSocket": {"port": "http"}},
        {**common, "exec": {"command": ["/bin/sh", "-c", "true"]}},
    ]


def test_equal_probes_are_one_object() -> None:
    assert tcp_probe(period=1, timeout=1, failures=1) is tcp_probe(period=1, timeout=1, failures=1)


def test_a_container_ends_once_nothing_is_sent_to_it() -> None:
    assert plain(drained())["preStop"]["exec"]["command"][-1] == "sleep 5"
