from __future__ import annotations

from neuronpedia_constructs.cli.diff.admission.values import walk
from neuronpedia_constructs.cli.diff.admission.values.walk import value_faults
from neuronpedia_constructs.cli.diff.kubernetes.schema import fields_of
from tests.cli.diff.admission.examples import changed, cron_job, deployment, stateful_set


def paths(manifest: dict[str, object]) -> list[str]:
    return [fault.path for fault in value_faults(manifest)]


def test_rules_apply_wherever_their_type_stands() -> None:
    port = "containers[0].ports[0].protocol"
    for manifest, pod in (
        (deployment(), "spec.template.spec"),
        (cron_job(), "spec.jobTemplate.spec.template.spec"),
        (stateful_set(), "spec.template.spec"),
    ):
        assert paths(manifest) == []
        assert paths(changed(manifest, f"{pod}.{port}", "tcp")) == [f"{pod}.{port}"]


def test_the_claims_of_a_stateful_set_are_looked_at() -> None:
    path = "spec.volumeClaimTemplates[0].spec.accessModes"

    assert paths(changed(stateful_set(), f"{path}[0]", "ReadWrite")) == [f"{path}[0]"]


def test_the_metadata_of_a_job_template_is_not() -> None:
    assert paths(changed(cron_job(), "spec.jobTemplate.metadata.labels[a]", "b c")) == []


def test_every_type_with_rules_exists() -> None:
    for type_ in (*walk._RULES, *walk._RULES_OF_OBJECT):
        assert fields_of(type_), type_
