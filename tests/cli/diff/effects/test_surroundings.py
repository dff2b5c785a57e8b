"""What decides beside an object what becomes of its pods."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.effects.surroundings import Surroundings
from neuronpedia_constructs.cli.diff.objects import Key, key_of


def side(text: str) -> Any:
    return {key_of(each): each for each in yaml.safe_load_all(text) if each}


NAMESPACE = (
    "{{apiVersion: v1, kind: Namespace, metadata: {{name: n, labels: {{pod-security.kubernetes.io/enforce: {0}}}}}}}"
)
SCALER = """
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web, namespace: n}
spec: {minReplicas: 3, maxReplicas: 5, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
"""
WEB = Key("apps", "Deployment", "n", "web")


def test_the_level_of_the_new_namespace_counts_and_of_the_old_one_where_there_is_no_other() -> None:
    one, other = (side(NAMESPACE.format(level)) for level in ("baseline", "restricted"))
    assert Surroundings(one, other).level("n") == "restricted"
    assert Surroundings(one, {}).level("n") == "baseline"
    assert Surroundings({}, {}).level("n") == "privileged"


def test_the_fewest_pods_are_those_of_an_autoscaler() -> None:
    assert Surroundings({}, side(SCALER)).fewest(WEB) == 3
    assert Surroundings(side(SCALER), {}).fewest(WEB) == 3
    assert Surroundings({}, side(SCALER)).fewest(WEB._replace(name="other")) == 1


def test_an_object_without_pods_is_never_refused() -> None:
    around = Surroundings({}, side(NAMESPACE.format("restricted")))
    assert around.refused(Key("", "ConfigMap", "n", "c"), {"apiVersion": "v1", "kind": "ConfigMap"}) == ()
    template = {"spec": {"containers": [{"name": "web"}]}}
    assert around.refused(WEB, {"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"template": template}})
