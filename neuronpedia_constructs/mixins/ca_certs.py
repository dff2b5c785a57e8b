"""Certificate authorities of an organisation, for networks that inspect TLS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from neuronpedia_constructs.draft.workload import ConfigMapFiles, Prerequisite
from neuronpedia_constructs.names import is_config_key, is_dns_name
from neuronpedia_constructs.problems import Problem, quoted

from .mixin import Mixin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from neuronpedia_constructs.draft.workload import Runtime, WorkloadDraft

_VOLUME = "corporate-ca-certs"

_VARIABLES: dict[Runtime, tuple[str, ...]] = {
    # Node adds the bundle to its own roots; Prisma's engine is an OpenSSL program and takes the bundle instead of them.
    "node": ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"),
    "python": ("CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"),
    "native": (),
}
"""Variables that name a CA bundle, by what reads them."""


class CorporateCaCerts(Mixin):
    """Trust the CA bundle in a ConfigMap, in every service that makes TLS connections of its own.

    Args:
        config_map: name of the ConfigMap, made outside of the app.
        key: its key that holds the bundle in PEM format; default `ca-certificates.crt`. Most programs trust this
            bundle *instead of* the public authorities, so it has to contain those too.
        mount_path: directory in which the bundle appears; default `/usr/local/share/ca-certificates`.

    PostgreSQL, which calls nobody, gets none.
    """

    concern = "corporate CA certificates"

    def __init__(
        self,
        config_map: str,
        *,
        key: str = "ca-certificates.crt",
        mount_path: str = "/usr/local/share/ca-certificates",
    ) -> None:
        self.config_map: Final = config_map
        self.key: Final = key
        self.mount_path: Final = mount_path

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Tell whether a container of the workload reads a variable that names a CA bundle."""
        return any(_VARIABLES[container.runtime] for container in draft.all_containers())

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Mount the bundle, and name it to the programs in the variables they read."""
        bundle = f"{self.mount_path}/{self.key}"
        draft.pod.volumes[_VOLUME] = ConfigMapFiles(self.config_map, self.key)
        draft.prerequisites.add(Prerequisite("ConfigMap", self.config_map, (self.key,)))
        for container in draft.all_containers():
            if variables := _VARIABLES[container.runtime]:
                container.mounts[self.mount_path] = _VOLUME
                container.env.update(dict.fromkeys(variables, bundle))

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments."""
        if not is_dns_name(self.config_map):
            fix = 'write it as "corporate-ca-certificates"'
            yield Problem("CA certificates ConfigMap", quoted(self.config_map), "the name of a ConfigMap", fix)
        if not is_config_key(self.key):
            fix = 'write it as "ca-certificates.crt"'
            yield Problem("CA certificates key", quoted(self.key), "a key of the ConfigMap", fix)
        path = str(self.mount_path)
        if not path.startswith("/") or path.rstrip("/") != path:
            allowed = "an absolute path without trailing slash"
            fix = 'write it as "/usr/local/share/ca-certificates"'
            yield Problem("CA certificates mount_path", quoted(self.mount_path), allowed, fix)
