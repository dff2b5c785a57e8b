"""The app of a platform team: a Neuronpedia environment next to the team's own objects, behind the team's Ingress."""

import cdk8s_plus_28 as kplus
from cdk8s import ApiObjectMetadata, App, Chart, Size
from constructs import Construct
from imports.org.example.platform import UptimeCheck, UptimeCheckSpec, UptimeCheckSpecAlert

from neuronpedia_constructs import (
    CPU_STANDARD,
    ExternalSecrets,
    HarborRegistry,
    Mixin,
    NetworkAccess,
    Neuronpedia,
    OwnRoute,
    WorkloadDraft,
    models,
)


class StatusPage(Construct):
    """The page that shows which sites of the platform are up."""

    def __init__(self, scope: Construct, id: str, *, image: str) -> None:  # noqa: A002
        super().__init__(scope, id)
        deployment = kplus.Deployment(self, "deployment", metadata=ApiObjectMetadata(name=id), replicas=2)
        deployment.add_container(
            image=image,
            port_number=8080,
            security_context=kplus.ContainerSecurityContextProps(user=1000),
            resources=kplus.ContainerResources(
                cpu=kplus.CpuResources(request=kplus.Cpu.millis(50), limit=kplus.Cpu.millis(200)),
                memory=kplus.MemoryResources(request=Size.mebibytes(64), limit=Size.mebibytes(128)),
            ),
        )
        deployment.expose_via_service(name=id, ports=[kplus.ServicePort(port=80, target_port=8080)])


class CostCenter(Mixin):
    """Assign workloads to a cost center."""

    def __init__(self, name: str) -> None:
        self.name = name

    def apply_to_draft(self, draft: WorkloadDraft) -> None:
        """Label the workload, its pods and its other objects."""
        draft.labels["platform.example.org/cost-center"] = self.name


app = App()

platform = Chart(app, "platform", namespace="platform")
StatusPage(platform, "status-page", image="harbor.example.org/platform/status-page:2.3.0")
UptimeCheck(
    platform,
    "uptime-check",
    metadata=ApiObjectMetadata(name="interpretability"),
    spec=UptimeCheckSpec(
        url="https://interp.example.org",
        interval_seconds=60,
        expected_statuses=[200, 302],
        alert=UptimeCheckSpecAlert(team="interpretability", after_failures=3),
    ),
)

site = Neuronpedia(
    app,
    "interpretability",
    namespace="interpretability",
    url="https://interp.example.org",
    route=OwnRoute(),  # no Ingress but the one below
    network=NetworkAccess(ingress_namespace="edge"),  # the namespace of its controller, which alone may call the webapp
    secrets=ExternalSecrets(store="vault", path="interpretability/production"),
)
site.add_inference("gpt2-small").with_(models.get("gpt2-small"), CPU_STANDARD)
site.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"), CostCenter("research-42"))

# A part of the environment, and so in its namespace: an Ingress leads to Services of no other.
kplus.Ingress(
    site,
    "edge",
    metadata=ApiObjectMetadata(name="edge", annotations={"edge.example.org/sign-on": "staff"}),
    class_name="company-edge",
    rules=[kplus.IngressRule(host=site.host, backend=kplus.IngressBackend.from_service(site.webapp.service))],
    tls=[kplus.IngressTls(hosts=[site.host], secret=kplus.Secret.from_secret_name(site, "certificate", "edge-tls"))],
)

app.synth()
