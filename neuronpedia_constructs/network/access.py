"""The connections of an environment to the outside."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

from neuronpedia_constructs.draft.address import Address, place
from neuronpedia_constructs.validation import texts
from neuronpedia_constructs.validation.hosts import is_network, network
from neuronpedia_constructs.validation.names import is_label
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem, quoted

from .dns import ClusterDns
from .mesh import Mesh

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from ipaddress import IPv4Network, IPv6Network

    from neuronpedia_constructs.draft.context import Context

_PROXY = texts.Url(
    "an http:// URL of host and port, without user, and not of the pod itself",
    "http://proxy.example.org:3128",
    ("http",),
)


@dataclass(frozen=True, kw_only=True)
class NetworkAccess(PlainArguments):
    """Who may connect to the site, and what its pods may connect to outside of the environment."""

    ingress_namespace: str | None = None
    """Namespace of the ingress controller or of the Gateway's pods. Only pods there may connect to the webapp. Default:
    any pod may connect, because that namespace differs between clusters."""
    egress_cidrs: Sequence[str] | None = None
    """Networks outside of the cluster that pods may connect to, in CIDR notation. Default: the internet without private
    networks on port 443, and any address on the ports that other arguments name."""
    https_proxy: str | None = None
    """URL of a proxy to the internet, such as "http://proxy.example.org:3128". With `egress_cidrs`, pods also connect
    to those networks directly. Default: none."""
    dns: ClusterDns = field(default_factory=ClusterDns)
    """The cluster's DNS server. Default: `ClusterDns()`, the pods `k8s-app: kube-dns` in `kube-system`."""
    mesh: Mesh | None = None
    """The service mesh that the pods are part of: `IstioSidecars()` or `IstioAmbient()`. Default: none."""
    cluster: str | None = None
    """Name of the Kubernetes cluster, a DNS-1123 label such as "east". Set it if environments of one app have the same
    namespace in different clusters. Otherwise you get a warning, because in one cluster they would overwrite each
    other. It does not appear in manifests. Default: none; an environment with stage "local" has its own cluster."""

    @property
    def proxy(self) -> Address | None:
        """The host and port of the proxy, or None."""
        return Address.of_url(str(self.https_proxy)) if _PROXY.accepts(self.https_proxy) else None

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        yield from _cidr_problems(self.egress_cidrs)
        if self.https_proxy is not None and (
            self.proxy is None or self.https_proxy.count("/") > len("//") or place(self.proxy.host).kind == "pod"
        ):
            fix = f'write https_proxy="{_PROXY.example}"'
            yield Problem.invalid(
                "network.https-proxy-invalid", "network https_proxy", self.https_proxy, _PROXY.allowed, fix
            )
        if self.proxy is not None and self.egress_cidrs is None:
            given = f"the webapp's clients of S3, OpenAI, Azure and Anthropic do not use {quoted(self.https_proxy)}"
            allowed = "networks that they may reach directly, unless you do not need imports and those models"
            fix = "write egress_cidrs=[…] with the networks to reach directly"
            yield Problem("network.https-proxy-partial", "network https_proxy", given, allowed, fix, warning=True)
        if self.ingress_namespace is not None and not is_label(self.ingress_namespace):
            fix = 'write ingress_namespace="ingress-nginx", or leave it out'
            yield Problem.invalid(
                "network.ingress-namespace-invalid",
                "network ingress_namespace",
                self.ingress_namespace,
                "the name of a namespace",
                fix,
            )
        if self.cluster is not None and not is_label(self.cluster):
            yield Problem.invalid(
                "network.cluster-invalid", "network cluster", self.cluster, "a DNS-1123 label", 'write cluster="east"'
            )
        if isinstance(self.mesh, Mesh):
            yield from self.mesh.problems(context)
        elif self.mesh is not None:
            allowed = "IstioSidecars(...) or IstioAmbient()"
            fix = "write mesh=IstioSidecars(), or leave it out"
            yield Problem.invalid("network.mesh-invalid", "network mesh", self.mesh, allowed, fix)
        if isinstance(self.dns, ClusterDns):
            yield from self.dns.problems(context)
        else:
            yield Problem.invalid(
                "network.dns-invalid",
                "network dns",
                self.dns,
                "a ClusterDns",
                "write dns=ClusterDns(), or leave it out",
            )


def _cidr_problems(cidrs: object) -> Iterator[Problem]:
    if cidrs is None:
        return
    if isinstance(cidrs, str) or not isinstance(cidrs, (list, tuple)):
        fix = 'write egress_cidrs=["203.0.113.0/24"]'
        yield Problem.invalid(
            "network.egress-cidrs-invalid", "network egress_cidrs", cidrs, "a list of networks in CIDR notation", fix
        )
        return
    networks: list[IPv4Network | IPv6Network] = []
    for cidr in cidrs:
        found = network(cidr)
        if found is None or not is_network(cidr):
            exact = f"write {str(found)!r}" if found else 'write it as "203.0.113.0/24"'
            allowed = "a network in CIDR notation without host bits"
            yield Problem.invalid("network.cidr-invalid", "network egress_cidrs", cidr, allowed, exact)
        else:
            networks.append(found)
    for one, other in combinations(networks, 2):
        if one.version == other.version and one.overlaps(other):
            wider, narrower = sorted((one, other), key=lambda found: found.prefixlen)
            cause = f"{str(narrower)!r} is in {str(wider)!r}"
            fix = f"remove {str(narrower)!r}, or the wider one"
            yield Problem("network.cidrs-overlap", "network egress_cidrs", cause, "networks that do not overlap", fix)
