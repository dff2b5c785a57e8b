"""The check that no manifest contains a secret value."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.problems import Problem

from .variables import PUBLIC, PUBLIC_VARIABLES, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.workload import WorkloadDraft

_TOKEN = re.compile(
    r"(hf_|sk-|gh[pousr]_|github_pat_|AKIA|AIza|xox[a-z]-)[A-Za-z0-9_-]{8}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
"""Prefixes of keys from Hugging Face, OpenAI, Anthropic, GitHub, AWS, Google and Slack, and of private keys."""

_SECRET_IN_URL = re.compile(r"://[^/@\s:]*:.*@|[?&](api_?key|token|password|secret)=", re.IGNORECASE)


def literal_problems(draft: WorkloadDraft) -> Iterator[Problem]:
    """List the variables of a workload whose values are secrets. Messages do not show the values."""
    for container in draft.all_containers():
        variables = {
            name: value for name, value in container.env.items() if value or name not in container.nonempty_variables
        }
        yield from literals(f"of container {container.name}", variables)
    for name, data in draft.config_maps.items():
        yield from literals(f"in ConfigMap {name}", data)


def literals(where: str, variables: Mapping[str, object]) -> Iterator[Problem]:
    """List the variables in one place whose values are secrets."""
    for name, value in variables.items():
        if not isinstance(value, str) or (value == PUBLIC and name in PUBLIC_VARIABLES):
            continue
        if is_secret(name) or _TOKEN.match(value):
            allowed = "a reference to a key of a Secret; manifests must not contain secrets"
            fix = f'put the value into a Secret and write SecretKey("<secret>", "{name}"), or remove the variable'
            yield Problem(
                "secrets.literal", f"variable {name} {where}", "the manifest would contain its value", allowed, fix
            )
        elif _SECRET_IN_URL.search(value):
            fix = "put the whole URL into a Secret, and refer to its key with SecretKey"
            yield Problem(
                "secrets.in-address",
                f"variable {name} {where}",
                "the URL contains a password or a key",
                "a URL without credentials",
                fix,
            )
