"""Labels, and selectors of labels.

https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/validation/validation.go
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.cli.diff.admission.fault import Fault, forbidden, invalid, keyed, missing, one_of

from .formats import FORMATS, is_label_value, is_qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.cli.diff.admission.node import Node

_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_WITH_VALUES = ("In", "NotIn")


def label_faults(labels: Mapping[str, Any], path: str) -> Iterator[Fault]:
    """Yield the faults of labels, or of what is a set of them, such as a node selector."""
    for key, value in labels.items():
        yield from key_faults(key, path)
        if isinstance(value, str) and not is_label_value(value):
            yield invalid(keyed(path, key), value, FORMATS["label-value"].words)


def key_faults(key: str, path: str) -> Iterator[Fault]:
    """Yield a fault if a text is not the key of a label."""
    if not is_qualified_name(key):
        yield invalid(path, key, FORMATS["qualified-name"].words)


def selector_faults(selector: Node) -> Iterator[Fault]:
    """Yield the faults of a selector of labels."""
    yield from label_faults(selector.labels("matchLabels"), selector.at("matchLabels"))
    for each in selector.children("matchExpressions"):
        operator, values = each.text("operator"), each.texts("values")
        if operator not in _OPERATORS:
            yield invalid(each.at("operator"), operator, one_of(_OPERATORS))
        elif operator in _WITH_VALUES and not values:
            yield missing(each.at("values"), f"at least one value where the operator is {operator}")
        elif operator not in _WITH_VALUES and values:
            yield forbidden(each.at("values"), f"where the operator is {operator}")
        yield from key_faults(each.text("key"), each.at("key"))
        for index, value in enumerate(values):
            if not is_label_value(value):
                yield invalid(keyed(each.at("values"), index), value, FORMATS["label-value"].words)


def is_empty(selector: Node) -> bool:
    """Return whether a selector selects everything."""
    return not selector.mapping("matchLabels") and not selector.children("matchExpressions")


def matches(selector: Node, labels: Mapping[str, str]) -> bool:
    """Return whether a selector without faults selects what has these labels."""
    if any(labels.get(key) != value for key, value in selector.labels("matchLabels").items()):
        return False
    return all(_matches(each, labels) for each in selector.children("matchExpressions"))


def _matches(expression: Node, labels: Mapping[str, str]) -> bool:
    key, values = expression.text("key"), expression.texts("values")
    match expression.text("operator"):
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return key not in labels or labels[key] not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return True
