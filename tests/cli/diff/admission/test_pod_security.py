"""https://kubernetes.io/docs/concepts/security/pod-security-admission/"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neuronpedia_constructs.cli.diff.admission.pod_security import level_of, violations

from .examples import object_of
from .standards.pods import strict, template

_LABEL = "pod-security.kubernetes.io/enforce"


def namespace(labels: Any) -> dict[str, Any]:
    found = object_of("v1", "Namespace")
    found["metadata"]["labels"] = labels
    return found


@pytest.mark.parametrize("level", ["privileged", "baseline", "restricted"])
def test_a_label_is_the_level(level: str) -> None:
    assert level_of(namespace({_LABEL: level})) == level


@pytest.mark.parametrize(
    "given",
    [
        None,
        {},
        namespace(None),
        namespace({}),
        namespace([_LABEL]),
        namespace({"pod-security.kubernetes.io/warn": "a"}),
    ],
)
def test_without_a_label_all_pods_are_admitted(given: Any) -> None:
    assert level_of(given) == "privileged"


@pytest.mark.parametrize("level", ["", "strict", "Baseline"])
def test_what_is_no_level_is_the_strictest(level: str) -> None:
    assert level_of(namespace({_LABEL: level})) == "restricted"


def test_levels_admit_less_and_less() -> None:
    ordinary, root = template("web"), template("web", privileged=True)

    assert [bool(violations(ordinary, level)) for level in ("privileged", "baseline", "restricted")] == [0, 0, 1]
    assert [bool(violations(root, level)) for level in ("privileged", "baseline", "restricted")] == [0, 1, 1]
    assert [violations(strict(), level) for level in ("privileged", "baseline", "restricted")] == [[], [], []]
    assert violations(ordinary, "strict") == violations(ordinary, "restricted")


def test_the_answer_is_that_of_the_admission() -> None:
    """It joins all reasons: pods "nginx" is forbidden: violates PodSecurity "restricted:latest": ..."""
    assert ", ".join(violations(template("nginx"), "restricted")) == (
        'allowPrivilegeEscalation != false (container "nginx" must set '
        "securityContext.allowPrivilegeEscalation=false), "
        'unrestricted capabilities (container "nginx" must set securityContext.capabilities.drop=["ALL"]), '
        'runAsNonRoot != true (pod or container "nginx" must set securityContext.runAsNonRoot=true), '
        'seccompProfile (pod or container "nginx" must set securityContext.seccompProfile.type to '
        '"RuntimeDefault" or "Localhost")'
    )


def test_what_restricted_tells_otherwise_is_not_told_twice() -> None:
    found = template("web", capabilities={"add": ["SYS_ADMIN"]})
    found["spec"]["volumes"] = [{"name": "a", "hostPath": {"path": "/"}}]
    told = "\n".join(violations(found, "restricted"))

    assert told.count("SYS_ADMIN") == told.count('"a"') == 1


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(
                ["containers", "name", "securityContext", "volumes", "ports", "hostPort", "capabilities", "add"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@given(_VALUES, _VALUES)
def test_templates_of_any_shape_are_read(metadata: Any, spec: Any) -> None:
    violations({"metadata": metadata, "spec": spec}, "restricted")
    level_of({"metadata": metadata})
