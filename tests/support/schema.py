"""What the API server accepts: Kubernetes' own schemas, and ours of the custom resources that we write."""

from __future__ import annotations

import copy
import json
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator
from kubernetes_validate.utils import all_versions, latest_version, major_minor, schema_contents
from referencing import Registry, Resource

from .building import ROOT, Manifest, documents

OLDEST = "1.28"
"""The oldest version of Kubernetes that is supported."""
NEWEST = latest_version()


def validate(manifest: Manifest, version: str) -> None:
    """Fail where a manifest is not as the API server of a version wants it."""
    if manifest["kind"] in definitions():
        checker(manifest["kind"]).validate(manifest)
        # Argo CD would report what the API server fills in as a difference.
        assert defaulted(manifest, schema(manifest["kind"])) == manifest
    else:
        _validate(json.dumps(manifest), version)


@cache
def _validate(manifest: str, version: str) -> None:
    """Validate an object once: many are the same in several files. One that is refused is asked for again."""
    found = json.loads(manifest)
    kubernetes(version, found["kind"], found["apiVersion"]).validate(found)


@cache
def kubernetes(version: str, kind: str, api_version: str) -> Draft202012Validator:
    """What checks an object of Kubernetes: as `kubernetes_validate.validate` does, which reads its files each time."""
    group, _, name = api_version.rpartition("/")
    file = "-".join([kind.lower(), *([group.partition(".")[0]] if group else []), name])
    schema = schema_contents(f"{_folder(version)}/{file}.json", version)
    return Draft202012Validator(schema, registry=Resource.from_contents(schema) @ _shared(version))


@cache
def _shared(version: str) -> Registry[Any]:
    """The definitions that all schemas of a version refer to."""
    return Resource.from_contents(schema_contents(f"{_folder(version)}/_definitions.json", version)) @ Registry()


def _folder(version: str) -> str:
    found = next(each for each in all_versions() if major_minor(each) == major_minor(version))
    return f"kubernetes-json-schema/v{found}-local-strict"


@cache
def definitions() -> dict[str, Manifest]:
    """The CustomResourceDefinitions in crds/, by the kind that they define."""
    files = (ROOT / "crds").glob("*.yaml")
    found = [definition for file in files for definition in documents(file.read_text(encoding="utf-8"))]
    return {definition["spec"]["names"]["kind"]: definition for definition in found}


def schema(kind: str) -> Manifest:
    """The schema of a custom resource."""
    found: Manifest = definitions()[kind]["spec"]["versions"][0]["schema"]["openAPIV3Schema"]
    return found


@cache
def checker(kind: str) -> Draft202012Validator:
    """What checks a custom resource."""
    return Draft202012Validator(strict(schema(kind)))


def defaulted(value: Any, schema: Manifest) -> Any:
    """A value as an API server stores it: with the defaults of what a present object, or item of a list, lacks."""
    if isinstance(value, list) and "items" in schema:
        return [defaulted(item, schema["items"]) for item in value]
    if not isinstance(value, dict):
        return value
    fields = schema.get("properties", {})
    missing = {name: copy.deepcopy(field["default"]) for name, field in fields.items() if "default" in field}
    return {name: defaulted(field, fields.get(name, {})) for name, field in {**missing, **value}.items()}


def strict(schema: Manifest) -> Manifest:
    """A schema that refuses the fields that it does not know, which an API server would silently drop."""
    assert "type" in schema
    assert not schema.keys() >= {"properties", "additionalProperties"}, "an API server would refuse the schema"
    fields = {name: strict(field) for name, field in schema.get("properties", {}).items()}
    made = {**schema, "properties": fields, "additionalProperties": False} if fields else dict(schema)
    return {**made, "items": strict(schema["items"])} if "items" in schema else made
