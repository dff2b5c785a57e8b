"""What the mixins of the library do: registries, models, resource profiles, CA certificates."""

from __future__ import annotations

import dataclasses

from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import (
    CPU_STANDARD,
    GPU_LITE,
    GPU_STANDARD,
    ContainerDraft,
    DockerHubRegistry,
    HarborRegistry,
    Model,
    RunAsImageUser,
    models,
)
from tests.support.building import bare, containers, named, pod, small, synthesized, variables, workloads
from tests.support.own_mixins import CERTIFICATES, DEEPSEEK, environment


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


def test_two_models_beside_each_other(app: App) -> None:
    given = bare(app)
    given.add_inference("a").with_(models.get("gemma-2-2b-it-a"), GPU_STANDARD)
    given.add_inference("b").with_(models.get("gemma-2-2b-it-b"), GPU_STANDARD)
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
        mounted = any(
            mount["mountPath"] == "/usr/local/share/ca-certificates" for mount in main.get("volumeMounts", [])
        )
        assert mounted == (main["name"] not in ("postgres", "db-index", "register-inference"))


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


def test_what_others_say_of_users_stays_where_an_image_decides_on_its_own(app: App) -> None:
    given = small(app)
    pod_of = given.webapp.draft.pod
    pod_of.security_context = k8s.PodSecurityContext(
        fs_group=2000,
        run_as_non_root=True,
        run_as_user=1001,
        seccomp_profile=k8s.SeccompProfile(type="RuntimeDefault"),
        supplemental_groups=[7],
    )
    confined = {"allow_privilege_escalation": False, "capabilities": k8s.Capabilities(drop=["ALL"])}
    of_others = {"image": "proxy:1", "resources": given.webapp.draft.main.resources}
    own = k8s.SecurityContext(**confined, run_as_user=65534)  # type: ignore[arg-type]
    pod_of.containers["proxy"] = ContainerDraft("proxy", security_context=own, **of_others)  # type: ignore[arg-type]
    given.webapp.with_(RunAsImageUser(reason="our fork"))
    webapp = pod(named(synthesized(given), "Deployment", "webapp"))
    assert webapp["securityContext"] == {
        "fsGroup": 2000,
        "seccompProfile": {"type": "RuntimeDefault"},
        "supplementalGroups": [7],
    }
    found = {container["name"]: container["securityContext"] for container in webapp["containers"]}
    assert "runAsUser" not in found["webapp"]
    assert found["proxy"]["runAsUser"] == 65534
    (waiting,) = (container["securityContext"] for container in webapp["initContainers"])
    assert (waiting["runAsUser"], waiting["runAsNonRoot"]) == (1001, True)


def test_programs_that_know_no_proxy_are_told_of_none(app: App) -> None:
    given = bare(app, https_proxy="http://proxy.example.org:3128", egress_cidrs=["203.0.113.0/24"])
    draft = given.webapp.draft
    draft.pod.containers["native"] = dataclasses.replace(draft.main, name="native", runtime="native", env={})
    containers_of = pod(named(synthesized(given), "Deployment", "webapp"))["containers"]
    assert ["HTTPS_PROXY" in variables(container) for container in containers_of] == [True, False]
