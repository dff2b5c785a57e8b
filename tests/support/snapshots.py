"""Snapshots as YAML files, one for each."""

from __future__ import annotations

import json
from functools import cache

import yaml
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from neuronpedia_constructs import Neuronpedia

from .building import Manifest, written


class YamlSnapshot(SingleFileSnapshotExtension):
    """Store what is already YAML as a file that a person can review."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"


def file_of(environment: Neuronpedia) -> str:
    """The manifests of an environment as a snapshot has them."""
    return as_file(written(environment))


def as_file(manifests: list[Manifest]) -> str:
    """Manifests as a snapshot has them. PyYAML's dumper in C is faster, but wraps texts in another way."""
    return "---\n".join(_text(json.dumps(manifest)) for manifest in manifests)


@cache
def _text(manifest: str) -> str:
    """One of them, which many snapshots have."""
    return yaml.safe_dump(json.loads(manifest), sort_keys=False, width=1000)
