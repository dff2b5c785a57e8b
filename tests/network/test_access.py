"""What people may reach, and what pods may call."""

from __future__ import annotations

from typing import Any

import pytest
from cdk8s import App

from neuronpedia_constructs import NetworkAccess
from tests.support.building import bare


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ({}, []),
        ({"egress_cidrs": ["203.0.113.0/24", "2001:db8::/32"]}, []),
        ({"egress_cidrs": ["203.0.113.1/24"]}, ["network.cidr-invalid"]),
        ({"egress_cidrs": "203.0.113.0/24"}, ["network.egress-cidrs-invalid"]),
        ({"egress_cidrs": ["10.0.0.0/8", "10.1.0.0/16"]}, ["network.cidrs-overlap"]),
        ({"https_proxy": "https://proxy.example.org:3128", "egress_cidrs": []}, ["network.https-proxy-invalid"]),
        ({"https_proxy": "http://localhost:3128", "egress_cidrs": []}, ["network.https-proxy-invalid"]),
        ({"ingress_namespace": "Ingress"}, ["network.ingress-namespace-invalid"]),
        ({"cluster": "East"}, ["network.cluster-invalid"]),
        ({"dns": "kube-dns"}, ["network.dns-invalid"]),
    ],
)
def test_each_argument_is_checked_by_itself(app: App, arguments: dict[str, Any], codes: list[str]) -> None:
    found = NetworkAccess(**arguments).problems(bare(app).plan.context)
    assert [problem.code for problem in found if not problem.warning] == codes


def test_a_proxy_alone_is_a_warning_because_some_clients_ignore_it(app: App) -> None:
    access = NetworkAccess(https_proxy="http://proxy.example.org:3128")
    (warning,) = access.problems(bare(app).plan.context)
    assert (warning.code, warning.warning) == ("network.https-proxy-partial", True)
    assert access.proxy is not None
    assert (access.proxy.host, access.proxy.port) == ("proxy.example.org", 3128)
