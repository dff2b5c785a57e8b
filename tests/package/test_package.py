"""The wheel: what `pip install neuronpedia-constructs` brings."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

import neuronpedia_constructs
from neuronpedia_constructs import api
from tests.support import waiting
from tests.support.building import ROOT

USE = """
import sys
from cdk8s import App, Testing
from neuronpedia_constructs import Neuronpedia, models
import neuronpedia_constructs
environment = Neuronpedia(App(), "e", namespace="np", url="https://np.example.org", stage="local")
environment.add_inference("gpt2-small").with_(models.get("gpt2-small"))
print(neuronpedia_constructs.__file__, len(Testing.synth(environment)))
"""


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is installed."""
    zipfile.ZipFile(wheel).extractall(folder := tmp_path_factory.mktemp("site"))
    return folder


def test_it_holds_the_package_with_its_types_and_data_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    data = ("configuration/absent.json", *(f"models/data/{name}.json" for name in ("catalogue", "gpus", "sae_sets")))
    for name in ("py.typed", "__init__.py", "services/webapp.py", *data):
        assert f"neuronpedia_constructs/{name}" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {
        *("neuronpedia_constructs", "neuronpedia_node.py", "neuronpedia_node.pth")
    }
    assert not [name for name in names if name.endswith(".pyc")]


def test_it_works_where_it_is_installed(site: Path, tmp_path: Path) -> None:
    (tmp_path / "use.py").write_text(USE)
    environ = {"PYTHONPATH": str(site), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    command = [sys.executable, "use.py"]
    result = waiting.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split() == [str(site / "neuronpedia_constructs" / "__init__.py"), "39"]


def test_the_command_works_where_it_is_installed(site: Path, tmp_path: Path) -> None:
    source = USE.replace("App()", "app := App()").replace("Testing.synth(environment)", "str(app.synth())")
    (tmp_path / "main.py").write_text(source)
    (entry_points,) = site.glob("*.dist-info/entry_points.txt")
    assert "neuronpedia-constructs = neuronpedia_constructs.cli.main:main" in entry_points.read_text()
    # Without a folder of Node.js: the command finds the one beside its Python.
    environ = {"PYTHONPATH": str(site), "PATH": "/usr/bin:/bin"}
    for arguments, expected in ((["models"], "qwen3-4b"), (["secrets", "e"], "kind: Secret")):
        command = [sys.executable, "-m", "neuronpedia_constructs", *arguments]
        result = waiting.run(command, cwd=tmp_path, env=environ, capture_output=True, text=True, check=False)
        assert result.returncode == 0, result.stderr
        assert expected in result.stdout
        assert "end-of-life" not in result.stderr, "another Node.js was taken"


def test_the_public_names_are_what_the_package_says() -> None:
    assert dir(neuronpedia_constructs) == sorted(api.__all__)
    for name in api.__all__:
        assert getattr(neuronpedia_constructs, name) is not None
        assert name in ("CPU_STANDARD", "GPU_LITE", "GPU_STANDARD") or getattr(neuronpedia_constructs, name).__doc__


def test_no_lock_file_names_a_registry() -> None:
    ours = ("pyproject.toml", "package.json", ".npmrc", ".checkov.yaml")
    for name in ("requirements.txt", "tools/checkov/requirements.txt", "package-lock.json", *ours):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert '"resolved"' not in text
        assert "index-url" not in text
        assert "://registry" not in text
