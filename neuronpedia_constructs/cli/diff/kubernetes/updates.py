"""What an API server refuses of an update, though it would accept the new object if there were no old one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from neuronpedia_constructs.cli.diff.objects import at, key_group, key_of
from neuronpedia_constructs.validation.quantities import amount

from .claim_templates import claim_steps, default_class
from .differences import differences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.objects import Manifest

    from .differences import Difference

_FILE: Final = Path(__file__).with_name("immutable.json")
_STORAGE: Final = ("spec", "resources", "requests", "storage")
_ADDRESS: Final = ("spec", "clusterIP")


@dataclass(frozen=True)
class Refusal:
    """Why `kubectl apply` ends with an error for an object, and how to get there."""

    place: str
    """The field: `spec.selector`."""
    message: str
    steps: tuple[str, ...] = ()
    """What a person does, one after the other; commands as they are typed."""


def refusals(live: Manifest, asked: Manifest) -> tuple[Refusal, ...]:
    """Return why the server refuses to make one stored object of another."""
    changed = differences(live, asked)
    if not changed:
        return ()
    return (*_immutable(live, changed), *_of_claims(live, asked), *_of_jobs(live, asked), *_of_services(live, asked))


def _immutable(live: Manifest, changed: tuple[Difference, ...]) -> Iterator[Refusal]:
    for rule in _rules().get(f"{key_group(live)} {live['kind']}", ()):
        if "while" in rule and not at(live, tuple(rule["while"].split("."))):
            continue
        free = [*rule.get("but", ())]
        if "free_while" in rule and at(live, tuple(rule["free_while"].split("."))) is True:
            free += rule["free"]
        found = [each for each in changed if _within(each, rule["fields"]) and not _within(each, free)]
        if found:
            places = ", ".join(dict.fromkeys(_shown(each.place) for each in found))
            more = (*default_class(found), *(claim_steps(live, found) if live["kind"] == "StatefulSet" else ()))
            yield Refusal(places, rule["message"], (*more, *_steps(rule["steps"], live)))


def _within(difference: Difference, fields: list[str]) -> bool:
    place = difference.place
    return any(_starts(place, field) for field in fields)


def _starts(place: str, field: str) -> bool:
    if "[*]" in field:
        before, _, after = field.partition("[*]")
        end = place.find("]")
        return place.startswith(before + "[") and _starts(place[end + 1 :], after)
    return place == field or place.startswith((field + ".", field + "["))


def _shown(place: str) -> str:
    """Return a place that is not longer than a person wants to read."""
    parts = place.split(".")
    return ".".join(parts[:4]) if parts[:2] == ["spec", "template"] else place


def _of_claims(live: Manifest, asked: Manifest) -> Iterator[Refusal]:
    """ValidatePersistentVolumeClaimUpdate: a claim grows, but never shrinks."""
    if (key_group(live), live["kind"]) != ("", "PersistentVolumeClaim"):
        return
    one, other = (amount(str(at(each, _STORAGE))) for each in (live, asked))
    if one is not None and other is not None and other < one:
        message = f"it cannot shrink from {at(live, _STORAGE)} to {at(asked, _STORAGE)}"
        steps = (f"keep {at(live, _STORAGE)}", "or create a claim with another name, and copy the files")
        yield Refusal(".".join(_STORAGE), message, steps)


def _of_jobs(live: Manifest, asked: Manifest) -> Iterator[Refusal]:
    """ValidateJobSpecUpdate: completions change only together with parallelism, and only of an indexed Job."""
    if (key_group(live), live["kind"]) != ("batch", "Job"):
        return
    one, other = at(live, ("spec", "completions")), at(asked, ("spec", "completions"))
    if one == other:
        return
    elastic = at(asked, ("spec", "completionMode")) == "Indexed" and other == at(asked, ("spec", "parallelism"))
    if not elastic or one is None or other is None:
        steps = ["kubectl {namespaced} delete job {name}", "apply again: the Job runs once more"]
        yield Refusal("spec.completions", "field is immutable", _steps(steps, live))


def _of_services(live: Manifest, asked: Manifest) -> Iterator[Refusal]:
    """ValidateServiceUpdate: a Service keeps its address, as long as it has one."""
    if (key_group(live), live["kind"]) != ("", "Service"):
        return
    steps = _steps(["kubectl {namespaced} delete service {name}", "apply again: clients must look it up again"], live)
    external = "ExternalName" in {at(live, ("spec", "type")), at(asked, ("spec", "type"))}
    one, other = _address(live), _address(asked)
    if not external and other and other != one:
        yield Refusal(".".join(_ADDRESS), "field is immutable", steps)
    families = [at(each, ("spec", "ipFamilies")) for each in (live, asked)]
    first = [each[0] for each in families if isinstance(each, list) and each]
    if not external and len(first) == len(families) and first[0] != first[1]:
        yield Refusal("spec.ipFamilies[0]", "the first family cannot change", steps)
    classes = [at(each, ("spec", "loadBalancerClass")) for each in (live, asked)]
    balanced = all(at(each, ("spec", "type")) == "LoadBalancer" for each in (live, asked))
    if balanced and classes[0] != classes[1]:
        yield Refusal("spec.loadBalancerClass", "may not change once set", steps)


def _address(service: Manifest) -> Any:
    several = at(service, ("spec", "clusterIPs"))
    return several[0] if isinstance(several, list) and several else at(service, _ADDRESS)


def _steps(steps: list[str], live: Manifest) -> tuple[str, ...]:
    key = key_of(live)
    namespaced = f"--namespace {key.namespace}" if key.namespace else ""
    values = {"namespaced": namespaced, "name": key.name, "resource": key.kind.lower()}
    return tuple(" ".join(step.format(**values).split()) for step in steps)


@cache
def _rules() -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for rule in json.loads(_FILE.read_text(encoding="utf-8"))["rules"]:
        for kind in rule["kinds"]:
            found.setdefault(kind, []).append(rule)
    return found
