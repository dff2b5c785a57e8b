"""The app of a platform team, in a folder and a virtual environment of its own, with the library from its wheel."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.conftest import read
from tests.support import waiting
from tests.support.building import ROOT, Manifest, named, pod_template, workloads
from tests.support.cluster.policies import Pod, Policies
from tests.support.schema import OLDEST, strict, validate

SOURCE = ROOT / "examples" / "platform"
LABEL = "platform.example.org/cost-center"


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command as if the virtual environment of a folder were activated, Node.js and `cdk8s` installed."""
    path = (folder / ".venv" / "bin", ROOT / "node_modules" / ".bin", Path(sys.executable).parent)
    kept = {name: value for name, value in os.environ.items() if name not in ("CDK8S_OUTDIR", "PYTHONPATH")}
    tools = {"PATH": os.pathsep.join([*map(str, path), os.environ["PATH"]]), "CDK8S_CHECK_UPGRADE": "false"}
    return waiting.run(command, cwd=folder, env={**kept, **tools}, capture_output=True, text=True, check=False)


def run_well(folder: Path, *commands: tuple[str, ...]) -> None:
    """Run commands at once, none of which may fail."""
    with ThreadPoolExecutor() as pool:
        for result in pool.map(lambda command: run(folder, *command), commands):
            assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="module")
def project(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the app, in which everything is done that its README says before `cdk8s synth`."""
    folder = tmp_path_factory.mktemp("consumer") / "platform"
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns(".venv", "dist", "imports", "wheels", "__pycache__"))
    (folder / "wheels").mkdir()
    shutil.copy(wheel, folder / "wheels")
    # A pip in every virtual environment would take longer than all the rest.
    pip = ("-m", "pip", "--python", ".venv", "install", "--find-links", "wheels", "--requirement", "requirements.txt")
    run_well(folder, (sys.executable, "-m", "venv", "--without-pip", ".venv"))
    run_well(folder, (sys.executable, *pip, "--no-deps", "--no-index"), ("cdk8s", "import"))
    # What the library depends on is where these tests run. Python processes no .pth file of a folder that comes from
    # one, and so does not see the library there, which is the source.
    (site,) = (folder / ".venv" / "lib").glob("*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return folder


@pytest.fixture(scope="module")
def written(project: Path) -> dict[str, list[Manifest]]:
    """The manifests that `cdk8s synth` writes, by file."""
    result = run(project, "cdk8s", "synth")
    assert result.returncode == 0, result.stderr
    return {file.name: read(file) for file in (project / "dist").iterdir()}


@pytest.fixture(scope="module")
def site(written: dict[str, list[Manifest]]) -> list[Manifest]:
    """Those of the Neuronpedia environment."""
    return written["interpretability.k8s.yaml"]


def test_the_readme_has_these_commands() -> None:
    lines = [line.partition("#")[0].split() for line in (SOURCE / "README.md").read_text(encoding="utf-8").splitlines()]
    for command in (
        "python3 -m venv .venv && . .venv/bin/activate",
        "pip install --find-links wheels --requirement requirements.txt",
        "cdk8s import",
        "cdk8s synth",
    ):
        assert command.split() in lines


def test_the_library_is_the_installed_one(project: Path) -> None:
    code = "import neuronpedia_constructs, cdk8s; print(neuronpedia_constructs.__file__, cdk8s.__file__, sep='\\n')"
    library, other = run(project, "python", "-c", code).stdout.splitlines()
    assert Path(library).is_relative_to(project / ".venv")
    assert Path(other).is_relative_to(sysconfig.get_path("purelib"))


def test_its_types_are_checked_against_the_wheel(project: Path, tmp_path: Path) -> None:
    # What `make lint` knows of other packages, for which mypy would take five seconds here. It looks at changed files.
    if (known := ROOT / ".mypy_cache").is_dir():
        shutil.copytree(known, tmp_path / "known")
    (tmp_path / "mypy.ini").write_text(
        "[mypy]\nstrict = true\npython_version = 3.11\n[mypy-imports.*]\nignore_errors = true\n", encoding="utf-8"
    )
    files = ("--config-file", str(tmp_path / "mypy.ini"), "--cache-dir", str(tmp_path / "known"))
    python = str(project / ".venv" / "bin" / "python")
    run_well(project, ("mypy", *files, "--python-executable", python, "main.py"))


def test_there_is_a_file_for_each_chart(written: dict[str, list[Manifest]]) -> None:
    assert sorted(written) == ["interpretability.k8s.yaml", "platform.k8s.yaml"]


def test_the_ingress_of_the_platform_leads_to_the_webapp(site: list[Manifest]) -> None:
    (ingress,) = (found for found in site if found["kind"] == "Ingress")
    assert ingress["metadata"]["name"] == "edge"
    assert ingress["metadata"]["annotations"] == {"edge.example.org/sign-on": "staff"}
    (rule,) = ingress["spec"]["rules"]
    (path,) = rule["http"]["paths"]
    assert f"https://{rule['host']}" == named(site, "ConfigMap", "app-config")["data"]["NEXT_PUBLIC_URL"]
    assert path["path"] == "/"
    assert path["backend"]["service"] == {"name": "webapp", "port": {"number": 3000}}
    assert ingress["spec"]["tls"] == [{"hosts": [rule["host"]], "secretName": "edge-tls"}]

    service = named(site, "Service", "webapp")
    pods = pod_template(named(site, "Deployment", "webapp"))["metadata"]["labels"]
    assert service["metadata"]["namespace"] == ingress["metadata"]["namespace"] == "interpretability"
    assert service["spec"]["selector"].items() <= pods.items()
    assert [port["port"] for port in service["spec"]["ports"]] == [3000]


def test_the_network_lets_the_ingress_controller_in_and_nobody_else(site: list[Manifest]) -> None:
    policies = Policies(site)
    webapp = Pod("interpretability", pod_template(named(site, "Deployment", "webapp"))["metadata"]["labels"], {})
    assert policies.allow(Pod("edge", {"app": "controller"}, {}), webapp, 3000)
    assert not policies.allow(Pod("platform", {"app": "status-page"}, {}), webapp, 3000)


def test_the_mixin_of_the_platform_reaches_everything_of_the_environment(site: list[Manifest]) -> None:
    found = workloads(site)
    names = {manifest["metadata"]["name"] for manifest in found}
    assert {"postgres", "autointerp", "webapp", "gpt2-small-inference", "register-inference"} <= names
    for manifest in [*found, *map(pod_template, found), named(site, "Service", "webapp")]:
        assert manifest["metadata"]["labels"][LABEL] == "research-42"


def test_the_custom_resources_of_both_are_complete(written: dict[str, list[Manifest]], site: list[Manifest]) -> None:
    check = named(written["platform.k8s.yaml"], "UptimeCheck", "interpretability")
    assert check["apiVersion"] == "platform.example.org/v1"
    assert check["spec"] == {
        "url": "https://interp.example.org",
        "intervalSeconds": 60,
        "expectedStatuses": [200, 302],
        "alert": {"team": "interpretability", "afterFailures": 3},
    }
    secret = named(site, "ExternalSecret", "db-credentials")
    assert secret["apiVersion"] == "external-secrets.io/v1"
    assert secret["spec"].keys() == {"refreshInterval", "secretStoreRef", "target", "data"}
    assert secret["spec"]["secretStoreRef"] == {"kind": "ClusterSecretStore", "name": "vault"}
    (read,) = secret["spec"]["data"]
    place = {"key": "interpretability/production", "property": "POSTGRES_PASSWORD"}
    assert (read["secretKey"], read["remoteRef"] | place) == ("POSTGRES_PASSWORD", read["remoteRef"])
    template = secret["spec"]["target"]["template"]["data"]
    assert "{{ .POSTGRES_PASSWORD | urlquery" in template["POSTGRES_URL"]


def test_the_platform_has_what_it_made_and_no_more(written: dict[str, list[Manifest]]) -> None:
    found = [(made["kind"], made["metadata"]["name"]) for made in written["platform.k8s.yaml"]]
    expected = [("Deployment", "status-page"), ("Service", "status-page"), ("UptimeCheck", "interpretability")]
    assert sorted(found) == expected
    assert LABEL not in str(written["platform.k8s.yaml"]), "the mixin was given to the environment alone"


def test_every_manifest_passes_the_schema(written: dict[str, list[Manifest]]) -> None:
    (definition,) = (yaml.safe_load(file.read_text(encoding="utf-8")) for file in (SOURCE / "crds").glob("*.yaml"))
    own = Draft202012Validator(strict(definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]))
    for manifest in [found for manifests in written.values() for found in manifests]:
        if manifest["kind"] == definition["spec"]["names"]["kind"]:
            own.validate(manifest)
        else:
            validate(manifest, OLDEST)


def test_a_mistake_in_the_environment_is_told_and_nothing_is_written(project: Path, tmp_path: Path) -> None:
    folder = tmp_path / "wrong"
    shutil.copytree(project, folder, symlinks=True, ignore=shutil.ignore_patterns("dist"))
    main = (folder / "main.py").read_text(encoding="utf-8")
    assert main.count('namespace="interpretability"') == 1
    (folder / "main.py").write_text(main.replace('namespace="interpretability"', 'namespace="Bad!"'), encoding="utf-8")
    result = run(folder, "cdk8s", "synth")
    assert result.returncode == 1
    assert "Neuronpedia: 1 problem; nothing was written." in result.stderr
    assert "[namespace.invalid]" in result.stderr
    assert not list(folder.glob("dist/*"))
