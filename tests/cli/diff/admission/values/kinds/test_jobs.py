"""Jobs: https://kubernetes.io/docs/concepts/workloads/controllers/job/"""

from __future__ import annotations

from typing import Any

import pytest

from tests.cli.diff.admission.examples import ABSENT, changed, check, cron_job, fault_paths, job

_CODES = {"operator": "In", "values": [1, 2]}
_CONDITION = {"type": "DisruptionTarget", "status": "True"}


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("completions", -1, 0, None),
        ("parallelism", -1, 0, None),
        ("backoffLimit", -1, 0, None),
        ("activeDeadlineSeconds", -1, 0, None),
        ("ttlSecondsAfterFinished", -1, 0, None),
        ("completionMode", "indexed", "NonIndexed", None),
        ("podReplacementPolicy", "Always", "Failed", None),
        ("managedBy", "controller", "example.com/controller", None),
        ("backoffLimitPerIndex", 1, None, None),
        ("successPolicy", {"rules": [{"succeededCount": 1}]}, None, None),
        ("template.spec.restartPolicy", "Always", "OnFailure", None),
        ("template.spec.restartPolicy", ABSENT, "Never", None),
        ("selector", {"matchLabels": {"app": "web"}}, None, None),
        ("selector", {"matchLabels": {"job-name": "api"}}, {"matchLabels": {"job-name": "web"}}, None),
        ("manualSelector", True, False, "selector"),
        (
            "template.metadata.labels",
            {"job-name": "api"},
            {"job-name": "web", "batch.kubernetes.io/job-name": "web"},
            "template.metadata.labels[job-name]",
        ),
    ],
)
def test_jobs(path: str, wrong: Any, right: Any, at: str | None) -> None:
    check(job(), f"spec.{path}", wrong, right, f"spec.{at or path}")


def test_a_selector_of_ones_own_matches_the_template() -> None:
    manual = changed(job(manualSelector=True), "spec.selector.matchLabels", {"app": "web"})
    check(manual, "spec.selector.matchLabels[app]", "api", "web", "spec.template.metadata.labels")
    check(manual, "spec.selector.matchLabels[app]", "w b", "web")


@pytest.mark.parametrize(
    ("path", "wrong", "right", "at"),
    [
        ("parallelism", 100_001, 100_000, "parallelism"),
        ("maxFailedIndexes", 4, 3, "maxFailedIndexes"),
        ("backoffLimitPerIndex", ABSENT, 1, "backoffLimitPerIndex"),
        ("backoffLimitPerIndex", -1, 0, "backoffLimitPerIndex"),
    ],
)
def test_indexed_jobs(path: str, wrong: Any, right: Any, at: str) -> None:
    indexed = job(completionMode="Indexed", completions=3, backoffLimitPerIndex=1, maxFailedIndexes=1)
    check(indexed, f"spec.{path}", wrong, right, f"spec.{at}")


def test_an_indexed_job_completes_once_unless_it_has_a_parallelism() -> None:
    """By default, it has one completion; beside a parallelism, completions have no default."""
    indexed = job(completionMode="Indexed")
    assert fault_paths(indexed) == []
    check(indexed, "spec.parallelism", 2, ABSENT, "spec.completions")


def test_the_pods_of_an_indexed_job_have_its_name_and_their_index() -> None:
    indexed = job(completionMode="Indexed", completions=11)
    check(indexed, "metadata.name", "a" * 61, "a" * 60)
    check(indexed, "metadata.name", "a.b", "a-b")


@pytest.mark.parametrize(
    ("wrong", "right", "at"),
    [
        ({"action": "Retry", "onExitCodes": _CODES}, {"action": "FailJob", "onExitCodes": _CODES}, ".action"),
        ({"action": "FailIndex", "onExitCodes": _CODES}, {"action": "Count", "onExitCodes": _CODES}, ".action"),
        ({"action": "Ignore"}, {"action": "Ignore", "onPodConditions": [_CONDITION]}, ""),
        (
            {"action": "Ignore", "onPodConditions": [_CONDITION], "onExitCodes": _CODES},
            {"action": "Ignore", "onExitCodes": _CODES},
            "",
        ),
        (
            {"action": "Ignore", "onPodConditions": [{"type": "a b", "status": "True"}]},
            {"action": "Ignore", "onPodConditions": [{"type": "a/b"}]},
            ".onPodConditions[0].type",
        ),
        (
            {"action": "Ignore", "onPodConditions": [{"type": "a", "status": "true"}]},
            {"action": "Ignore", "onPodConditions": [{"type": "a", "status": "Unknown"}]},
            ".onPodConditions[0].status",
        ),
        (
            {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [0]}},
            {"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [0]}},
            ".onExitCodes.values",
        ),
        (
            {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [2, 1]}},
            {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [1, 2]}},
            ".onExitCodes.values",
        ),
        (
            {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [1, 1]}},
            {"action": "FailJob", "onExitCodes": {"operator": "In", "values": [1]}},
            ".onExitCodes.values",
        ),
        (
            {"action": "FailJob", "onExitCodes": {"operator": "Exists", "values": [1]}},
            {"action": "FailJob", "onExitCodes": {"operator": "NotIn", "values": [1]}},
            ".onExitCodes.operator",
        ),
        (
            {"action": "FailJob", "onExitCodes": {**_CODES, "containerName": "api"}},
            {"action": "FailJob", "onExitCodes": {**_CODES, "containerName": "web"}},
            ".onExitCodes.containerName",
        ),
    ],
)
def test_rules_for_failures(wrong: Any, right: Any, at: str) -> None:
    path = "spec.podFailurePolicy.rules"
    check(job(), path, [wrong], [right], f"{path}[0]{at}")


def test_jobs_with_rules_for_failures() -> None:
    rule = {"action": "FailJob", "onExitCodes": _CODES}
    ruled = changed(job(), "spec.podFailurePolicy.rules", [rule])

    check(ruled, "spec.podFailurePolicy.rules", [rule] * 21, [rule] * 20)
    check(ruled, "spec.template.spec.restartPolicy", "OnFailure", "Never")
    check(ruled, "spec.podReplacementPolicy", "TerminatingOrFailed", "Failed")


@pytest.mark.parametrize(
    ("path", "wrong", "right"),
    [
        ("metadata.name", "a" * 53, "a" * 52),
        ("spec.schedule", "0 25 * * *", "@daily"),
        ("spec.schedule", "TZ=UTC 0 3 * * *", "0 3 * * *"),
        ("spec.schedule", "", "* * * * *"),
        ("spec.schedule", ABSENT, "@hourly"),
        ("spec.timeZone", "", "Etc/UTC"),
        ("spec.timeZone", "Local", None),
        ("spec.timeZone", "../UTC", "America/Argentina/Buenos_Aires"),
        ("spec.timeZone", "Europe/Ber lin", "Europe/Berlin"),
        ("spec.concurrencyPolicy", "Never", "Forbid"),
        ("spec.startingDeadlineSeconds", -1, 0),
        ("spec.successfulJobsHistoryLimit", -1, 0),
        ("spec.failedJobsHistoryLimit", -1, 0),
        ("spec.jobTemplate.spec.manualSelector", True, False),
        ("spec.jobTemplate.spec.selector", {"matchLabels": {"app": "web"}}, None),
        ("spec.jobTemplate.spec.backoffLimit", -1, 3),
        ("spec.jobTemplate.spec.template.spec.restartPolicy", "Always", "OnFailure"),
        ("spec.jobTemplate.spec.template.spec.containers[0].name", "A", "a"),
    ],
)
def test_cron_jobs(path: str, wrong: Any, right: Any) -> None:
    check(cron_job(), path, wrong, right)


def test_defaults_are_what_an_absent_field_has() -> None:
    defaults = {
        "completionMode": "NonIndexed",
        "completions": 1,
        "parallelism": 1,
        "backoffLimit": 6,
        "suspend": False,
        "manualSelector": False,
        "podReplacementPolicy": "TerminatingOrFailed",
    }
    assert fault_paths(job(**defaults)) == []
