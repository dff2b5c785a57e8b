"""Programs that call out through a proxy are told of it, and of what is nearer."""

from __future__ import annotations

import dataclasses

from cdk8s import App

from neuronpedia_constructs import (
    AppConfig,
    NetworkAccess,
)
from tests.support.building import bare, containers, named, pod, small, synthesized, variables, workloads
from tests.support.own_mixins import Variable

PROXY = "http://proxy.example.org:3128"


def test_programs_that_call_out_are_told_of_the_proxy_and_of_what_is_nearer(app: App) -> None:
    near = AppConfig(embedding_provider="azure", azure_openai_endpoint="https://10.1.2.3:8443")
    given = small(app, network=NetworkAccess(https_proxy=PROXY), app_config=near)
    given.autointerp.with_(Variable("HTTPS_PROXY", "http://other.example.org:8080"))
    made = [container for workload in workloads(synthesized(given)) for container in containers(workload)]
    told = {made_one["name"]: variables(made_one) for made_one in made}
    addresses = {name: found["HTTPS_PROXY"]["value"] for name, found in told.items() if "HTTPS_PROXY" in found}
    assert addresses == {"webapp": PROXY, "inference": PROXY, "autointerp": "http://other.example.org:8080"}
    assert told["webapp"]["NO_PROXY"]["value"] == "localhost,127.0.0.1,.svc,.cluster.local,10.1.2.3"
    # Node.js asks for the others only with this one.
    assert [name for name, found in told.items() if "NODE_USE_ENV_PROXY" in found] == ["webapp"]


def test_programs_that_know_no_proxy_are_told_of_none(app: App) -> None:
    given = bare(app, network=NetworkAccess(https_proxy=PROXY, egress_cidrs=["203.0.113.0/24"]))
    draft = given.webapp.draft
    draft.pod.containers["native"] = dataclasses.replace(draft.main, name="native", runtime="native", env={})
    containers_of = pod(named(synthesized(given), "Deployment", "webapp"))["containers"]
    assert ["HTTPS_PROXY" in variables(container) for container in containers_of] == [True, False]
