"""Snapshots as YAML files, one for each."""

from __future__ import annotations

from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class YamlSnapshot(SingleFileSnapshotExtension):
    """Store what is already YAML as a file that a person can review."""

    _write_mode = WriteMode.TEXT
    file_extension = "yaml"
