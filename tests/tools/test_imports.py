"""The typed bindings in imports/, which `make imports` writes from the schemas in crds/."""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from cdk8s import ApiObject
from jsonschema import Draft202012Validator

from tests.conftest import manifest_files, parsed
from tests.support import waiting
from tests.support.building import ROOT, Manifest, documents
from tests.support.programs import starts_programs
from tests.support.schema import NEWEST, OLDEST, checker, definitions, schema, validate
from tools import imports

MODULES = [file.stem.replace("-", "_") for file in imports.SCHEMAS]

THEIRS = "from imports.io.external_secrets import ExternalSecret as Theirs"
OURS = "from neuronpedia_constructs.draft.kubernetes.imports.external_secret import ExternalSecret as Ours"
USE = """
import json
from cdk8s import App, Chart, Testing
chart = Chart(App(), "consumer")
Theirs(chart, "theirs", spec={"refresh_interval": "1m", "refresh_policy": "Periodic"})
Ours(chart, "ours", spec={"refresh_interval": "2m"})
try:
    Ours(chart, "wrong", spec={"refresh_policy": "Periodic"})
except TypeError as error:
    assert "refresh_policy" in str(error)
else:
    raise AssertionError("ours has a field of theirs")
print(json.dumps([manifest["spec"] for manifest in Testing.synth(chart)]))
"""


def run(code: str, folder: Path) -> str:
    environ = {"PYTHONPATH": str(ROOT), "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"}
    (folder / "use.py").write_text(code)
    command = [sys.executable, "use.py"]
    result = waiting.run(command, cwd=folder, env=environ, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return str(result.stdout)


def contents(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts)
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def constructs(module: str) -> list[Any]:
    """The kinds of a module."""
    found = vars(importlib.import_module(f"neuronpedia_constructs.draft.kubernetes.imports.{module}")).values()
    return [value for value in found if isinstance(value, type) and issubclass(value, ApiObject)]


def test_nothing_was_changed_since_they_were_made() -> None:
    assert imports.SUMS.read_text(encoding="utf-8") == imports.sums(), "imports/ is stale: run `make imports`"


@starts_programs
def test_they_are_made_to_the_byte(tmp_path: Path) -> None:
    # Each takes the better part of three seconds. The digests, above, tell of the others; this one has every form that
    # a field can have, and the versions of the tools are in its bytes.
    assert imports.generate(ROOT / "crds" / "cluster.yaml", tmp_path) == "cluster"
    made, committed = contents(tmp_path / "cluster"), contents(imports.FOLDER / "cluster")
    assert made.keys() == committed.keys()
    assert made == committed, "imports/ is stale: run `make imports`"


def test_there_is_a_module_for_each_schema_and_nothing_else() -> None:
    assert sorted(path.name for path in imports.FOLDER.iterdir()) == sorted(["SHA256SUMS", *MODULES])
    for module in MODULES:
        # What the name of an assembly begins with keeps it apart from one that a consumer makes.
        (archive,) = (imports.FOLDER / module).rglob("*.jsii.tgz")
        assert archive.name.startswith(f"neuronpedia_constructs_{module}_")
        names = {"__init__.py", "py.typed", "_jsii/__init__.py", f"_jsii/{archive.name}"}
        assert contents(imports.FOLDER / module).keys() == names


def test_they_name_neither_a_registry_nor_a_folder_of_this_machine() -> None:
    for content in contents(imports.FOLDER).values():
        assert b"://registry" not in content
        assert str(ROOT).encode() not in content
        assert b"/tmp/" not in content


@pytest.mark.parametrize("file", imports.SCHEMAS, ids=MODULES)
def test_a_schema_is_strict_and_has_a_class(file: Path) -> None:
    (definition,) = documents(file.read_text(encoding="utf-8"))
    names, group = definition["spec"]["names"], definition["spec"]["group"]
    assert definitions()[names["kind"]] == definition
    assert definition["metadata"]["name"] == f"{names['plural']}.{group}"
    (version,) = definition["spec"]["versions"]
    Draft202012Validator.check_schema(checker(names["kind"]).schema)
    (kind,) = constructs(file.stem.replace("-", "_"))
    assert kind.__name__.lower() == names["kind"].lower()
    assert (kind.GVK.kind, kind.GVK.api_version) == (names["kind"], f"{group}/{version['name']}")


@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_a_schema_is_one_that_kubernetes_takes(version: str) -> None:
    for definition in definitions().values():
        validate(definition, version)


def unused(schema: Manifest, values: list[Any]) -> Iterator[str]:
    """The fields of a schema that are in none of the values."""
    for name, field in schema.get("properties", {}).items():
        found = [value[name] for value in values if name in value]
        yield from unused(field, found) if found else [name]
    yield from unused(schema["items"], [entry for value in values for entry in value]) if "items" in schema else ()


@pytest.mark.parametrize("kind", sorted(definitions()))
def test_a_schema_has_the_fields_that_are_used_and_no_others(kind: str) -> None:
    made = [found for file in manifest_files() for found in parsed(file) if found["kind"] == kind]
    assert made
    assert list(unused(schema(kind), made)) == []


@starts_programs
def test_the_library_loads_none_of_them_before_it_is_used(tmp_path: Path) -> None:
    code = """
import sys
import neuronpedia_constructs
from neuronpedia_constructs import api
assert [getattr(neuronpedia_constructs, name) for name in api.__all__]
print([name for name in sys.modules if "imports" in name.split(".")])
"""
    assert run(code, tmp_path) == "[]\n"


@pytest.fixture(scope="module")
def consumer(programs: None, tmp_path_factory: pytest.TempPathFactory) -> Path:  # noqa: ARG001
    """A project with an import of its own, of the operator's definition with a field that ours has not."""
    folder = tmp_path_factory.mktemp("consumer")
    definition = json.loads(json.dumps(definitions()["ExternalSecret"]))
    schema = definition["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    schema["properties"]["spec"]["properties"]["refreshPolicy"] = {"type": "string"}
    (folder / "crd.yaml").write_text(yaml.safe_dump(definition))
    (folder / "imports").mkdir()
    imports.run_import("../crd.yaml", folder / "imports")
    return folder


@pytest.mark.parametrize("lines", [(THEIRS, OURS), (OURS, THEIRS)], ids=["theirs first", "ours first"])
def test_a_consumer_has_classes_of_its_own_beside_ours(consumer: Path, lines: tuple[str, str]) -> None:
    theirs, ours = json.loads(run("\n".join([*lines, USE]), consumer))
    assert theirs == {"refreshInterval": "1m", "refreshPolicy": "Periodic"}
    assert ours == {"refreshInterval": "2m"}
