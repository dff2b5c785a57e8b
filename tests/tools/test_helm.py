"""`cdk8s synth --format helm`: the chart renders the objects of a plain synth, with a real Helm."""

from __future__ import annotations

import platform
import shutil
import subprocess
import sys
import tarfile
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from cdk8s import Yaml

from neuronpedia_constructs import Neuronpedia
from neuronpedia_constructs.draft.kubernetes.bridge import escaped, is_chart
from tests.support import waiting
from tests.support.building import ROOT, Manifest, documents, written
from tests.support.checkout import cdk8s, checkout, files
from tests.support.python_blocks import Block, run

TEXTS = [
    "{{ .x }}",
    "postgres://{{ .POSTGRES_PASSWORD | urlquery }}@postgres",
    "{{- if eq .a `b` -}}\n{{/* \"c\" 'd' */}}\n{{ end }}",
    "{{{ three }}} {{{{ four }}}}",
    "the template of {{ no end",
]


@pytest.fixture(scope="module")
def program(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """Helm, as a package brings it."""
    if (sys.platform, platform.machine()) != ("linux", "x86_64"):
        pytest.skip("the package brings Helm for Linux on x86-64 only")
    folder = tmp_path_factory.mktemp("helm")
    (package,) = (file for file in distribution("aws-cdk-asset-kubectl-v20").files or () if file.suffix == ".tgz")
    with tarfile.open(str(package.locate())) as outer:
        layer = outer.extractfile("package/lib/layer.zip")
        assert layer
        found = Path(zipfile.ZipFile(layer).extract("helm/helm", folder))
    found.chmod(0o755)
    return found


def helm(program: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run Helm, which reads and writes nothing of its user's."""
    home = {f"HELM_{name}_HOME": str(program.parent / name) for name in ("CACHE", "CONFIG", "DATA")}
    return waiting.run([program, *arguments], env=home, capture_output=True, text=True, check=False)


def plain(source: str) -> dict[str, list[Manifest]]:
    """The manifests that a plain synth writes into each file."""
    app = run(Block(source, 1, (ROOT / source).read_text(encoding="utf-8"))).app
    environments = [child for child in app.node.children if isinstance(child, Neuronpedia)]
    return {f"{environment.node.id}.k8s.yaml": written(environment) for environment in environments}


def by_key(manifests: list[Manifest]) -> dict[tuple[str, str, str], Manifest]:
    """Manifests by what tells them apart in a cluster: Helm sorts them by kind."""
    made = {
        (found["kind"], found["metadata"].get("namespace", ""), found["metadata"]["name"]): found for found in manifests
    }
    assert len(made) == len(manifests)
    return made


@pytest.mark.parametrize("source", ["main.py", "examples/external_secrets.py"])
def test_the_chart_renders_the_objects_of_a_plain_synth(program: Path, source: str, tmp_path: Path) -> None:
    folder = checkout(tmp_path)
    shutil.copy(ROOT / source, folder / "main.py")
    result = cdk8s(folder, "--format", "helm", "--chart-version", "1.2.3")
    assert result.returncode == 0, result.stderr
    assert files(folder / "dist") == files(ROOT / "dist")
    chart = folder / "build" / "manifests"
    assert yaml.safe_load((chart / "Chart.yaml").read_text(encoding="utf-8"))["version"] == "1.2.3"
    linted = helm(program, "lint", "--strict", chart)
    assert linted.returncode == 0, linted.stdout
    expected = plain(source)
    assert files(chart / "templates").keys() == expected.keys()
    for name, manifests in expected.items():
        # By itself: two environments may have the same namespace and names.
        rendered = helm(program, "template", "release", chart, "--show-only", f"templates/{name}")
        assert rendered.returncode == 0, rendered.stderr
        objects = by_key(manifests)
        # `helm install --create-namespace` makes it, and would fail where a chart has it too.
        assert objects.pop(next(key for key in objects if key[0] == "Namespace"))
        assert by_key(documents(rendered.stdout)) == objects


def rendered_text(program: Path, chart: Path, text: str) -> str | None:
    """What Helm makes of a text in a manifest, if anything."""
    (chart / "templates").mkdir(exist_ok=True)
    (chart / "Chart.yaml").write_text("{apiVersion: v2, name: test, version: 1.2.3}", encoding="utf-8")
    (chart / "templates" / "made.yaml").write_text(Yaml.stringify({"text": text}), encoding="utf-8")
    result = helm(program, "template", "release", chart)
    return str(yaml.safe_load(result.stdout)["text"]) if result.returncode == 0 else None


@pytest.mark.parametrize("text", TEXTS)
def test_helm_leaves_a_text_with_two_braces_as_it_is_only_where_it_is_escaped(
    program: Path, text: str, tmp_path: Path
) -> None:
    assert rendered_text(program, tmp_path, escaped(text)) == text
    assert rendered_text(program, tmp_path, text) != text


def test_a_text_without_two_braces_needs_nothing() -> None:
    assert escaped(text := "}} and { and {") == text


def test_manifests_become_templates_in_a_folder_of_a_chart_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "chart").mkdir()
    (tmp_path / "chart" / "Chart.yaml").touch()
    for folder, expected in (("chart/templates", True), ("chart/dist", False), ("templates", False), ("", False)):
        monkeypatch.setenv("CDK8S_OUTDIR", str(tmp_path / folder) if folder else "")
        assert is_chart() is expected
