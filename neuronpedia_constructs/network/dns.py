"""The DNS server of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import TYPE_CHECKING

from neuronpedia_constructs.validation.names import is_label, is_label_key, is_label_value
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.context import Context

_LAST_PORT = 65535


@dataclass(frozen=True, kw_only=True)
class ClusterDns(PlainArguments):
    """The DNS server that pods use, for the NetworkPolicies that allow it.

    A NetworkPolicy applies to a packet's address after the cluster has rewritten it. So give the pods and ports of the
    server itself, not of its Service.
    """

    namespace: str = "kube-system"
    """Namespace of the server's pods. Default "kube-system"."""
    pod_labels: Mapping[str, str] | None = None
    """Labels of the server's pods. Default: {"k8s-app": "kube-dns"}, which CoreDNS has too. {} means no pods."""
    cidrs: Sequence[str] = ("169.254.20.10/32",)
    """Additional addresses of the server, in CIDR notation. Default: the address of NodeLocal DNSCache on each node."""
    ports: Sequence[int] = (53,)
    """Ports on which the server listens, UDP and TCP. Default: [53]."""

    @property
    def selector(self) -> Mapping[str, str]:
        """The labels that select the server's pods."""
        return {"k8s-app": "kube-dns"} if self.pod_labels is None else self.pod_labels

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        if not is_label(self.namespace):
            fix = 'write namespace="kube-system", or leave it out'
            yield Problem.invalid(
                "dns.namespace-invalid", "network dns namespace", self.namespace, "the name of a namespace", fix
            )
        if not _are_labels(self.selector):
            fix = 'write pod_labels={"k8s-app": "kube-dns"}, or leave it out'
            yield Problem.invalid(
                "dns.pod-labels-invalid", "network dns pod_labels", self.pod_labels, "a dictionary of labels", fix
            )
        if not isinstance(self.cidrs, (list, tuple)) or not all(map(_is_network, self.cidrs)):
            fix = 'write cidrs=["169.254.20.10/32"], or leave it out'
            yield Problem.invalid(
                "dns.cidrs-invalid", "network dns cidrs", self.cidrs, "a list of networks in CIDR notation", fix
            )
        if not isinstance(self.ports, (list, tuple)) or not self.ports or not all(map(_is_port, self.ports)):
            yield Problem.invalid(
                "dns.ports-invalid",
                "network dns ports",
                self.ports,
                f"a list of ports from 1 to {_LAST_PORT}",
                "write ports=[53]",
            )


def _are_labels(value: object) -> bool:
    return isinstance(value, Mapping) and all(is_label_key(key) and is_label_value(text) for key, text in value.items())


def _is_network(value: object) -> bool:
    try:
        return isinstance(value, str) and "/" in value and str(ip_network(value)) == value
    except ValueError:
        return False


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= _LAST_PORT
