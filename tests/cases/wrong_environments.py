"""Wrong input, and how the complaint names it: environments, names, URLs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from cdk8s import App

from neuronpedia_constructs import ClaimSpec, EmptyDir, Neuronpedia, Resources, models
from tests.support.building import bare, small

CPU_MODEL = models.get("gpt2-small")


class Case(NamedTuple):
    """How to build it, and the construct, the field and the value as the message names them."""

    build: Callable[[App], object]
    construct: str
    field: str
    given: str


def of_environment(field: str, value: Any, given: str | None = None) -> Case:
    """An environment with one argument that is wrong."""
    return Case(lambda app: small(app, **{field: value}), "Neuronpedia", field, given or repr(value))


def of_instance(instance: str) -> Case:
    """An inference server with a name that is wrong."""

    def build(app: App) -> object:
        return bare(app).add_inference(instance).with_(CPU_MODEL)

    return Case(build, f"{instance}-inference", "instance", repr(instance))


def changed(change: Callable[[Neuronpedia], object], construct: str, field: str, given: str) -> Case:
    """A good environment to which something is done."""
    return Case(lambda app: change(small(app)), construct, field, given)


URLS = (
    "a.example.org",
    "ftp://a.example.org",
    "https://a.example.org/np",
    "https://a.example.org/",
    "https://a.example.org#a",
    "https://a.org:99999",
    "https://a.org:",
    "https://10.0.0.1",
    "https://a.org:0",
    "https://a.org:0443",
    "https://127.1",
    "https://0x7f000001",
    "https://[fd00::1]",
    "https://A.org",
    "https://*.a.org",
    "https://a_b.org",
    "https://",
    "http://localhost:3000",
    "https://a.org\n",
    "",
    None,
)

CASES: dict[str, Case] = {
    **{f"url {url!r}": of_environment("url", url) for url in URLS},
    "url with a query": of_environment("url", "https://a.example.org?a=b", "'https://a.example.org?a=…'"),
    "url with a password": of_environment("url", "https://me:pass@a.org", "'https://…@a.org'"),
    **{f"namespace {name!r}": of_environment("namespace", name) for name in ("Np", "n_p", "-np", "n" * 64, "", None)},
    **{
        f"namespace {name!r}": of_environment("namespace", name)
        for name in ("default", "kube-system", "kube-public", "kube-node-lease", "kube-flannel")
    },
    **{
        f"environment {name!r}": Case(lambda app, name=name: small(app, name), "Neuronpedia", "environment", repr(name))  # type: ignore[misc]
        for name in ("My_Env", "", "e" * 64, "a/b", "a.b")
    },
    "environment twice": Case(lambda app: [small(app), small(app)], "Neuronpedia", "environment", "'test'"),
    **{f"instance {name!r}": of_instance(name) for name in ("Gemma_2", "google/gemma", "", "2b", "i" * 47)},
    "instance with the name of another service": Case(
        lambda app: bare(app).add_inference("register").with_(CPU_MODEL),
        "register-inference",
        "instance",
        "'register'",
    ),
    "instance twice": changed(
        lambda environment: environment.add_inference("gpt2-small").with_(CPU_MODEL),
        "gpt2-small-inference",
        "instance",
        "'gpt2-small'",
    ),
    "limit below request": changed(
        lambda environment: setattr(environment.webapp.draft.main, "resources", Resources({"cpu": "2"}, {"cpu": "1"})),
        "webapp",
        "resources of container webapp: cpu limit",
        "'1' is below the request of '2'",
    ),
    "storage without a unit that exists": changed(
        lambda environment: environment.postgres.draft.volume_claim_templates.update(
            {"postgres-data": ClaimSpec("10GB")}
        ),
        "postgres",
        "volume claim postgres-data",
        "'10GB'",
    ),
    "storage without a unit": changed(
        lambda environment: environment.postgres.draft.volume_claim_templates.update(
            {"postgres-data": ClaimSpec("10")}
        ),
        "postgres",
        "volume claim postgres-data",
        "'10'",
    ),
    "room on the node without a unit": changed(
        lambda environment: environment.autointerp.draft.pod.volumes.update(tmp=EmptyDir("1")),
        "autointerp",
        "volume tmp",
        "'1'",
    ),
    "mount of no volume": changed(
        lambda environment: environment.webapp.draft.main.volume_mounts.update({"/data": "dta"}),
        "webapp",
        "mount /data of container webapp",
        "'dta'",
    ),
    "empty secret": changed(
        lambda environment: environment.autointerp.draft.main.env.update(SECRET=""),
        "autointerp",
        "variable SECRET of container autointerp",
        "''",
    ),
    "variable": changed(
        lambda environment: environment.webapp.draft.main.env.update({"MY VAR": "1"}),
        "webapp",
        "containers[webapp].env[MY VAR].name",
        "'MY VAR'",
    ),
    "number in a ConfigMap": changed(
        lambda environment: environment.webapp.draft.config_maps["app-config"].update(LIMIT=3),  # type: ignore[call-overload]
        "webapp",
        "draft.config_maps['app-config']['LIMIT']",
        "3 has type int",
    ),
    "key of a ConfigMap": changed(
        lambda environment: environment.webapp.draft.config_maps["app-config"].update({"A B": "c"}),
        "webapp",
        "key of ConfigMap app-config",
        "'A B'",
    ),
    "replicas": changed(
        lambda environment: setattr(environment.webapp.draft, "replicas", -1), "webapp", "replicas", "-1"
    ),
    "label key": changed(
        lambda environment: environment.webapp.draft.labels.update({"a team": "b"}), "webapp", "label key", "'a team'"
    ),
    "label": changed(
        lambda environment: environment.webapp.draft.labels.update(team="a team"), "webapp", "label team", "'a team'"
    ),
}
