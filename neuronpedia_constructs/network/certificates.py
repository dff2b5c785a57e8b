"""Certificate authorities of an organization, for networks that inspect TLS."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from neuronpedia_constructs.draft.pod import ContainerDraft, Resources
from neuronpedia_constructs.draft.volumes import ConfigMapVolume, EmptyDir
from neuronpedia_constructs.draft.workload import Prerequisite
from neuronpedia_constructs.mixins.mixin import Mixin
from neuronpedia_constructs.validation.names import is_config_key, is_dns_name, matches
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.pod import Runtime
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_GIVEN = "corporate-ca-certs"
_MERGED = "ca-bundle"
_NAME = "merge-ca-certs"
_FOLDER = "/corporate-ca-certs"
_BUNDLE = "ca-certificates.crt"
_WRITTEN = "/ca-bundle"
"""Where the bundle is written. It is read elsewhere, because an image may have its own bundle there."""

_PATH = re.compile(r"(/[\w.-]+)+")

_OF_IMAGES = (
    # The system, and what the runtime mounts.
    *("/bin", "/boot", "/dev", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/run/secrets", "/sbin", "/sys", "/usr"),
    *("/var/lib/dpkg", "/var/run"),
    # Settings of the system's libraries, and what the kubelet writes.
    *("/etc/alternatives", "/etc/group", "/etc/hostname", "/etc/hosts", "/etc/ld.so.cache", "/etc/ld.so.conf"),
    *("/etc/ld.so.conf.d", "/etc/localtime", "/etc/nsswitch.conf", "/etc/passwd", "/etc/pki/tls/openssl.cnf"),
    *("/etc/resolv.conf", "/etc/services", "/etc/ssl/openssl.cnf"),
    # The applications: Neuronpedia's own, that of the AWS command line, drivers of GPUs, and homes with programs.
    *("/app", "/aws", "/home/nextjs", "/opt/nvidia", "/root"),
)
"""Folders and files that programs need. A volume hides everything at its path and below."""

_FREE = ("/usr/local/share/", "/usr/share/ca-certificates/", "/usr/share/pki/")
"""Folders in them that are for files like these."""

_VARIABLES: dict[Runtime, tuple[str, ...]] = {
    "aws": ("AWS_CA_BUNDLE",),
    # Node adds the bundle to its own roots; Prisma's engine is an OpenSSL program and takes the bundle instead of them.
    "node": ("NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"),
    "python": ("CURL_CA_BUNDLE", "GIT_SSL_CAINFO", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"),
    "native": (),
}
"""Variables that name a CA bundle, by runtime."""

_MERGE = """\
set -eu
for store in /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem; do
  [ -s "$store" ] && break
  store=
done
if [ -n "$store" ]; then
  cat "$store"
elif python3 -c 'import certifi' 2> /dev/null; then
  python3 -c 'import certifi; print(open(certifi.where()).read())'
elif node --version > /dev/null 2>&1; then
  node -e 'console.log(require("tls").rootCertificates.join("\\n"))'
else
  echo "This image has no bundle of public certificate authorities." >&2
  exit 1
fi > "$CA_BUNDLE"
# Programs ignore a truncated certificate, or the whole bundle, without an error.
begun=0
ended=0
while IFS= read -r line || [ -n "$line" ]; do
  line="${line%"$(printf '\\r')"}"
  case "${line#"$(printf '\\357\\273\\277')"}" in
    "-----BEGIN CERTIFICATE-----") begun=$((begun + 1)) ;;
    "-----END CERTIFICATE-----") ended=$((ended + 1)) ;;
  esac
done < "$CORPORATE_CA"
if [ "$begun" = 0 ] || [ "$begun" != "$ended" ]; then
  echo "$CORPORATE_CA has no certificate in PEM format, or a truncated one." >&2
  exit 1
fi
# The next certificate must start on a new line.
echo >> "$CA_BUNDLE"
cat "$CORPORATE_CA" >> "$CA_BUNDLE"
"""


@dataclass(kw_only=True, eq=False)
class CorporateCaCerts(Mixin):
    """Trust the certificate authorities in a ConfigMap, in addition to the public ones.

    It supports every workload with outgoing connections; PostgreSQL has none. Most programs read a single bundle, so an
    init container merges the authorities of the workload's image with those of the ConfigMap.
    """

    concern: ClassVar[str | None] = "corporate CA certificates"

    config_map: str = field(kw_only=False)
    """Name of the ConfigMap, which you create elsewhere."""
    key: str = "ca-certificates.crt"
    """The ConfigMap's key with the certificates in PEM format. Default "ca-certificates.crt"."""
    mount_path: str = "/usr/local/share/ca-certificates"
    """Folder for the bundle `ca-certificates.crt`. It must hide nothing that programs need.
    Default "/usr/local/share/ca-certificates"."""

    supported: ClassVar[str] = "workloads that call others; give it to the environment, where it skips the database"

    def supports_draft(self, draft: WorkloadDraft) -> bool:
        """Return whether a container of the workload reads a variable that names a CA bundle."""
        return any(_VARIABLES[container.runtime] for container in draft.all_containers())

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Merge the bundle in an init container, and set the variables that name it."""
        bundle = f"{self.mount_path}/{_BUNDLE}"
        calling = [container for container in draft.all_containers() if _VARIABLES[container.runtime]]
        draft.prerequisites.add(Prerequisite("ConfigMap", self.config_map, (self.key,)))
        draft.pod.volumes[_GIVEN] = ConfigMapVolume(self.config_map, self.key)
        draft.pod.volumes[_MERGED] = EmptyDir("10Mi")
        for container in calling:
            # A path that the workload has something at is reported below.
            container.volume_mounts.setdefault(self.mount_path, _MERGED)
            container.env.update(dict.fromkeys(_VARIABLES[container.runtime], bundle))
        draft.pod.init_containers = {_NAME: self._merge(calling[-1]), **draft.pod.init_containers}

    def problems_with_targets(self, targets: Sequence[WorkloadDraft]) -> Iterator[Problem]:
        """List a problem if a workload already uses the path of the bundle, or if no workload is supported."""
        yield from super().problems_with_targets(targets)
        if any(self._path_problems()):
            return
        mounts = [mount for draft in targets for c in draft.all_containers() for mount in c.volume_mounts.items()]
        volumes = [(path, mount if isinstance(mount, str) else str(mount.name)) for path, mount in mounts]
        taken = [(path, name) for path, name in volumes if name != _MERGED and _overlap(path, self.mount_path)]
        if taken:
            path, volume = min(taken)
            cause = f"{quoted(self.mount_path)} overlaps with {quoted(path)}, where a workload has its volume {volume}"
            yield Problem(
                "certificates.mount-path-taken",
                "CA certificates mount_path",
                cause,
                "an unused path",
                "leave it out",
            )

    def _merge(self, caller: ContainerDraft) -> ContainerDraft:
        """Return the container that merges the bundle; it uses the image of the main container."""
        return ContainerDraft(
            name=_NAME,
            image=caller.image,
            command=("/bin/sh", "-c", _MERGE),
            env={"CA_BUNDLE": f"{_WRITTEN}/{_BUNDLE}", "CORPORATE_CA": f"{_FOLDER}/{self.key}"},
            resources=Resources(requests={"cpu": "100m", "memory": "64Mi"}, limits={"cpu": "1", "memory": "256Mi"}),
            volume_mounts={_FOLDER: _GIVEN, _WRITTEN: _MERGED},
        )

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments."""
        if not is_dns_name(self.config_map):
            fix = 'write it as "corporate-ca-certificates"'
            yield Problem.invalid(
                "certificates.config-map-invalid",
                "CA certificates ConfigMap",
                self.config_map,
                "the name of a ConfigMap",
                fix,
            )
        if not is_config_key(self.key):
            fix = 'write it as "ca-certificates.crt"'
            yield Problem.invalid(
                "certificates.key-invalid", "CA certificates key", self.key, "a key of the ConfigMap", fix
            )
        yield from self._path_problems()

    def _path_problems(self) -> Iterator[Problem]:
        place, fix = "CA certificates mount_path", 'write it as "/usr/local/share/ca-certificates"'
        if not matches(_PATH, self.mount_path) or {".", ".."} & set(str(self.mount_path).split("/")):
            allowed = "an absolute path without trailing slash"
            yield Problem.invalid("certificates.mount-path-invalid", place, self.mount_path, allowed, fix)
        elif hidden := _hidden(self.mount_path):
            cause = f"{quoted(self.mount_path)} would hide files of images in {hidden}"
            allowed = "a path that no program needs, such as /etc/company, or one below /usr/local/share"
            yield Problem("certificates.mount-path-hides", place, cause, allowed, fix)


def _hidden(path: str) -> str | None:
    """Return what programs need and a volume at a path would hide, or None."""
    if f"{path}/".startswith(_FREE) and f"{path}/" != _FREE[0]:
        return None
    return next((needed for needed in _OF_IMAGES if _overlap(path, needed)), None)


def _overlap(path: str, other: str) -> bool:
    """Return whether one of two paths is the other, or below it."""
    return f"{path}/".startswith(f"{other}/") or f"{other}/".startswith(f"{path}/")
