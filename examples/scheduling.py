"""Pods on nodes of their own, with a search domain and a name in /etc/hosts."""

from cdk8s import App
from cdk8s_plus_28 import k8s

from neuronpedia_constructs import AppConfig, HarborRegistry, Mixin, Neuronpedia, WorkloadDraft


class OwnNodes(Mixin):
    """Run pods in a node pool with a label and a taint, apart from other pods of the same workload."""

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Set the fields of the pods."""
        pool = "example.org/pool"
        draft.pod.node_selector[pool] = "neuronpedia"
        draft.pod.tolerations[pool] = k8s.Toleration(key=pool, operator="Exists", effect="NoSchedule")
        term = k8s.PodAffinityTerm(
            topology_key="kubernetes.io/hostname", label_selector=k8s.LabelSelector(match_labels=draft.selector)
        )
        preferred = k8s.WeightedPodAffinityTerm(pod_affinity_term=term, weight=100)
        draft.pod.affinity = k8s.Affinity(
            pod_anti_affinity=k8s.PodAntiAffinity(preferred_during_scheduling_ignored_during_execution=[preferred])
        )
        draft.pod.dns_config = k8s.PodDnsConfig(searches=["example.org"])
        draft.pod.host_aliases = [k8s.HostAlias(ip="10.0.0.7", hostnames=["harbor.example.org"])]


app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
production.with_(OwnNodes())
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
