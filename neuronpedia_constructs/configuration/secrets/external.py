"""The objects from which the External Secrets Operator creates our Secrets."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.kubernetes.custom_resources import EXTERNAL_SECRET
from neuronpedia_constructs.draft.kubernetes.objects import KubeObject
from neuronpedia_constructs.draft.kubernetes.retention import kept

from .needed import needed_keys
from .variables import DATABASE, OWN_SECRETS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from neuronpedia_constructs.draft.kubernetes.bridge import Fields
    from neuronpedia_constructs.draft.workload import WorkloadDraft

    from .sources import ExternalSecrets

# Go's urlquery writes a space as '+', which in this part of an address is a plus.
ENCODED_PASSWORD = '{{ .POSTGRES_PASSWORD | urlquery | replace "+" "%20" }}'
"""A template that the operator replaces with the percent-encoded database password."""


# The operator's defaults, written out because Argo CD compares the items of lists literally.
_REMOTE_REF: Fields = {"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"}
_TARGET: Fields = {"creationPolicy": "Owner", "deletionPolicy": "Retain"}
_TEMPLATE: Fields = {"engineVersion": "v2", "mergePolicy": "Replace"}


def external_secrets(
    source: ExternalSecrets, drafts: Sequence[WorkloadDraft], addresses: Mapping[str, str], labels: Mapping[str, str]
) -> Iterator[KubeObject]:
    """Yield one ExternalSecret for each of our Secrets that pods refer to.

    Args:
        source: the store.
        drafts: the final drafts of an environment.
        addresses: the composed values by key, with `ENCODED_PASSWORD` as the password.
        labels: labels of the objects.
    """
    keys = (key for key in needed_keys(drafts) if key.secret in OWN_SECRETS)
    for secret, group in groupby(keys, key=lambda key: key.secret):
        names = [key.name for key in group]
        composed = {name: addresses[name] for name in names if name in addresses}
        fetched = [name for name in names if name not in composed]
        fields = {
            "metadata": {"name": secret, "labels": labels},
            "spec": _specification(source, secret, fetched, composed),
        }
        made = KubeObject(EXTERNAL_SECRET, f"external-secret-{secret}", fields)
        # Kubernetes would delete the Secret with it, and the database that stays needs its password.
        yield kept(made) if secret == DATABASE else made


def _specification(source: ExternalSecrets, secret: str, read: Sequence[str], composed: Mapping[str, str]) -> Fields:
    target: Fields = {**_TARGET, "name": secret}
    if composed:
        copied = {name: f"{{{{ .{name} }}}}" for name in read}
        target["template"] = {**_TEMPLATE, "data": {**copied, **composed}}
    # The password is read for the addresses, also where it is no key of its own.
    fetched = [*read, *({"POSTGRES_PASSWORD"} - set(read) if composed else ())]
    entry = {**_REMOTE_REF, "nullBytePolicy": source.null_byte_policy, "key": source.path}
    return {
        "refreshInterval": source.refresh_interval,
        "secretStoreRef": {"kind": source.kind, "name": source.store},
        "target": target,
        "data": [{"secretKey": name, "remoteRef": {**entry, "property": name}} for name in fetched],
    }
