"""A report in one line."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.objects import Pair, key_of
from neuronpedia_constructs.cli.diff.rendering.summary import summary
from neuronpedia_constructs.cli.diff.report import report_of

WEB = """
apiVersion: apps/v1
kind: Deployment
metadata: {{name: web, namespace: n}}
spec:
  replicas: {0}
  selector: {{matchLabels: {{app: web}}}}
  template:
    metadata: {{labels: {{app: web}}}}
    spec: {{containers: [{{name: web, image: "web:{1}"}}]}}
"""
CLAIM = """
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {{name: files, namespace: n}}
spec: {{accessModes: [ReadWriteOnce], resources: {{requests: {{storage: {0}Gi}}}}}}
"""
JOB = """
apiVersion: batch/v1
kind: Job
metadata: {name: job, namespace: n}
spec:
  template:
    spec: {automountServiceAccountToken: false, restartPolicy: Never, containers: [{name: a, image: "a:1"}]}
"""
CONFIG = "{apiVersion: v1, kind: ConfigMap, metadata: {name: c, namespace: n}, data: {a: b}}"


def told(old: list[str], new: list[str]) -> str:
    sides: Any = [{key_of(made): made for each in side if (made := yaml.safe_load(each))} for side in (old, new)]
    return summary(report_of(Pair("production", *sides)))


def test_nothing() -> None:
    assert told([CONFIG], [CONFIG]) == "production: no change"


def test_restarts_are_named_with_their_time() -> None:
    assert told([WEB.format(1, 1)], [WEB.format(1, 2)]) == "production: 1 restart (web: no gap)"


def test_everything_in_its_order() -> None:
    old = [WEB.format(1, 1), CLAIM.format(2), CONFIG]
    new = [WEB.format(2, 1), CLAIM.format(1), JOB, CONFIG.replace("name: c", "name: d")]
    assert told(old, new) == (
        "production: 1 refused (PersistentVolumeClaim files), 1 scaled (web), 1 Job runs, 1 new, 1 left behind"
    )
