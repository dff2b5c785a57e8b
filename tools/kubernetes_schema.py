"""Write the schema that `neuronpedia-constructs diff` reads, from the schemas of kubernetes-validate."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, Final

from kubernetes_validate.utils import all_versions, schema_contents

FILE: Final = Path(__file__).parent.parent / "neuronpedia_constructs" / "cli" / "diff" / "kubernetes" / "schema.json"
OLDEST: Final = "1.28"
"""The oldest version of Kubernetes that is supported."""

_STABLE: Final = re.compile(r"v[0-9]+")
_REQUESTS: Final = {"Binding", "ComponentStatus", "Event", "Eviction", "Scale", "Status", "TokenRequest"}
"""Kinds of requests and reports, which no manifest holds; reviews are others."""
_NAMED: Final = {
    "io.k8s.apimachinery.pkg.api.resource.Quantity": "quantity",
    "io.k8s.apimachinery.pkg.util.intstr.IntOrString": "int-or-string",
}


def main() -> None:
    """Write the file."""
    FILE.write_text(written(), encoding="utf-8")


def written() -> str:
    """Return the schema as it should be."""
    versions = sorted((each for each in all_versions() if _order(each) >= _order(OLDEST)), key=_order)
    found = {_short_version(version): _definitions(version) for version in versions}
    newest = list(found)[-1]
    kinds: dict[str, dict[str, str]] = {}
    for version, definitions in found.items():
        for name, definition in definitions.items():
            for kind in _kinds(definition):
                kinds.setdefault(kind, {"since": version})["until"] = version
                kinds[kind]["type"] = _short(name)
    oldest = next(iter(found))
    plain = {
        kind: {
            "type": entry["type"],
            **({"since": entry["since"]} if entry["since"] != oldest else {}),
            **({"until": entry["until"]} if entry["until"] != newest else {}),
        }
        for kind, entry in sorted(kinds.items())
    }
    types = _reachable([entry["type"] for entry in plain.values()], found)
    lines = [f"  {json.dumps(kind)}: {json.dumps(entry)}" for kind, entry in plain.items()]
    rows = [f"  {json.dumps(name)}: {json.dumps(fields, sort_keys=True)}" for name, fields in sorted(types.items())]
    versions_line = f' "versions": {json.dumps([oldest, newest])}'
    parts = [versions_line, ' "kinds": {\n' + ",\n".join(lines) + "\n }", ' "types": {\n' + ",\n".join(rows) + "\n }"]
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _definitions(version: str) -> dict[str, Any]:
    contents = schema_contents(f"kubernetes-json-schema/v{version}-local-strict/_definitions.json", version)
    found: dict[str, Any] = contents["$defs"]
    return found


def _kinds(definition: dict[str, Any]) -> list[str]:
    """Return the kinds of objects that a definition describes, such as `apps/v1 Deployment`."""
    if "metadata" not in definition.get("properties", {}):
        return []
    found = [
        (f"{each['group']}/{each['version']}".lstrip("/"), each["version"], each["kind"])
        for each in definition.get("x-kubernetes-group-version-kind", ())
    ]
    return [
        f"{api_version} {kind}"
        for api_version, version, kind in found
        if _STABLE.fullmatch(version) and kind not in _REQUESTS and not kind.endswith(("List", "Review"))
    ]


def _reachable(names: list[str], found: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the fields of types, and of all types that they refer to."""
    types: dict[str, dict[str, Any]] = {}
    short = {version: {_short(name): each for name, each in all_.items()} for version, all_ in found.items()}
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name in types:
            continue
        types[name] = _fields({version: all_[name] for version, all_ in short.items() if name in all_}, list(found))
        used = [field["type"] if isinstance(field, dict) else field for field in types[name].values()]
        waiting += [base for base in (re.sub(r"^(\[\]|\{\})+", "", each) for each in used) if "." in base]
    return types


def _fields(definitions: dict[str, Any], versions: list[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    first: dict[str, str] = {}
    last: dict[str, str] = {}
    for version, definition in definitions.items():
        for name, field in definition.get("properties", {}).items():
            first.setdefault(name, version)
            last[name] = version
            fields[name] = _field(field) | ({"required": True} if name in definition.get("required", ()) else {})
    begun, ended = next(iter(definitions)), list(definitions)[-1]
    for name, field in fields.items():
        if first[name] != begun:
            field["since"] = first[name]
        if last[name] != ended:
            field["until"] = last[name]
    assert set(definitions) <= set(versions)
    return {name: field["type"] if list(field) == ["type"] else field for name, field in fields.items()}


def _field(field: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"type": _type(field)}
    if "enum" in field:
        found["enum"] = field["enum"]
    strategies = field.get("x-kubernetes-patch-strategy", "").split(",")
    if "merge" in strategies:
        found["merge"] = field.get("x-kubernetes-patch-merge-key", "")
    if "retainKeys" in strategies:
        found["retainKeys"] = True
    return found


def _type(field: dict[str, Any]) -> str:
    if "$ref" in field:
        name = field["$ref"].removeprefix("#/$defs/")
        return _NAMED.get(name) or _short(name)
    kinds = field.get("type", "object")
    kind = kinds if isinstance(kinds, str) else next(each for each in kinds if each != "null")
    if kind == "array":
        return "[]" + _type(field["items"])
    if kind == "object" and isinstance(field.get("additionalProperties"), dict):
        return "{}" + _type(field["additionalProperties"])
    return str(field["format"]) if kind in {"integer", "string"} and "format" in field else str(kind)


def _short(name: str) -> str:
    return re.sub(r"^io\.k8s\.(api\.|apimachinery\.pkg\.apis\.|)", "", name)


def _order(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def _short_version(version: str) -> str:
    return ".".join(version.split(".")[:2])


if __name__ == "__main__":
    main()
