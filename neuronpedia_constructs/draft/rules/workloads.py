"""What has to hold for every workload, whatever it runs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from neuronpedia_constructs.configuration.secrets.variables import PUBLIC, PUBLIC_VARIABLES, is_secret
from neuronpedia_constructs.draft.pod import SecretKey
from neuronpedia_constructs.draft.volumes import Scratch
from neuronpedia_constructs.validation.names import (
    LABEL_LENGTH,
    is_config_key,
    is_label_key,
    is_label_value,
    is_variable,
)
from neuronpedia_constructs.validation.problems import Problem, quoted
from neuronpedia_constructs.validation.quantities import amount, has_unit

from .pod_security import check_pod_security

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neuronpedia_constructs.draft.image import ImageSource
    from neuronpedia_constructs.draft.pod import ContainerDraft
    from neuronpedia_constructs.draft.workload import WorkloadDraft
    from neuronpedia_constructs.environment.settings import Settings

_TOKEN = re.compile(
    r"(hf_|sk-|gh[pousr]_|github_pat_|AKIA|AIza|xox[a-z]-)[A-Za-z0-9_-]{8}|-----BEGIN [A-Z ]*PRIVATE KEY"
)
"""How the keys of Hugging Face, OpenAI, Anthropic, GitHub, AWS, Google and Slack begin, and private keys."""

_SECRET_IN_URL = re.compile(r"://[^/@\s:]*:.*@|[?&](api_?key|token|password|secret)=", re.IGNORECASE)


def check_workload(draft: WorkloadDraft, settings: Settings) -> Iterator[Problem]:
    """List what is wrong with a workload after its mixins have been applied."""
    if not settings.is_local:
        # An image that several containers run is reported once: for the last, the workload's own.
        for container in {container.image: container for container in draft.all_containers()}.values():
            yield from _check_image(container, draft.pod.image_source)
    for container in draft.all_containers():
        yield from _check_resources(container)
        yield from _check_variables(container)
        variables = {name: value for name, value in container.env.items() if value or name not in container.never_empty}
        yield from _check_literals(f"of container {container.name}", variables)
        yield from _check_empty(container, draft)
        yield from _check_mounts(container, draft)
    if not isinstance(draft.replicas, int) or draft.replicas < 1:
        yield Problem("replicas", quoted(draft.replicas), "a whole number from 1", "write it as 1")
    if draft.autoscaled is not None:
        yield from _check_autoscaled(draft)
    yield from _check_volumes(draft)
    yield from check_pod_security(draft)
    for name, data in draft.config_maps.items():
        yield from _check_config(name, data)
        yield from _check_literals(f"in ConfigMap {name}", data)
    # What becomes a label of ours has been checked under its own name.
    checked = {settings.environment, draft.selector.get("instance"), str(draft.model.name) if draft.model else None}
    own = {label: value for label, value in draft.all_labels.items() if value not in checked}
    yield from _check_labels("label", own)
    yield from _check_labels("node selector", draft.pod.node_selector)


def _check_autoscaled(draft: WorkloadDraft) -> Iterator[Problem]:
    for container in draft.pod.containers.values():
        if "cpu" not in container.resources.requests:
            allowed = "an amount: the autoscaler compares what is used with it"
            fix = 'request some, such as "500m", or leave Autoscaling out'
            yield Problem(f"resources of container {container.name}: cpu request", "missing", allowed, fix)


def _check_volumes(draft: WorkloadDraft) -> Iterator[Problem]:
    scratch = {name: volume for name, volume in draft.pod.volumes.items() if isinstance(volume, Scratch)}
    for kind, volumes in (("volume claim", draft.claims), ("volume", scratch)):
        for name, volume in volumes.items():
            if not has_unit(volume.size):
                allowed = 'a quantity with a unit, such as "10Gi"'
                yield Problem(f"{kind} {name}", quoted(volume.size), allowed, "add a unit")


def _check_labels(field: str, labels: Mapping[str, str]) -> Iterator[Problem]:
    for key, value in labels.items():
        if not is_label_key(key):
            allowed = f"a name of at most {LABEL_LENGTH} letters, digits, '-', '_' and '.', with or without <domain>/"
            yield Problem(f"{field} key", quoted(key), allowed, 'write it as "example.org/team"')
        elif value and not is_label_value(value):
            allowed = f"letters, digits, '-', '_' and '.', at most {LABEL_LENGTH} characters"
            yield Problem(f"{field} {key}", quoted(value), allowed, "choose a shorter or plainer value")


def _check_variables(container: ContainerDraft) -> Iterator[Problem]:
    for name in container.env:
        if not is_variable(name):
            allowed = "letters, digits, '-', '_' and '.', not beginning with a digit"
            yield Problem(f"variable of container {container.name}", quoted(name), allowed, 'write it as "MY_VARIABLE"')
    for name, value in container.env.items():
        if not isinstance(value, (str, SecretKey)) and not hasattr(value, "secret_key_ref"):
            place = f"variable {name} of container {container.name}"
            allowed = "a text, a SecretKey or a k8s.EnvVarSource"
            yield Problem(place, f"a {type(value).__name__}", allowed, "write a text, or refer to a key of a Secret")


def _check_config(config_map: str, data: Mapping[str, object]) -> Iterator[Problem]:
    for key, value in data.items():
        if not is_config_key(key):
            allowed = "letters, digits, '-', '_' and '.', at most 253 characters"
            yield Problem(f"key of ConfigMap {config_map}", quoted(key), allowed, 'write it as "MY_VARIABLE"')
        elif not isinstance(value, str):
            plain = isinstance(value, (int, float))
            fix = f'write it as "{value}"' if plain else "write a text"
            given = quoted(value) if plain else f"a {type(value).__name__}"
            yield Problem(f"{key} in ConfigMap {config_map}", given, "a text", fix)


def _check_literals(where: str, variables: Mapping[str, object]) -> Iterator[Problem]:
    """List secrets whose values would be in the manifest; the values stay out of the message, too."""
    for name, value in variables.items():
        if not isinstance(value, str) or (value == PUBLIC and name in PUBLIC_VARIABLES):
            continue
        if is_secret(name) or _TOKEN.match(value):
            allowed = "a reference to a key of a Secret: no value of a secret may be in a manifest"
            fix = f'put the value into a Secret and write SecretKey("<secret>", "{name}"), or remove the variable'
            yield Problem(f"variable {name} {where}", "a text, which is not shown", allowed, fix)
        elif _SECRET_IN_URL.search(value):
            fix = "put the whole address into a Secret, and refer to its key with SecretKey"
            yield Problem(f"variable {name} {where}", "an address with a password or key", "one without", fix)


def _check_image(container: ContainerDraft, source: ImageSource) -> Iterator[Problem]:
    if not source.pins(container.image):
        allowed = 'an image with a digest or a tag where stage is not "local", but "latest" is whatever was pushed last'
        fix = 'give the registry a release: HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2")'
        given = quoted(source.reference(container.image))
        yield Problem(f"image of container {container.name}", given, allowed, fix)


def _check_resources(container: ContainerDraft) -> Iterator[Problem]:
    requests, limits = container.resources.requests, container.resources.limits
    for resource in [*requests, *(limits.keys() - requests.keys())]:
        place = f"resources of container {container.name}: {resource}"
        both = [amounts[resource] for amounts in (requests, limits) if resource in amounts]
        given = both[:1] if both[0] == both[-1] else both
        # Extended resources, whose names have a domain, are devices: there are only whole ones.
        whole = "/" in resource
        wrong = [value for value in given if not (found := amount(value)) or (whole and found % 1)]
        for value in wrong:
            allowed = "a whole number from 1" if whole else 'a positive quantity, such as "500m", "8" or "26Gi"'
            fix = 'write it as "1"' if whole else "write the number with its unit"
            yield Problem(place, quoted(value), allowed, fix)
        if len(given) > 1 and not wrong:
            request, limit = given
            if (amount(limit) or 0) < (amount(request) or 0):
                below = f"{limit!r}, below its request of {request!r}"
                yield Problem(f"{place} limit", below, f"at least {request}", "raise the limit or lower the request")


def _check_empty(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    read = {name: data for name, data in draft.config_maps.items() if name in container.config_maps}
    own = {name: value for name, value in container.env.items() if isinstance(value, str)}
    for where, variables in {**read, f"container {container.name}": own}.items():
        for name, value in variables.items():
            if not value and name in container.never_empty:
                allowed = "a value, or no such variable: the service takes an empty one for an answer"
                yield Problem(f"variable {name} of {where}", "''", allowed, "remove it, or give it a value")


def _check_mounts(container: ContainerDraft, draft: WorkloadDraft) -> Iterator[Problem]:
    volumes = [*draft.pod.volumes, *draft.claims]
    for path, mount in container.mounts.items():
        volume = mount if isinstance(mount, str) else mount.name
        if volume not in volumes:
            allowed = f"a volume of the pod: {', '.join(sorted(volumes))}"
            fix = "add the volume to the draft's pod.volumes, or correct its name"
            yield Problem(f"mount {path} of container {container.name}", quoted(volume), allowed, fix)


def check_shared_secrets(drafts: Sequence[WorkloadDraft]) -> Iterator[Problem]:
    """List inference servers that demand another secret than the one that the webapp sends to all of them."""
    (sent,) = (draft.main.env.get("INFERENCE_SERVER_SECRET") for draft in drafts if draft.name == "webapp")
    for draft in drafts:
        if draft.takes_model and draft.main.env.get("SECRET") != sent:
            given = "not the one that the webapp sends, so the webapp cannot use this server"
            fix = "give the environment PublicInference() if all of its servers are public; else leave it as it is"
            yield Problem("SECRET", given, "one secret for all servers of a webapp", fix, draft.name, warning=True)
