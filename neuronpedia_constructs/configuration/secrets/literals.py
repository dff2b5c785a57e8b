"""The check that no manifest contains a secret value."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from neuronpedia_constructs.draft.rules.objects.places import containers, places, pod_templates, shown
from neuronpedia_constructs.validation.names import looks_secret
from neuronpedia_constructs.validation.problems import Problem

from .variables import PUBLIC, PUBLIC_VARIABLES, is_secret

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from neuronpedia_constructs.draft.kubernetes.bridge import Manifest

_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])"
    r"(hf_|sk-|gh[pousr]_|github_pat_|glpat-|AKIA|ASIA|AIza|xox[a-z]-|npm_)[A-Za-z0-9_-]{8}"
    r"|-----BEGIN [A-Z ]*PRIVATE KEY"
    r"|eyJ[A-Za-z0-9_-]{8,}\.eyJ"
    r"|\b(Bearer|Basic) [A-Za-z0-9+/=._-]{8}"
)
"""How keys of Hugging Face, OpenAI, Anthropic, GitHub, GitLab, AWS, Google, Slack and npm begin; private keys, JSON Web
Tokens, and Authorization headers."""

_SIGNS = (
    *("hf_", "sk-", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "AKIA", "ASIA", "AIza", "xox"),
    *("npm_", "PRIVATE KEY", "eyJ", "Bearer ", "Basic "),
)
"""What each of them contains."""

_SECRET_IN_URL = re.compile(
    r"://[^/@\s:]{0,200}:(?!\{\{|\$\(|[0-9]{1,5}/)[^@\n]{0,200}@|[?&](api_?key|token|password|secret)=", re.IGNORECASE
)
"""A reference is not a password. The lengths are bounded so that a long text is searched in linear time."""

_FLAG = re.compile(r"--?(?P<name>[A-Za-z][A-Za-z0-9_.-]*)(=(?P<value>.+))?", re.DOTALL)


def literal_problems(manifest: Manifest, text: str) -> Iterator[Problem]:
    """List the places of an object, given as JSON too, with secret values. Messages do not show the values."""
    named = list(_named(manifest))
    for place, _, fix in named:
        allowed = "a reference to a key of a Secret; manifests must not contain secrets"
        yield Problem("secrets.literal", place, "the manifest would contain its value", allowed, fix)
    yield from _recognized(manifest, text, {id(value) for _, value, _ in named})


def _named(manifest: Manifest) -> Iterator[tuple[str, object, str]]:
    """Yield each place whose name says that its value is secret, the value, and the fix."""
    data = manifest.get("data") if manifest["kind"] == "ConfigMap" else None
    yield from _variables(f"in ConfigMap {manifest['metadata']['name']}", data or {})
    for template in pod_templates(manifest):
        for container in containers(template["spec"]):
            of = f"of container {container['name']}"
            variables = {entry["name"]: entry.get("value") for entry in container.get("env") or ()}
            yield from _variables(of, variables)
            for name, value in _flags([*(container.get("command") or ()), *(container.get("args") or ())]):
                if looks_secret(name):
                    fix = "pass a variable instead, and refer to a key of a Secret with SecretKey"
                    yield f"argument --{name} {of}", value, fix


def _variables(where: str, variables: Mapping[str, Any]) -> Iterator[tuple[str, object, str]]:
    for name, value in variables.items():
        if isinstance(value, str) and is_secret(name) and not (value == PUBLIC and name in PUBLIC_VARIABLES):
            fix = f'put the value into a Secret and write SecretKey("<secret>", "{name}"), or remove the variable'
            yield f"variable {name} {where}", value, fix


def _flags(words: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the name and the value of each flag among the arguments of a program."""
    for word, following in pairwise([*words, "-"]):
        match = _FLAG.fullmatch(word) if isinstance(word, str) else None
        value = match and (match["value"] or ("" if following.startswith("-") else following))
        if match and value and not value.startswith("$("):
            yield match["name"], value


def _recognized(manifest: Manifest, text: str, known: set[int]) -> Iterator[Problem]:
    """Yield a problem for each text that contains something with the form of a secret."""
    if not any(sign in text for sign in _SIGNS) and not ("://" in text and any(sign in text for sign in "@?&")):
        return
    for trail, value in places(manifest):
        if not isinstance(value, str) or id(value) in known:
            continue
        place = _place(trail, manifest)
        if _TOKEN.search(value):
            allowed = "a reference to a key of a Secret; manifests must not contain secrets"
            fix = "put the value into a Secret, and refer to its key with SecretKey"
            yield Problem("secrets.literal", place, "the manifest would contain a key or token", allowed, fix)
        elif _SECRET_IN_URL.search(value):
            cause = "the URL contains a password or a key"
            fix = "put the whole URL into a Secret, and refer to its key with SecretKey"
            yield Problem("secrets.in-address", place, cause, "a URL without credentials", fix)


def _place(trail: tuple[str, ...], manifest: Manifest) -> str:
    """Return how the place of a text is named, which for a variable is its name."""
    if manifest["kind"] == "ConfigMap" and trail[:1] == ("data",):
        return f"variable {trail[-1]} in ConfigMap {manifest['metadata']['name']}"
    if trail[-3:-2] == ("env",) and trail[-1] == "value":
        return f"variable {trail[-2][1:-1]} of container {trail[-4][1:-1]}"
    return shown(trail)
