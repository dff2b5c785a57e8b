"""Jobs and CronJobs.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/batch/validation/validation.go
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, keyed, missing, one_of
from neuronpedia_constructs.cli.diff.admission.values.formats import is_label
from neuronpedia_constructs.cli.diff.admission.values.labels import matches, selector_faults

from .schedules import schedule_refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.cli.diff.admission.node import Node

_LONGEST_CRON_JOB = 52
"""Characters of the name of a CronJob: its Jobs have 11 more, and 63 at most."""
_JOB_LABELS = ("job-name", "batch.kubernetes.io/job-name")
_CONTROLLER_LABELS = ("controller-uid", "batch.kubernetes.io/controller-uid")
_ZONE_PART = re.compile(r"[A-Za-z._0-9+][A-Za-z.\-_0-9+]{0,13}")
_INDEXED = "Indexed"
_MOST_RULES = 20
_MOST_INDEXES = 100_000


def job_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateJob refuses."""
    spec, name = root.child("spec"), root.child("metadata").text("name")
    labels = spec.child("template", "metadata").labels("labels")
    selector = spec.child("selector")
    yield from selector_faults(selector)
    if spec.flag("manualSelector"):
        if not spec.has("selector"):
            yield missing(selector.path, "the selector of the pods where manualSelector is true")
        elif not matches(selector, labels):
            path = spec.at("template", "metadata", "labels")
            yield Fault(path, "the selector does not match these labels; it must")
    else:
        yield from _generated_faults(spec, name, labels)
    completions = spec.number("completions")
    if spec.text("completionMode") == _INDEXED and completions and not is_label(f"{name}-{completions - 1}"):
        yield invalid("metadata.name", name, f"so short that {name}-{completions - 1} is a DNS label")


def _generated_faults(spec: Node, name: str, labels: dict[str, str]) -> Iterator[Fault]:
    """Yield the faults of what Kubernetes writes itself where manualSelector is not true."""
    selector = spec.child("selector")
    known: dict[str, str] = dict.fromkeys(_JOB_LABELS, name)
    wrong = {key: value for key, value in selector.labels("matchLabels").items() if known.get(key, value) != value}
    foreign = set(selector.mapping("matchLabels")) - set(_JOB_LABELS) - set(_CONTROLLER_LABELS)
    if foreign or wrong or selector.children("matchExpressions"):
        yield forbidden(selector.path, "unless manualSelector is true; Kubernetes makes the selector of a Job")
    for key in _JOB_LABELS:
        if labels.get(key, name) != name:
            yield invalid(keyed(spec.at("template", "metadata", "labels"), key), labels[key], f'"{name}", or not given')


def cron_job_faults(root: Node) -> Iterator[Fault]:
    """Yield what ValidateCronJobCreate refuses."""
    spec, name = root.child("spec"), root.child("metadata").text("name")
    if len(name) > _LONGEST_CRON_JOB:
        yield Fault("metadata.name", f"it has {len(name)} characters; at most {_LONGEST_CRON_JOB} are allowed")
    schedule = spec.text("schedule")
    refused = schedule_refused(schedule) if schedule else None
    if refused is not None:
        yield invalid(spec.at("schedule"), schedule, f"a schedule of cron, such as 0 3 * * *: {refused}")
    zone = spec.get("timeZone")
    if isinstance(zone, str) and not _is_zone(zone):
        yield invalid(spec.at("timeZone"), zone, "the name of a time zone, such as Europe/Berlin")
    job = spec.child("jobTemplate", "spec")
    if job.has("selector"):
        yield forbidden(job.at("selector"), "in a CronJob; Kubernetes makes the selector of a Job")
    if job.flag("manualSelector"):
        yield forbidden(job.at("manualSelector"), "as true in a CronJob")


def _is_zone(zone: str) -> bool:
    """Return whether a text looks like a time zone. Which ones there are is the server's to know."""
    parts = zone.split("/")
    looks = all(part not in (".", "..") and _ZONE_PART.fullmatch(part) for part in parts)
    return looks and zone.lower() != "local"


def job_spec_faults(spec: Node) -> Iterator[Fault]:
    """Yield what validateJobSpec refuses, of a Job or of the template of a CronJob."""
    pod = spec.child("template", "spec")
    policy = pod.text("restartPolicy", "Always")
    if policy == "Always":
        yield invalid(pod.at("restartPolicy"), policy, f"{one_of(('OnFailure', 'Never'))} in a Job")
    elif policy == "OnFailure" and spec.has("podFailurePolicy"):
        yield invalid(pod.at("restartPolicy"), policy, '"Never" where there is a podFailurePolicy')
    yield from _index_faults(spec)
    if spec.has("podFailurePolicy"):
        yield from _failure_faults(spec)
        if spec.text("podReplacementPolicy", "Failed") != "Failed":
            given = spec.text("podReplacementPolicy")
            yield invalid(spec.at("podReplacementPolicy"), given, '"Failed" where there is a podFailurePolicy')


def _index_faults(spec: Node) -> Iterator[Fault]:
    if spec.text("completionMode") != _INDEXED:
        for name in ("backoffLimitPerIndex", "maxFailedIndexes", "successPolicy"):
            if spec.has(name):
                yield forbidden(spec.at(name), "unless completionMode is Indexed")
    elif not spec.has("completions"):
        yield missing(spec.at("completions"), "the number of indexes where completionMode is Indexed")
    elif (spec.number("parallelism") or 0) > _MOST_INDEXES:
        yield invalid(spec.at("parallelism"), spec.get("parallelism"), f"at most {_MOST_INDEXES}")
    most = spec.number("maxFailedIndexes")
    if most is not None and not spec.has("backoffLimitPerIndex"):
        yield missing(spec.at("backoffLimitPerIndex"), "given where maxFailedIndexes is")
    if most is not None and most > (spec.number("completions") or most):
        yield invalid(spec.at("maxFailedIndexes"), most, f"at most completions, {spec.get('completions')}")


def _failure_faults(spec: Node) -> Iterator[Fault]:
    pod = spec.child("template", "spec")
    names = {each.text("name") for field in ("initContainers", "containers") for each in pod.children(field)}
    rules = spec.child("podFailurePolicy").children("rules")
    if len(rules) > _MOST_RULES:
        yield Fault(
            spec.at("podFailurePolicy", "rules"), f"it has {len(rules)} rules; at most {_MOST_RULES} are allowed"
        )
    for rule in rules:
        if rule.text("action") == "FailIndex" and not spec.has("backoffLimitPerIndex"):
            yield invalid(rule.at("action"), "FailIndex", "another action unless there is a backoffLimitPerIndex")
        codes, conditions = rule.child("onExitCodes"), rule.children("onPodConditions")
        if rule.has("onExitCodes") == bool(conditions):
            yield Fault(rule.path, "it must have one of onExitCodes and onPodConditions")
        container = codes.text("containerName")
        if container and container not in names:
            yield invalid(codes.at("containerName"), container, "the name of a container of the template")
        yield from _code_faults(codes)


def _code_faults(codes: Node) -> Iterator[Fault]:
    given = codes.get("values")
    values = [each for each in given if isinstance(each, int)] if isinstance(given, list) else []
    if codes.text("operator") == "In" and 0 in values:
        yield invalid(codes.at("values"), values, "without 0 where the operator is In")
    if values != sorted(set(values)):
        yield invalid(codes.at("values"), values, "in order, and each only once")
