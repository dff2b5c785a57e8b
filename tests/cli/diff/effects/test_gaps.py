"""How long a workload is away."""

from __future__ import annotations

from typing import Any

import yaml

from neuronpedia_constructs.cli.diff.effects.change import Gap
from neuronpedia_constructs.cli.diff.effects.gaps import gap_of

GEMMA = {
    "MODEL_ID": "google/gemma-2-2b",
    "SAE_SETS": '["gemmascope-res-16k"]',
    "INCLUDE_SAE": '["^5-gemmascope-res-16k$"]',
}


def template(more: str = "", *, probe: str = "", model: str = "gemma-2-2b", grace: int = 30) -> Any:
    return yaml.safe_load(
        f"{{metadata: {{labels: {{model: {model}}}}}, spec: {{terminationGracePeriodSeconds: {grace},"
        f" containers: [{{name: a, {probe}}}], {more}}}}}"
    )


CLAIM = "volumes: [{name: cache, persistentVolumeClaim: {claimName: gemma}}]"
PROBE = "startupProbe: {failureThreshold: 30, periodSeconds: 10, initialDelaySeconds: 5}"


def test_the_start_up_probe_and_the_old_pods_grace_bound_it() -> None:
    assert gap_of(template(grace=120), template(probe=PROBE), {}, alone=True) == Gap(30, 120 + 5 + 300)
    assert gap_of(template(grace=120), template(probe=PROBE), {}, alone=False) == Gap(30, 305)


def test_without_a_start_up_probe_nothing_bounds_it() -> None:
    assert gap_of(template(), template(), {}, alone=True) == Gap(30, None)


def test_a_model_is_read_and_downloaded_unless_it_is_on_a_claim() -> None:
    """2.6e9 weights of 2 bytes, and an autoencoder of 7.6e7 numbers: 5.4e9 bytes at 2e7 a second, read at 2e8."""
    downloaded = gap_of(template(), template(), GEMMA, alone=True)
    cached = gap_of(template(CLAIM), template(CLAIM), GEMMA, alone=True)
    assert cached.likely == 60 + 26
    assert downloaded.likely == 60 + 26 + 268


def test_another_model_is_not_on_the_claim_yet() -> None:
    found = gap_of(template(CLAIM, model="gpt2-small"), template(CLAIM), GEMMA, alone=True)
    assert found == gap_of(template(), template(), GEMMA, alone=True)


def test_the_likely_time_is_not_longer_than_the_longest() -> None:
    probe = "startupProbe: {failureThreshold: 1, periodSeconds: 1}"
    assert gap_of(template(grace=0), template(probe=probe), GEMMA, alone=True) == Gap(1, 1)


def test_settings_that_make_no_sense_are_no_model() -> None:
    for settings in ({"MODEL_ID": "unknown"}, GEMMA | {"SAE_SETS": "no list"}, GEMMA | {"INCLUDE_SAE": '["("]'}):
        assert gap_of(template(), template(), settings, alone=True).likely is not None
