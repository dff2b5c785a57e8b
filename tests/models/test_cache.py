"""Downloads that outlive their pod."""

from __future__ import annotations

from cdk8s import App

from neuronpedia_constructs import CPU_STANDARD, ModelCache, find_problems, models
from tests.support.building import bare, named, of_kind, pod, small, synthesized


def test_the_claim_is_sized_for_the_model_and_mounted_where_it_downloads(app: App) -> None:
    made = synthesized(small(app).with_(ModelCache(storage_class="fast")))
    claim = named(made, "PersistentVolumeClaim", "gpt2-small-inference-cache")
    assert claim["spec"]["resources"]["requests"]["storage"].endswith("Gi")
    assert claim["spec"]["storageClassName"] == "fast"
    spec = pod(named(made, "Deployment", "gpt2-small-inference"))
    (volume,) = (found for found in spec["volumes"] if "persistentVolumeClaim" in found)
    mounts = {found["name"]: found["mountPath"] for found in spec["containers"][0]["volumeMounts"]}
    variables = {found["name"]: found.get("value") for found in spec["containers"][0]["env"]}
    assert str(variables["HF_HOME"]).startswith(mounts[volume["name"]])


def test_without_it_downloads_are_on_the_node(app: App) -> None:
    assert not of_kind(synthesized(small(app)), "PersistentVolumeClaim")


def test_a_size_below_the_download_is_refused(app: App) -> None:
    bare(app).add_inference("a").with_(models.get("gpt2-small"), CPU_STANDARD, ModelCache(size="1Gi"))
    assert [problem.code for problem in find_problems(app)] == ["cache.too-small"]
