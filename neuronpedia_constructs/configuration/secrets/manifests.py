"""Secrets as manifests."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import yaml

from neuronpedia_constructs.draft.kubernetes.retention import unclaimed

if TYPE_CHECKING:
    from collections.abc import Mapping

_Dumper: type = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class UnreadableError(Exception):
    """A file is malformed. The message says where, but never quotes the content."""


def write_secrets(data: Mapping[str, Mapping[str, str]], namespace: str, labels: Mapping[str, str]) -> str:
    """Return Secrets as YAML for `kubectl apply -f -`, with their keys in order."""
    documents = [
        {
            "apiVersion": "v1",
            "kind": "Secret",
            "metadata": {"name": name, "namespace": namespace, "labels": unclaimed(labels)},
            "type": "Opaque",
            # Not stringData: a key that is gone from it would stay in the cluster.
            "data": {key: base64.b64encode(values[key].encode()).decode() for key in sorted(values)},
        }
        for name, values in sorted(data.items())
    ]
    return yaml.dump_all(documents, Dumper=_Dumper, sort_keys=False, width=10_000)
