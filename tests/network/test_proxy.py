"""Programs that call out through a proxy are told of it, and of what is nearer."""

from __future__ import annotations

import dataclasses

from cdk8s import App

from neuronpedia_constructs import (
    GPU_LITE,
    AppConfig,
    NetworkAccess,
    models,
)
from neuronpedia_constructs.draft.address import Address
from neuronpedia_constructs.network import proxy
from tests.support.building import bare, containers, named, pod, small, synthesized, variables, workloads
from tests.support.drafts import draft
from tests.support.own_mixins import Variable

PROXY = "http://proxy.example.org:3128"


def test_programs_that_call_out_are_told_of_the_proxy_and_of_what_is_nearer(app: App) -> None:
    near = AppConfig(embedding_provider="azure", azure_openai_endpoint="https://10.1.2.3:8443")
    given = small(app, network=NetworkAccess(https_proxy=PROXY), app_config=near)
    given.autointerp.with_(Variable("HTTPS_PROXY", "http://other.example.org:8080"))
    given.add_inference("gemma").with_(models.get("gemma-2-2b-public"), GPU_LITE)
    made = [container for workload in workloads(synthesized(given)) for container in containers(workload)]
    told = {made_one["name"]: variables(made_one) for made_one in made}
    addresses = {name: found["HTTPS_PROXY"]["value"] for name, found in told.items() if "HTTPS_PROXY" in found}
    assert addresses.pop("autointerp") == "http://other.example.org:8080"
    assert addresses == {"webapp": PROXY, "fetch-model": PROXY, "inference": PROXY}
    assert told["webapp"]["NO_PROXY"]["value"] == "localhost,127.0.0.1,::1,.svc,.cluster.local,10.1.2.3"
    # Node.js asks for the others only with this one.
    assert [name for name, found in told.items() if "NODE_USE_ENV_PROXY" in found] == ["webapp"]


def test_programs_that_know_no_proxy_are_told_of_none(app: App) -> None:
    given = bare(app, network=NetworkAccess(https_proxy=PROXY, egress_cidrs=["203.0.113.0/24"]))
    own = given.webapp.draft
    own.pod.containers["native"] = dataclasses.replace(own.main, name="native", runtime="native", env={})
    containers_of = pod(named(synthesized(given), "Deployment", "webapp"))["containers"]
    assert ["HTTPS_PROXY" in variables(container) for container in containers_of] == [True, False]


def test_only_https_to_a_host_in_the_cluster_or_a_network_goes_around_the_proxy() -> None:
    public, plain = Address("example.org", 443, is_https=True), Address("graph", 5004)
    near = Address("10.1.2.3", 8443, is_https=True)
    told = proxy.variables(draft(addresses={public, plain, near}), NetworkAccess(https_proxy=PROXY))
    hosts = told["NO_PROXY"].split(",")
    assert "10.1.2.3" in hosts
    assert not {"example.org", "graph"} & set(hosts)
