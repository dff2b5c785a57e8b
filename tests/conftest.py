"""What many tests share."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import HealthCheck, Phase, settings
from syrupy.assertion import SnapshotAssertion

if TYPE_CHECKING:
    from cdk8s import App

    from .support.building import Manifest

# Before they are imported.
pytest.register_assert_rewrite("tests.rules", "tests.support")

pytest_plugins = ["tests.support.programs", "tests.support.database.fixtures"]

ROOT = Path(__file__).parent.parent

# Node.js keeps what it compiles: the command line of cdk8s and TypeScript, which many tests start.
os.environ.setdefault("NODE_COMPILE_CACHE", str(ROOT / "node_modules" / ".cache" / "compiled"))
SNAPSHOTS = sorted((ROOT / "tests" / "environment" / "__snapshots__").rglob("*.yaml"))
DIST = sorted((ROOT / "dist").glob("*.yaml"))

# The same examples in every run, without making a failure smaller, which would take longer than all else.
settings.register_profile(
    "whole",
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much),
    phases=(Phase.explicit, Phase.generate),
)
settings.register_profile("quick", settings.get_profile("whole"), max_examples=5)
settings.load_profile("whole")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Where several processes share the files, begin with those that take longest, so that all end at the same time."""
    if hasattr(config, "workerinput"):
        weights = Counter[Path]()
        for item in items:
            # A program takes as long as thirty environments.
            weights[item.path] += 30 if item.get_closest_marker("programs") else 1
        items.sort(key=lambda item: -weights[item.path])


def pytest_collection_finish() -> None:
    """Keep the garbage collector away from the modules and the thousands of tests, none of which is garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture
def app(tmp_path: Path) -> App:
    # Not above: the process that only hands out the tests would load Node.js, too.
    from cdk8s import App  # noqa: PLC0415

    return App(outdir=str(tmp_path / "dist"))


@pytest.fixture(scope="session")
def wheel(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """The wheel of the library, built once."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index", "--quiet"]
    from .support import waiting  # noqa: PLC0415 - after its assertions have been rewritten

    waiting.run([*command, "--wheel-dir", str(folder), str(ROOT)], check=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture
def yaml_file(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The snapshot of a test, as a YAML file."""
    from .support.snapshots import YamlSnapshot  # noqa: PLC0415

    return snapshot.use_extension(YamlSnapshot)


def manifest_files() -> list[Path]:
    """Every file of manifests in the repository: the environments in dist/ and the snapshots."""
    return [*DIST, *SNAPSHOTS]


def read(file: Path) -> list[Manifest]:
    text = file.read_text(encoding="utf-8")
    return [manifest for manifest in yaml.load_all(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) if manifest]


@cache
def parsed(file: Path) -> list[Manifest]:
    """The same, read once for all tests that only look."""
    return read(file)


@pytest.fixture(params=manifest_files(), ids=lambda file: f"{file.parent.name}/{file.stem}")
def manifests(request: pytest.FixtureRequest) -> list[Manifest]:
    """The manifests of one file in dist/ or of one snapshot."""
    return parsed(request.param)


def is_whole(file: Path) -> bool:
    """Whether a file holds a whole environment, as those in dist/ and some snapshots do."""
    text = file.read_text(encoding="utf-8")
    return all(f"\nkind: {kind}\n" in text for kind in ("Namespace", "NetworkPolicy", "Deployment", "CronJob"))


@pytest.fixture(params=[file for file in manifest_files() if is_whole(file)], ids=lambda file: file.stem)
def environment(request: pytest.FixtureRequest) -> list[Manifest]:
    """The manifests of one whole environment."""
    return parsed(request.param)


def run_app(source: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run an app of a user's, as `python main.py` would, in `folder`."""
    (folder / "main.py").write_text(source, encoding="utf-8")
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    environ.pop("CDK8S_OUTDIR", None)
    from .support import waiting  # noqa: PLC0415

    return waiting.run(
        [sys.executable, "main.py"], cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
