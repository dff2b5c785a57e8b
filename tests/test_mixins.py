"""Mixins: at any scope, in any order, the narrower over the wider, and never silently without effect."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import jsii
import pytest
from cdk8s import App, Chart
from cdk8s_plus_28 import k8s
from constructs import Construct, IConstruct, IMixin

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    CorporateCaCerts,
    DockerHubRegistry,
    HarborRegistry,
    Mixin,
    Model,
    Neuronpedia,
    Workload,
    WorkloadDraft,
    find_problems,
    models,
)

from .building import (
    REGISTRY,
    Manifest,
    bare,
    containers,
    named,
    pod,
    small,
    synthesized,
    text,
    variables,
    workloads,
)

DEEPSEEK = models.get("deepseek-r1-distill-llama-8b")
CERTIFICATES = CorporateCaCerts("corporate-ca-certificates")


class PriorityClass(Mixin):
    """Schedule every pod with a priority class."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.priority_class_name = self.name


class Tolerate(Mixin):
    """Tolerate a taint; several of these add up."""

    def __init__(self, key: str) -> None:
        self.key = key

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.pod.tolerations[self.key] = k8s.Toleration(key=self.key, operator="Exists")


class Variable(Mixin):
    """Set an environment variable of a service's own container."""

    def __init__(self, name: str, value: str) -> None:
        self.name = name
        self.value = value

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        draft.main.env[self.name] = self.value


@jsii.implements(IMixin)
class GracePeriod:
    """A mixin of the ecosystem's own kind, which knows nothing of this library but that services have drafts."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds

    def supports(self, construct: IConstruct) -> bool:
        return isinstance(construct, Workload)

    def apply_to(self, construct: IConstruct) -> None:
        assert isinstance(construct, Workload)
        construct.draft.pod.termination_grace_period_seconds = self.seconds


def environment(app: App) -> Neuronpedia:
    return Neuronpedia(app, "test", namespace="neuronpedia", url="https://neuronpedia.example.org")


def priorities(manifests: list[Manifest]) -> dict[str, str | None]:
    return {found["metadata"]["name"][:7]: pod(found).get("priorityClassName") for found in workloads(manifests)}


def test_every_order_of_mixins_gives_the_same_bytes() -> None:
    on_environment: list[IMixin] = [
        REGISTRY,
        CERTIFICATES,
        PriorityClass("high"),
        Tolerate("b"),
        Tolerate("a"),
        GracePeriod(90),
    ]
    on_server: list[IMixin] = [DEEPSEEK, GPU_STANDARD, Variable("B", "1"), Variable("A", "$(B)"), Tolerate("c")]
    made = set()
    for outer, inner in zip(
        itertools.islice(itertools.permutations(on_environment), 0, None, 37),
        itertools.cycle(itertools.permutations(on_server)),
        strict=False,
    ):
        given = environment(App())
        given.add_inference("deepseek").with_(*inner)
        made.add(text(given.with_(*outer)))
    assert len(made) == 1


def test_a_mixin_reaches_services_that_are_added_later(app: App) -> None:
    given = environment(app).with_(REGISTRY, PriorityClass("high"))
    given.add_inference("gpt2-small").with_(models.get("gpt2-small"))
    assert set(priorities(synthesized(given)).values()) == {"high"}


def test_a_mixin_given_to_the_app_reaches_every_environment_also_later_ones(app: App) -> None:
    early = small(app, "early")
    app.with_(PriorityClass("high"))
    late = small(app, "late")
    for given in (early, late):
        assert set(priorities(synthesized(given)).values()) == {"high"}


@pytest.mark.parametrize("narrow_first", [True, False])
def test_the_narrower_scope_wins_whatever_was_written_first(app: App, narrow_first: bool) -> None:
    given = small(app)
    steps: list[Callable[[], object]] = [
        lambda: given.webapp.with_(PriorityClass("webapp")),
        lambda: given.with_(PriorityClass("environment")),
        lambda: app.with_(PriorityClass("app")),
    ]
    for step in steps if narrow_first else reversed(steps):
        step()
    found = priorities(synthesized(given))
    assert found.pop("webapp") == "webapp"
    assert set(found.values()) == {"environment"}


def test_a_services_own_registry_replaces_the_environments_and_leaves_nothing_of_it(app: App) -> None:
    given = small(app)
    given.webapp.with_(DockerHubRegistry("example", tag="fix"))
    made = synthesized(given)
    webapp = pod(named(made, "Deployment", "webapp"))
    assert webapp["containers"][0]["image"] == "docker.io/example/neuronpedia-webapp:fix"
    assert "imagePullSecrets" not in webapp
    assert pod(named(made, "Deployment", "autointerp"))["imagePullSecrets"] == [{"name": "regcred"}]


def test_a_servers_own_gpu_profile_replaces_the_environments(app: App) -> None:
    given = bare(app).with_(GPU_LITE)
    given.add_inference("deepseek").with_(DEEPSEEK, GPU_STANDARD)
    given.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
    made = synthesized(given)
    (gpu,) = containers(named(made, "Deployment", "deepseek-inference"))
    (cpu,) = containers(named(made, "Deployment", "gpt2-small-inference"))
    assert gpu["resources"]["limits"] == {"cpu": "12", "memory": "80Gi", "nvidia.com/gpu": "1"}
    assert cpu["resources"]["limits"] == {"cpu": "7", "memory": "56Gi"}


@pytest.mark.parametrize("scope", ["service", "environment", "app"])
def test_every_mixin_works_at_every_scope(app: App, scope: str) -> None:
    given = environment(app)
    server = given.add_inference("deepseek")
    for mixin in (REGISTRY, CERTIFICATES, DEEPSEEK, GPU_STANDARD):
        reached = [found for found in given.workloads if mixin.supports(found)]
        targets: dict[str, list[Any]] = {"service": reached, "environment": [given], "app": [app]}
        for target in targets[scope]:
            target.with_(mixin)
    assert server.name == "deepseek-inference"
    expected = environment(App()).with_(REGISTRY, CERTIFICATES)
    expected.add_inference("deepseek").with_(DEEPSEEK, GPU_STANDARD)
    assert text(given) == text(expected)


def test_two_models_beside_each_other(app: App) -> None:
    given = bare(app)
    given.add_inference("a").with_(models.get("gemma-2-2b-it-a"), GPU_LITE)
    given.add_inference("b").with_(models.get("gemma-2-2b-it-b"), GPU_LITE)
    made = synthesized(given)
    for instance in ("a", "b"):
        for kind in ("Deployment", "Service"):
            assert named(made, kind, f"{instance}-inference")["metadata"]["labels"]["instance"] == instance
        assert named(made, "ConfigMap", f"{instance}-inference-config")["data"]["OVERRIDE_MODEL_ID"] == "gemma-2-2b-it"


def test_a_model_is_configured_as_its_server_reads_it(app: App) -> None:
    model = Model("mine", model_id="gpt2-small", device="cpu", sae_sets=["res-jb"], exclude_sae=["^11-"], token_limit=9)
    given = bare(app)
    given.add_inference("mine").with_(model)
    data = named(synthesized(given), "ConfigMap", "mine-inference-config")["data"]
    assert data == {
        "DEVICE": "cpu",
        "EXCLUDE_SAE": '["^11-"]',
        "MAX_LOADED_SAES": "500",
        "MODEL_DTYPE": "bfloat16",
        "MODEL_ID": "gpt2-small",
        "SAE_DTYPE": "bfloat16",
        "SAE_SETS": '["res-jb"]',
        "TOKEN_LIMIT": "9",
    }


def test_a_gated_model_cannot_start_without_its_token(app: App) -> None:
    given = bare(app)
    given.add_inference("gemma").with_(models.get("gemma-2-2b"), GPU_LITE)
    given.add_inference("gpt2").with_(models.get("gpt2-small"))
    made = synthesized(given)
    optional = {}
    for name in ("gemma", "gpt2"):
        (container,) = containers(named(made, "Deployment", f"{name}-inference"))
        optional[name] = variables(container)["HF_TOKEN"]["valueFrom"]["secretKeyRef"].get("optional", False)
    assert optional == {"gemma": False, "gpt2": True}


def test_corporate_ca_certs_reach_the_services_that_call_out(app: App) -> None:
    made = synthesized(small(app).with_(CERTIFICATES))
    bundle = "/usr/local/share/ca-certificates/ca-certificates.crt"
    read = {"webapp": "NODE_EXTRA_CA_CERTS", "inference": "REQUESTS_CA_BUNDLE", "autointerp": "SSL_CERT_FILE"}
    for workload in workloads(made):
        main = pod(workload)["containers"][0]
        if main["name"] in read:
            assert variables(main)[read[main["name"]]] == {"name": read[main["name"]], "value": bundle}
        mounted = any(mount["mountPath"] == "/usr/local/share/ca-certificates" for mount in main["volumeMounts"])
        assert mounted == (main["name"] != "postgres")


def test_a_digest_for_each_image(app: App) -> None:
    names = ("webapp", "inference", "autointerp", "db-init")
    digests = {f"neuronpedia-{name}": f"sha256:{index:064x}" for index, name in enumerate(names)}
    given = environment(app).with_(HarborRegistry("harbor.example.org/np", digest=digests))
    images = {container["image"] for found in workloads(synthesized(given)) for container in containers(found)}
    assert f"harbor.example.org/np/webapp@sha256:{0:064x}" in images
    assert f"harbor.example.org/np/db-init@sha256:{3:064x}" in images


def test_a_single_digest_for_a_single_service(app: App) -> None:
    digest = f"sha256:{7:064x}"
    given = small(app)
    given.webapp.with_(HarborRegistry("harbor.example.org/np", digest=digest))
    assert pod(named(synthesized(given), "Deployment", "webapp"))["containers"][0]["image"].endswith(f"webapp@{digest}")


def test_mixins_that_set_the_same_thing_differently_are_refused(app: App) -> None:
    given = small(app).with_(PriorityClass("high"), PriorityClass("low"))
    found = find_problems(app)
    assert {problem.construct for problem in found} == {found.name for found in given.workloads}
    assert {problem.field for problem in found} == {"pod.priority_class_name"}
    assert found[0].given == "set by PriorityClass 'high' and by PriorityClass 'low'"


def test_mixins_that_set_the_same_thing_to_the_same_value_are_not(app: App) -> None:
    small(app).with_(PriorityClass("high"), PriorityClass("high"))
    assert find_problems(app) == ()


def test_a_mixin_of_the_ecosystems_own_kind_works_at_every_scope() -> None:
    for give in (
        lambda app, given: app.with_(GracePeriod(90)),
        lambda app, given: given.with_(GracePeriod(90)),
        lambda app, given: [found.with_(GracePeriod(90)) for found in given.workloads],
    ):
        app = App()
        given = small(app)
        give(app, given)
        periods = {pod(found).get("terminationGracePeriodSeconds") for found in workloads(synthesized(given))}
        assert periods == {90}


def test_a_mixin_that_fails_is_a_problem_and_no_crash(app: App) -> None:
    class Broken(Mixin):
        def apply_to_draft(self, draft: WorkloadDraft) -> None:
            draft.pod.volumes["no such volume"]

    given = small(app)
    given.webapp.with_(Broken())
    (problem,) = find_problems(app)
    assert (problem.construct, problem.field) == ("webapp", "mixin")
    assert "Broken, which raised KeyError('no such volume')" in problem.given
    assert "test_mixins.py" in problem.given


def test_a_mixin_can_be_given_below_constructs_of_others(app: App) -> None:
    chart = Chart(app, "mine")
    team = Construct(app, "team")
    given = small(team, "np")  # type: ignore[arg-type]
    team.with_(PriorityClass("high"))
    assert set(priorities(synthesized(given)).values()) == {"high"}
    assert chart.to_json() == []


def test_nothing_can_be_given_after_synthesis(app: App) -> None:
    given = small(app)
    synthesized(given)
    for give in (given.with_, given.webapp.with_, app.with_):
        with pytest.raises(RuntimeError, match="synthesized already"):
            give(PriorityClass("high"))
    with pytest.raises(RuntimeError, match="synthesized already"):
        given.add_inference("late")


def test_what_is_no_mixin_is_refused_where_it_is_given(app: App) -> None:
    with pytest.raises(TypeError, match="'harbor' is no mixin"):
        small(app).with_("harbor")  # type: ignore[arg-type]


def test_variables_come_after_those_that_they_expand(app: App) -> None:
    given = small(app)
    given.webapp.with_(Variable("AAA", "$(ZZZ)"), Variable("ZZZ", "1"))
    names = [entry["name"] for entry in pod(named(synthesized(given), "Deployment", "webapp"))["containers"][0]["env"]]
    assert names.index("ZZZ") < names.index("AAA")


def test_looking_for_problems_changes_nothing(app: App) -> None:
    given = small(app).with_(CERTIFICATES, Tolerate("a"))
    before = [workload.draft.copy() for workload in given.workloads]
    assert find_problems(app) == find_problems(app) == ()
    assert [workload.draft for workload in given.workloads] == before
    assert text(given) == text(small(App()).with_(CERTIFICATES, Tolerate("a")))
