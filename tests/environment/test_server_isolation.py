"""A graph, NLA or sparsity server changes nothing but what has to know of it, whatever else is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest

from neuronpedia_constructs import (
    AppConfig,
    ArgoCd,
    Autoscaling,
    ClusterSecrets,
    DevelopmentSecrets,
    DisruptionBudget,
    ExternalSecrets,
    Labels,
    ModelCache,
    Neuronpedia,
    PriorityClass,
    Replicas,
    RunAsAssignedUser,
    models,
)
from neuronpedia_constructs.mixins.mixin import Mixin
from tests.rules.every_rule import OF_A_WHOLE, OF_ANY_PART
from tests.support.building import Manifest, by_name, named, pod, pod_template, synthesized, variables, workloads
from tests.support.current import A100, codes, current
from tests.support.own_mixins import CERTIFICATES
from tests.support.schema import NEWEST, OLDEST, validate

NAMES = {"graph": "g-graph", "nla": "n-nla", "sparsity": "sparsity"}
CONFIG, WEBAPP, POLICY = ("ConfigMap", "app-config"), ("Deployment", "webapp"), ("NetworkPolicy", "webapp")
TOLD: dict[str, set[str]] = {
    # Without a server of its own, the webapp looks into its database for graphs, too.
    "graph": set(),
    "nla": {"USE_LOCALHOST_NLA"},
    "sparsity": {"SPARSITY_SERVER", "USE_LOCALHOST_SPARSITY"},
}
ADDING: dict[str, Callable[[Neuronpedia], Any]] = {
    "graph": lambda environment: environment.add_graph("g", model="gemma-2-2b"),
    "nla": lambda environment: environment.add_nla("n"),
    "sparsity": lambda environment: environment.add_sparsity(),
}


def built(*kinds: str, **arguments: Any) -> Neuronpedia:
    environment = current(**{"app_config": AppConfig(graph_bucket="graphs"), **arguments})
    environment.add_inference("m").with_(models.get("gemma-2-2b"), A100)
    for kind in kinds:
        ADDING[kind](environment).with_(A100)
    return environment


def of_server(key: tuple[str, str], kind: str) -> bool:
    """Whether an object is named after a server, or after its kind."""
    return key[1].split(".")[0] == kind or key[1] == NAMES[kind] or key[1].startswith(f"{NAMES[kind]}-")


@pytest.mark.parametrize("kind", NAMES)
def test_adding_one_changes_the_webapp_and_the_registration_alone(kind: str) -> None:
    before, after = by_name(synthesized(built())), by_name(synthesized(built(kind)))
    changed = {key for key in before if key in after and before[key] != after[key]}
    registered = {("ConfigMap", "register-inference")} if kind != "sparsity" else set()
    assert changed == {WEBAPP, POLICY, *({CONFIG} if TOLD[kind] else ()), *registered}
    # A Job whose hash is new replaces one.
    gone = {name for _, name in before.keys() - after.keys()}
    assert all(name.startswith("register-") for name in gone)
    added = {key for key in after.keys() - before.keys() if not key[1].startswith("register-")}
    assert added
    assert all(of_server(key, kind) for key in added), added


@pytest.mark.parametrize("kind", NAMES)
def test_of_the_webapp_it_changes_the_keys_and_the_settings_of_its_kind(kind: str) -> None:
    before, after = by_name(synthesized(built())), by_name(synthesized(built(kind)))
    old, new = (found[CONFIG]["data"] for found in (before, after))
    assert {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)} == TOLD[kind]
    told = [variables(pod(found[WEBAPP])["containers"][0]) for found in (before, after)]
    aws = {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} if kind == "graph" else set()
    assert {name for name in told[0] if told[0][name] != told[1][name]} == {f"{kind.upper()}_SERVER_SECRET", *aws}
    assert told[0].keys() == told[1].keys()
    # Nothing that Kubernetes never lets anybody change.
    assert before[WEBAPP]["spec"]["selector"] == after[WEBAPP]["spec"]["selector"]


def test_the_order_in_which_they_are_added_does_not_matter() -> None:
    made = [by_name(synthesized(built(*kinds))) for kinds in permutations(NAMES)]
    assert all(found == made[0] for found in made)


def test_servers_of_one_instance_but_of_different_kinds_live_side_by_side() -> None:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    environment.add_inference("same").with_(models.get("gemma-2-2b"), A100)
    environment.add_graph("same", model="gemma-2-2b").with_(A100)
    environment.add_nla("same").with_(A100)
    assert codes(environment) == []
    made = synthesized(environment)
    selected = [
        [
            found["metadata"]["name"]
            for found in workloads(made)
            if service["spec"]["selector"].items() <= pod_template(found)["metadata"]["labels"].items()
        ]
        for service in made
        if service["kind"] == "Service" and service["metadata"]["name"].startswith("same-")
    ]
    assert sorted(selected) == [["same-graph"], ["same-inference"], ["same-nla"]]


EVERYWHERE: dict[str, tuple[Mixin, ...]] = {
    "cache": (ModelCache(storage_class="fast"),),
    "certificates": (CERTIFICATES,),
    "assigned": (RunAsAssignedUser(),),
    "class": (PriorityClass("high"),),
    "argo": (ArgoCd(),),
    "labels": (Labels({"team": "np"}),),
}


@pytest.mark.parametrize("mixins", EVERYWHERE.values(), ids=EVERYWHERE)
def test_every_rule_holds_with_each_option(mixins: tuple[Mixin, ...]) -> None:
    environment = built(*NAMES).with_(*mixins)
    assert codes(environment) == []
    made = synthesized(environment)
    for manifest in made:
        for version in (OLDEST, NEWEST):
            validate(manifest, version)
    for rule in (*OF_ANY_PART, *OF_A_WHOLE):
        rule(made)


@pytest.mark.parametrize("kind", NAMES)
def test_each_may_have_more_pods_and_none_follows_the_load(kind: str) -> None:
    for mixin in (Replicas(2), Autoscaling()):
        environment = current(app_config=AppConfig(graph_bucket="graphs"))
        ADDING[kind](environment).with_(A100, mixin)
        # How busy a server is does not show in its CPU.
        assert codes(environment) == ([] if isinstance(mixin, Replicas) else ["mixin.no-target"])
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    ADDING[kind](environment).with_(A100, Replicas(2), DisruptionBudget(max_unavailable=1))
    assert NAMES[kind] in {found["metadata"]["name"] for found in synthesized(environment) if "Budget" in found["kind"]}


@pytest.mark.parametrize("kind", NAMES)
def test_a_new_pod_waits_for_neither_a_second_gpu_nor_the_volume(kind: str) -> None:
    for mixins in ((A100,), (A100, ModelCache()), (ModelCache(),)):
        if kind == "sparsity" or A100 in mixins:
            environment = current(app_config=AppConfig(graph_bucket="graphs"))
            ADDING[kind](environment).with_(*mixins)
            assert named(synthesized(environment), "Deployment", NAMES[kind])["spec"]["strategy"] == {
                "type": "Recreate"
            }


def test_a_profile_of_the_environment_reaches_them_all() -> None:
    environment = current(app_config=AppConfig(graph_bucket="graphs"))
    for add in ADDING.values():
        add(environment)
    made = synthesized(environment.with_(A100))
    for name in NAMES.values():
        limits = pod(named(made, "Deployment", name))["containers"][0]["resources"]["limits"]
        assert limits["nvidia.com/gpu"] == "1"


def secrets_of(manifests: list[Manifest], name: str) -> dict[str, bool]:
    """The keys that a Deployment reads, and whether they may be missing."""
    told = variables(pod(named(manifests, "Deployment", name))["containers"][0]).values()
    found = [entry["valueFrom"]["secretKeyRef"] for entry in told if "secretKeyRef" in entry.get("valueFrom", {})]
    return {reference["key"]: reference.get("optional", False) for reference in found}


SOURCES = {
    "cluster": {"secrets": ClusterSecrets()},
    "external": {"secrets": ExternalSecrets(store="vault", path="np")},
    "development": {"secrets": DevelopmentSecrets(), "stage": "local"},
}


@pytest.mark.parametrize("given", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("kinds", [(), tuple(NAMES)], ids=["none", "all"])
def test_both_sides_demand_the_key_exactly_with_the_server(given: dict[str, Any], kinds: tuple[str, ...]) -> None:
    made = synthesized(built(*kinds, **given))
    webapp = secrets_of(made, "webapp")
    for kind, name in NAMES.items():
        key = f"{kind.upper()}_SERVER_SECRET"
        assert webapp.get(key, True) is (kind not in kinds)
        if kind in kinds:
            assert secrets_of(made, name)[key] is False
    fetched = [
        entry["secretKey"] for found in made if found["kind"] == "ExternalSecret" for entry in found["spec"]["data"]
    ]
    if fetched:
        assert {kind for kind in NAMES if f"{kind.upper()}_SERVER_SECRET" in fetched} == set(kinds)
        assert ("AWS_ACCESS_KEY_ID" in fetched) is ("graph" in kinds)


@pytest.mark.parametrize(("kind", "most"), [("graph", 1), ("nla", 2), ("sparsity", 1)])
def test_gpus_that_stay_idle_are_told(kind: str, most: int) -> None:
    for count in (most, most + 1):
        environment = current(app_config=AppConfig(graph_bucket="graphs"))
        ADDING[kind](environment).with_(replace(A100, count=count))
        assert codes(environment) == (["gpu.count-unused"] if count > most else [])
