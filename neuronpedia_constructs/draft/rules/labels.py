"""Kubernetes' requirements for labels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.names import LABEL_LENGTH, is_label_key, is_label_value
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def label_problems(field: str, labels: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each invalid key or value of a label."""
    for key, value in labels.items():
        if not is_label_key(key):
            allowed = f"a name of at most {LABEL_LENGTH} letters, digits, '-', '_' and '.', with or without <domain>/"
            yield Problem.invalid("label.key-invalid", f"{field} key", key, allowed, 'write it as "example.org/team"')
        elif value != "" and not is_label_value(value):
            allowed = f"letters, digits, '-', '_' and '.', at most {LABEL_LENGTH} characters"
            yield Problem.invalid(
                "label.value-invalid", f"{field} {key}", value, allowed, "choose a shorter or simpler value"
            )


def annotation_problems(annotations: Mapping[str, object]) -> Iterator[Problem]:
    """Yield a problem for each invalid key or value of an annotation."""
    for key, value in annotations.items():
        if not is_label_key(str(key).lower()):
            allowed = "a name, optionally after <domain>/"
            fix = 'write it as "example.org/owner"'
            yield Problem.invalid("annotations.key-invalid", "annotation key", key, allowed, fix)
        elif not isinstance(value, str):
            fix = f'write it as "{str(value).lower() if isinstance(value, bool) else value}"'
            cause = f"it has type {type(value).__name__}"
            yield Problem("annotations.value-invalid", f"annotation {key}", cause, "a string", fix)
