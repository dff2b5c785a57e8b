"""Objects that a command prints, rather than an app."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml
from cdk8s import App, Chart

if TYPE_CHECKING:
    from neuronpedia_constructs.draft.render import KubeObject


class _Dumper(yaml.SafeDumper):
    """Writes scripts as blocks, so that a person can read them."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _text)


def as_yaml(made: KubeObject, namespace: str) -> str:
    """Return an object as YAML for kubectl, in a namespace."""
    chart = Chart(App(), "printed", namespace=namespace)
    made.create(chart)
    (manifest,) = chart.to_json()
    return yaml.dump(manifest, Dumper=_Dumper, sort_keys=False, width=10_000)
