from __future__ import annotations

from neuronpedia_constructs.cli.diff.kubernetes import schema
from neuronpedia_constructs.cli.diff.kubernetes.schema import Field, Kind


def test_a_kind_has_a_type_whose_fields_are_known() -> None:
    kind = schema.kind_of("apps/v1", "Deployment")

    assert kind == Kind("apps.v1.Deployment")
    assert schema.fields_of("apps.v1.Deployment")["spec"] == Field("apps.v1.DeploymentSpec", required=True)


def test_kinds_of_others_are_not_known() -> None:
    assert schema.kind_of("postgresql.cnpg.io/v1", "Cluster") is None
    assert schema.kind_of("policy/v1beta1", "PodDisruptionBudget") is None
    assert schema.kind_of(["apps/v1"], None) is None


def test_lists_tell_how_apply_merges_them() -> None:
    fields = schema.fields_of("core.v1.PodSpec")

    assert fields["containers"].merge == "name"
    assert fields["tolerations"].merge is None
    assert schema.fields_of("meta.v1.ObjectMeta")["finalizers"].merge == ""
    assert schema.fields_of("apps.v1.DeploymentSpec")["strategy"].retain_keys


def test_lists_and_maps_have_elements() -> None:
    assert schema.is_list("[]core.v1.Container")
    assert schema.element_of("[]core.v1.Container") == "core.v1.Container"
    assert schema.is_map("{}string")
    assert schema.element_of("{}string") == "string"
    assert schema.element_of("string") is None


def test_scalars_and_free_content_have_no_fields() -> None:
    assert not schema.fields_of("string")
    assert not schema.fields_of("meta.v1.Time")
    assert not schema.fields_of("unheard of")


def test_every_type_that_is_referred_to_is_known_or_a_scalar() -> None:
    scalars = {
        "string",
        "int32",
        "int64",
        "double",
        "number",
        "boolean",
        "object",
        "quantity",
        "int-or-string",
        "byte",
        "date-time",
    }
    waiting = [kind.type for kind in schema.kinds().values()]
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        while (element := schema.element_of(name)) is not None:
            name = element
        if name in seen or name in scalars:
            continue
        seen.add(name)
        assert "." in name
        waiting += [field.type for field in schema.fields_of(name).values()]

    assert len(seen) > 400


def test_fields_tell_the_versions_that_have_them() -> None:
    oldest, newest = schema.versions()

    assert oldest == "1.28"
    assert tuple(map(int, newest.split("."))) >= (1, 36)
    assert schema.fields_of("core.v1.VolumeMount")["recursiveReadOnly"].since == "1.30"
