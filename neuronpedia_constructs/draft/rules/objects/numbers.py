"""The bounds of numbers in objects of Kubernetes' own kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.validation.problems import Problem

from .places import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .places import Trail

_LARGEST: Final = 2**31 - 1
_PORT: Final = (1, 65535)
_FROM_1: Final = (1, _LARGEST)

_BOUNDS: Final = {
    "averageUtilization": _FROM_1,
    "containerPort": _PORT,
    "defaultMode": (0, 0o777),
    "failureThreshold": _FROM_1,
    "hostPort": _PORT,
    "maxReplicas": _FROM_1,
    "maxSkew": _FROM_1,
    "minDomains": _FROM_1,
    "mode": (0, 0o777),
    "nodePort": _PORT,
    "number": _PORT,
    "periodSeconds": _FROM_1,
    "port": _PORT,
    "priority": (-(2**31), 10**9),
    "progressDeadlineSeconds": _FROM_1,
    "successThreshold": _FROM_1,
    "targetPort": _PORT,
    "timeoutSeconds": _FROM_1,
    "tolerationSeconds": (-(2**31), _LARGEST),
    "weight": (1, 100),
}
"""The bounds of a field by its name, unless from 0 to the largest number of 32 bits.
https://kubernetes.io/docs/reference/kubernetes-api/"""


def number_problems(trail: Trail, value: float) -> Iterator[Problem]:
    """Yield a problem if a number is not whole, or out of the bounds of its field."""
    least, most = _BOUNDS.get(trail[-1], (0, _LARGEST))
    if value % 1 or not least <= value <= most:
        allowed = f"a whole number from {least} to {most}"
        yield Problem.invalid("object.number", shown(trail), value, allowed, "correct the number")
