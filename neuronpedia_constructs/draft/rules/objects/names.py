"""Names, words and paths in objects of Kubernetes' own kinds."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Final, NamedTuple

from neuronpedia_constructs.draft.image import is_reference
from neuronpedia_constructs.validation.hosts import address
from neuronpedia_constructs.validation.names import (
    is_config_key,
    is_dns_name,
    is_label,
    is_label_key,
    is_label_value,
    is_variable,
    matches,
)
from neuronpedia_constructs.validation.problems import Problem

from .places import fields, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from .places import Trail


class _Rule(NamedTuple):
    """What a field accepts."""

    allowed: str
    accepts: Callable[[object], bool]
    fix: str


_PORT_NAME = re.compile(r"(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
_PATH = re.compile(r"/[^:\0]*")


def _is_medium(value: object) -> bool:
    return value in ("", "Memory") or str(value).startswith("HugePages")


def _one_of(*words: str) -> _Rule:
    return _Rule(", ".join(f'"{word}"' for word in words), words.__contains__, "use one of these words")


_LABEL: Final = _Rule(
    "a DNS-1123 label: lowercase letters, digits and '-', at most 63 characters",
    is_label,
    'choose a name such as "my-name"',
)
_NAME: Final = _Rule(
    "a DNS-1123 subdomain: lowercase letters, digits, '-' and '.', at most 253 characters",
    is_dns_name,
    'choose a name such as "my-name"',
)
_LABEL_KEY: Final = _Rule("the key of a label, with or without <domain>/", is_label_key, 'write it as "example.org/a"')
_KEY: Final = _Rule("letters, digits, '-', '_' and '.', at most 253 characters", is_config_key, 'write it as "MY_KEY"')
_CONTAINER_PORT: Final = _Rule(
    "at most 15 lowercase letters, digits and '-', at least one of them a letter",
    lambda value: matches(_PORT_NAME, value),
    'choose a name such as "metrics"',
)

_RULES: Final[dict[tuple[str, ...], _Rule]] = {
    ("containers", "image"): _Rule(
        "the reference of an image",
        is_reference,
        'write it as "docker.io/library/busybox:1.37"',
    ),
    ("containers", "name"): _LABEL,
    ("containers", "ports", "name"): _CONTAINER_PORT,
    ("containers", "workingDir"): _Rule("an absolute path", lambda value: matches(_PATH, value), 'write it as "/app"'),
    ("env", "name"): _Rule(
        "letters, digits, '-', '_' and '.', not beginning with a digit", is_variable, 'write it as "MY_VARIABLE"'
    ),
    ("volumeMounts", "mountPath"): _Rule(
        "an absolute path without ':'", lambda value: matches(_PATH, value), 'write it as "/data"'
    ),
    ("volumeMounts", "name"): _LABEL,
    ("volumes", "name"): _LABEL,
    ("hostAliases", "hostnames"): _NAME,
    ("hostAliases", "ip"): _Rule("an IP address", lambda value: address(value) is not None, 'write it as "10.0.0.7"'),
    **{(reference, "name"): _NAME for reference in ("configMap", "configMapRef", "secretRef", "imagePullSecrets")},
    **{(reference, "name"): _NAME for reference in ("configMapKeyRef", "secretKeyRef")},
    **{(reference, "key"): _KEY for reference in ("configMapKeyRef", "secretKeyRef", "items")},
    ("metadata", "name"): _NAME,
    ("persistentVolumeClaim", "claimName"): _NAME,
    ("tolerations", "effect"): _one_of("NoSchedule", "PreferNoSchedule", "NoExecute"),
    ("tolerations", "key"): _LABEL_KEY,
    ("tolerations", "operator"): _one_of("Exists", "Equal"),
    ("tolerations", "value"): _Rule(
        "the value of a label", lambda value: value == "" or is_label_value(value), "correct the value"
    ),
    **{
        (field,): _NAME
        for field in (
            "ingressClassName",
            "nodeName",
            "priorityClassName",
            "runtimeClassName",
            "schedulerName",
            "secretName",
            "serviceAccountName",
            "storageClassName",
        )
    },
    ("topologyKey",): _LABEL_KEY,
    ("matchExpressions", "key"): _LABEL_KEY,
    ("matchExpressions", "operator"): _one_of("In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"),
    ("accessModes",): _one_of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"),
    ("concurrencyPolicy",): _one_of("Allow", "Forbid", "Replace"),
    ("emptyDir", "medium"): _Rule('"", "Memory" or "HugePages"', _is_medium, 'write medium="Memory", or leave it out'),
    ("fsGroupChangePolicy",): _one_of("Always", "OnRootMismatch"),
    ("httpGet", "scheme"): _one_of("HTTP", "HTTPS"),
    ("pathType",): _one_of("Exact", "Prefix", "ImplementationSpecific"),
    ("policyTypes",): _one_of("Ingress", "Egress"),
    ("dnsPolicy",): _one_of("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"),
    ("imagePullPolicy",): _one_of("Always", "IfNotPresent", "Never"),
    ("protocol",): _one_of("TCP", "UDP", "SCTP"),
    ("restartPolicy",): _one_of("Always", "OnFailure", "Never"),
    ("whenUnsatisfiable",): _one_of("DoNotSchedule", "ScheduleAnyway"),
}
"""What a field accepts, by the last fields on the way to it. https://kubernetes.io/docs/reference/kubernetes-api/"""

_BY_FIELD: Final = {field: [end for end in _RULES if end[-1] == field] for *_, field in _RULES}


@cache
def _rule(trail: Trail) -> _Rule | None:
    ends = _BY_FIELD.get(trail[-2] if trail[-1][0] == "[" else trail[-1], ())
    way = tuple("containers" if field == "initContainers" else field for field in fields(trail))
    end = max((end for end in ends if way[-len(end) :] == end), key=len, default=None)
    return None if end is None else _RULES[end]


def name_problems(trail: Trail, value: str) -> Iterator[Problem]:
    """Yield a problem if a name, a word or a path is not one that its field accepts."""
    rule = _rule(trail)
    if rule is not None and not rule.accepts(value):
        yield Problem.invalid("object.name", shown(trail), value, rule.allowed, rule.fix)
