"""Jobs and CronJobs."""

from __future__ import annotations

from typing import Any

from neuronpedia_constructs.draft.kubernetes.manifests import manifest
from neuronpedia_constructs.draft.rendering.jobs import cron_job, job
from tests.support.drafts import container, draft


def name(**fields: Any) -> str:
    made: str = manifest(job(draft(**fields)), "np")["metadata"]["name"]
    return made


def test_a_job_has_another_name_exactly_when_it_would_do_something_else() -> None:
    assert name() == name() == name(annotations={"a": "b"})
    assert len({name(), name(main=container(env={"A": "1"})), name(config_maps={"c": {"A": "1"}})}) == 3
    assert name().startswith("webapp-")


def test_a_finished_job_stays_so_that_nothing_runs_it_again_and_a_hanging_one_ends() -> None:
    spec = manifest(job(draft(), deadline=60), "np")["spec"]
    assert (spec["activeDeadlineSeconds"], spec.get("ttlSecondsAfterFinished")) == (60, None)


def test_runs_of_a_cron_job_never_overlap_and_are_in_utc() -> None:
    spec = manifest(cron_job(draft(), "0 3 * * *", deadline=60, late=30), "np")["spec"]
    assert (spec["concurrencyPolicy"], spec["timeZone"], spec["schedule"]) == ("Forbid", "Etc/UTC", "0 3 * * *")
    assert spec["jobTemplate"]["spec"]["activeDeadlineSeconds"] == 60
