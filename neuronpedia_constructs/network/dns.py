"""The DNS server of a cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from neuronpedia_constructs.validation.hosts import LAST_PORT, address, is_network, network
from neuronpedia_constructs.validation.names import is_label, is_label_key, is_label_value
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from neuronpedia_constructs.draft.context import Context
    from neuronpedia_constructs.draft.workload import WorkloadDraft

_NODE_LOCAL = "169.254.20.10/32"
_CACHED = ({"k8s-app": "kube-dns"}, {"k8s-app": "node-local-dns"})
"""Pods of CoreDNS, and of a cache on the node to which Cilium and GKE Dataplane V2 redirect packets."""

_EKS_RANGES = ("10.100.0.0/16", "172.20.0.0/16")
_DNS_SERVICE = 10
"""The address of the Service `kube-dns` within the range of Services."""


@dataclass(frozen=True, kw_only=True)
class ClusterDns(PlainArguments):
    """The DNS server that pods use, for the NetworkPolicies that allow it.

    A NetworkPolicy applies to a packet's address after the cluster has rewritten it. So give the pods and ports of the
    server itself, not of its Service, unless the server listens at the Service's address on each node. There are ready
    choices for clusters whose server is elsewhere, such as `ClusterDns.openshift()`.
    """

    namespace: str = "kube-system"
    """Namespace of the server's pods. Default "kube-system"."""
    pod_labels: Mapping[str, str] | Sequence[Mapping[str, str]] | None = None
    """Labels of the server's pods, or a list of such labels if pods of several kinds answer. Default:
    {"k8s-app": "kube-dns"}, which CoreDNS has too. {} means no pods."""
    cidrs: Sequence[str] = ("169.254.20.10/32",)
    """Additional addresses of the server, in CIDR notation. Default: the address of NodeLocal DNSCache on each node."""
    ports: Sequence[int] = (53,)
    """Ports on which the server listens, UDP and TCP. Default: [53]."""

    @classmethod
    def node_local(cls, *addresses: str) -> Self:
        """NodeLocal DNSCache at addresses other than 169.254.20.10, such as "169.254.25.10" of Kubespray.

        Where kube-proxy uses iptables, the cache also answers at the address of the Service `kube-dns`: give that too.
        `nameserver` in /etc/resolv.conf of a pod is the address that pods ask.
        https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
        """
        return cls(pod_labels=_CACHED, cidrs=[_single(address) for address in addresses])

    @classmethod
    def eks_auto_mode(cls, service_cidr: str | None = None) -> Self:
        """EKS Auto Mode: each node has its own server, at the address of the Service `kube-dns`.

        Policies see that address, since no pod has it. CoreDNS pods, which other nodes of the cluster use, stay open.
        https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html

        Args:
            service_cidr: the cluster's range of Service addresses, IPv4 or IPv6, whose tenth address is the server.
                `aws eks describe-cluster --query cluster.kubernetesNetworkConfig` prints it. Default: those that EKS
                chooses for IPv4, 10.100.0.0/16 and 172.20.0.0/16. An IPv6 cluster has a range of its own.
        """
        ranges = _EKS_RANGES if service_cidr is None else (service_cidr,)
        return cls(cidrs=[_tenth(each) for each in ranges])

    @classmethod
    def gke_cloud_dns(cls) -> Self:
        """Cloud DNS for GKE, also on Autopilot: the server is the node's metadata server, or NodeLocal DNSCache.

        Only port 53 of the metadata server is open, not the port where it serves credentials.
        https://cloud.google.com/kubernetes-engine/docs/how-to/cloud-dns
        """
        return cls(pod_labels=_CACHED, cidrs=["169.254.169.254/32", _NODE_LOCAL])

    @classmethod
    def gardener(cls, service_cidr: str = "100.64.0.0/13") -> Self:
        """Gardener: CoreDNS pods listen on port 8053, and nodes may have a cache, node-local-dns.

        The cache answers at the address of the Service `kube-dns` if kube-proxy uses iptables, at 169.254.20.10 or
        fd30:1319:f1e:230b::1 if it uses IPVS, and from its pods with Cilium.
        https://gardener.cloud/docs/gardener/node-local-dns/

        Args:
            service_cidr: the shoot's range of Service addresses, `spec.networking.services`. Default: Gardener's own.
        """
        addresses = [_NODE_LOCAL, "fd30:1319:f1e:230b::1/128", _tenth(service_cidr)]
        return cls(pod_labels=_CACHED, cidrs=addresses, ports=[53, 8053])

    @classmethod
    def openshift(cls) -> Self:
        """OpenShift: the pods of `dns-default` in `openshift-dns`, which listen on port 5353.

        Policies see the pods, because OVN-Kubernetes applies them to the address behind the Service.
        https://docs.openshift.com/container-platform/latest/networking/networking_operators/dns-operator.html
        """
        labels = {"dns.operator.openshift.io/daemonset-dns": "default"}
        return cls(namespace="openshift-dns", pod_labels=labels, cidrs=[], ports=[5353])

    @property
    def selectors(self) -> list[Mapping[str, str]]:
        """The labels that select the server's pods, once for each kind of pods."""
        given = {"k8s-app": "kube-dns"} if self.pod_labels is None else self.pod_labels
        return [labels for labels in ([given] if isinstance(given, Mapping) else given) if labels]

    def problems(self, context: Context) -> Iterator[Problem]:
        """List the problems of the arguments."""
        del context
        if not is_label(self.namespace):
            fix = 'write namespace="kube-system", or leave it out'
            yield Problem.invalid(
                "dns.namespace-invalid", "network dns namespace", self.namespace, "the name of a namespace", fix
            )
        if not _are_all_labels(self.pod_labels):
            fix = 'write pod_labels={"k8s-app": "kube-dns"}, or leave it out'
            yield Problem.invalid(
                "dns.pod-labels-invalid",
                "network dns pod_labels",
                self.pod_labels,
                "a dictionary of labels, or a list of them",
                fix,
            )
        if not isinstance(self.cidrs, (list, tuple)) or not all(map(is_network, self.cidrs)):
            fix = 'write cidrs=["169.254.20.10/32"], or leave it out'
            yield Problem.invalid(
                "dns.cidrs-invalid", "network dns cidrs", self.cidrs, "a list of networks in CIDR notation", fix
            )
        if not isinstance(self.ports, (list, tuple)) or not self.ports or not all(map(_is_port, self.ports)):
            yield Problem.invalid(
                "dns.ports-invalid",
                "network dns ports",
                self.ports,
                f"a list of ports from 1 to {LAST_PORT}",
                "write ports=[53]",
            )
        if _are_all_labels(self.pod_labels) and not self.selectors and not self.cidrs:
            cause = "neither pods nor cidrs are given, so no policy allows DNS"
            fix = "name them, or keep your own NetworkPolicy that allows DNS"
            yield Problem("dns.closed", "network dns", cause, "pods or addresses that answer", fix, warning=True)


def nameserver_problems(draft: WorkloadDraft, dns: ClusterDns) -> Iterator[Problem]:
    """Warn of nameservers of a draft that no policy opens, so that its pods resolve no names."""
    config = draft.pod.dns_config
    opened = [found for found in map(network, dns.cidrs) if found is not None]
    for server in (config.nameservers if config is not None else None) or ():
        known = address(server)
        if known is not None and not any(known in block for block in opened):
            closed = f"no policy opens {quoted(server)}"
            fix = f'write network=NetworkAccess(dns=ClusterDns(cidrs=[…, "{_single(server)}"]))'
            allowed = "an address in the cidrs of ClusterDns"
            yield Problem("dns.nameserver-closed", "draft.pod.dns_config", closed, allowed, fix, warning=True)


def _are_all_labels(value: object) -> bool:
    return value is None or _are_labels(value) or (isinstance(value, (list, tuple)) and all(map(_are_labels, value)))


def _are_labels(value: object) -> bool:
    return isinstance(value, Mapping) and all(is_label_key(key) and is_label_value(text) for key, text in value.items())


def _is_port(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LAST_PORT


def _single(text: str) -> str:
    """Return the network of one address. Anything else stays as it is, and is reported."""
    known = address(text)
    return f"{text}/{known.max_prefixlen}" if known else text


def _tenth(cidr: str) -> str:
    """Return the network of the tenth address of a range. Anything else stays as it is."""
    services = network(cidr) if is_network(cidr) else None
    if services is None or services.num_addresses <= _DNS_SERVICE:
        return cidr
    return _single(str(services[_DNS_SERVICE]))
