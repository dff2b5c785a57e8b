"""Resource profiles: what an inference server is given of a node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.validation.names import is_dns_name, is_label_value
from neuronpedia_constructs.validation.problems import Problem

from .draft import InferenceMixin
from .sizing.gpus import find_gpu, find_slice, nearest_products

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .draft import InferenceDraft
    from .sizing.gpus import Gpu

PRODUCT_LABEL = "nvidia.com/gpu.product"
"""The label that NVIDIA's feature discovery puts on nodes."""

NVIDIA_GPU = "nvidia.com/gpu"
"""The extended resource of NVIDIA's device plugin, and the taint that keeps other pods out of its node pools."""


@dataclass(kw_only=True, eq=False)
class ResourceProfile(InferenceMixin):
    """CPU and memory of an inference server: what both kinds of profile share."""

    concern: ClassVar[str | None] = "resource profile"

    cpu: str
    """Requested cores: "4" or "500m"."""
    memory: str
    """Requested memory: "48Gi"."""
    cpu_limit: str | None = None
    """Most cores that it may use. Default: what it requests."""
    memory_limit: str | None = None
    """Memory beyond which it is killed. Default: what it requests."""

    @property
    def resources(self) -> Resources:
        """What the server requests, and what it may use."""
        cpu = self.cpu if self.cpu_limit is None else self.cpu_limit
        memory = self.memory if self.memory_limit is None else self.memory_limit
        return Resources({"cpu": self.cpu, "memory": self.memory}, {"cpu": cpu, "memory": memory})


@dataclass(kw_only=True, eq=False)
class CpuProfile(ResourceProfile):
    """An inference server without a GPU, for models on `DEVICE=cpu`."""

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Set the resources."""
        draft.has_gpu = False
        draft.main.resources = self.resources


@dataclass(kw_only=True, eq=False)
class GpuProfile(ResourceProfile):
    """An inference server on one node's GPUs.

    The pod tolerates the taint `nvidia.com/gpu`, which cloud providers put on their GPU node pools.
    """

    cpu: str = "7"
    """Requested cores. Default "7"."""
    memory: str = "26Gi"
    """Requested memory of the host, through which the weights are loaded. Default "26Gi"."""
    product: str | None = None
    """The GPU to run on, as the label `nvidia.com/gpu.product` of its nodes names it: "NVIDIA-L4". The label becomes a
    node selector, and the model has to fit into that GPU's memory. Default: any GPU."""
    stands_for: str | None = None
    """The product whose memory the model has to fit into where no product is selected, for clusters whose nodes have no
    such label. Default: none, and the memory is not checked."""
    count: int = 1
    """Number of GPUs. Default 1, which is all that the server can use of a model in TransformerLens."""
    resource_name: str = NVIDIA_GPU
    """Extended resource of the device plugin. Default "nvidia.com/gpu". A slice of a GPU has a name of its own, such as
    `nvidia.com/mig-3g.40gb`, which also says how much memory it has."""
    node_selector: Mapping[str, str] = field(default_factory=dict)
    """Further labels of the nodes to run on, such as {"cloud.google.com/gke-accelerator": "nvidia-l4"}. Default:
    none."""
    runtime_class: str | None = None
    """Name of the RuntimeClass that hands GPUs to containers. Default: that of the nodes."""

    def apply_to_server(self, draft: InferenceDraft) -> None:
        """Set the resources and let the pod onto the nodes that have them."""
        draft.has_gpu = True
        gpu = {self.resource_name: str(self.count)} if self._has_resource else {}
        given = self.resources
        draft.main.resources = Resources({**given.requests, **gpu}, {**given.limits, **gpu})
        draft.pod.tolerations[NVIDIA_GPU] = k8s.Toleration(key=NVIDIA_GPU, operator="Exists", effect="NoSchedule")
        if isinstance(self.node_selector, Mapping):
            draft.pod.node_selector.update(self.node_selector)
        if is_label_value(self.product):
            draft.pod.node_selector[PRODUCT_LABEL] = str(self.product)
        draft.gpu = self._gpu(draft)
        if self.runtime_class is not None:
            draft.pod.runtime_class_name = self.runtime_class

    @property
    def _has_resource(self) -> bool:
        domain, _, name = str(self.resource_name).partition("/")
        return isinstance(self.resource_name, str) and is_dns_name(domain) and bool(name)

    def _gpu(self, draft: InferenceDraft) -> Gpu | None:
        """Return what one of the GPUs is, where that is known."""
        product = self.product or draft.pod.node_selector.get(PRODUCT_LABEL) or self.stands_for
        return find_slice(str(self.resource_name)) or find_gpu(str(product))

    def problems(self) -> Iterator[Problem]:
        """List what is wrong with the arguments, and a product whose memory is not known."""
        for argument, product in (("product", self.product), ("stands_for", self.stands_for)):
            if product is None or find_gpu(str(product)):
                continue
            nearest = nearest_products(str(product))
            allowed = f"a label whose memory is known; the nearest are: {', '.join(nearest) or 'none'}"
            fix = f'write "{nearest[0]}", if you mean that' if nearest else "look at the labels of your nodes"
            # There are more GPUs than are known here, and their nodes have labels, too.
            possible = argument == "product" and is_label_value(product)
            yield Problem.invalid("gpu.product-unknown", f"GPU {argument}", product, allowed, fix, warning=possible)
        if not isinstance(self.node_selector, Mapping):
            fix = f'write node_selector={{"{PRODUCT_LABEL}": "NVIDIA-L4"}}'
            yield Problem.invalid(
                "gpu.node-selector-invalid", "GPU node_selector", self.node_selector, "a dictionary of labels", fix
            )
        if self.runtime_class is not None and not is_dns_name(self.runtime_class):
            fix = 'write it as "nvidia"'
            yield Problem.invalid(
                "gpu.runtime-class-invalid", "GPU runtime_class", self.runtime_class, "the name of a RuntimeClass", fix
            )
        if not self._has_resource:
            fix = f'write it as "{NVIDIA_GPU}"'
            yield Problem.invalid(
                "gpu.resource-name-invalid", "GPU resource_name", self.resource_name, "<domain>/<resource>", fix
            )


GPU_LITE = GpuProfile(cpu="7", memory="26Gi", cpu_limit="8", stands_for="NVIDIA-L4")
"""One 24 GB card, such as an NVIDIA L4: 7 to 8 cores, 26 GiB of memory. It takes any GPU, as nodes need not say which
they have; `GpuProfile(product="NVIDIA-L4")` selects one."""

GPU_STANDARD = GpuProfile(
    cpu="10", memory="70Gi", cpu_limit="12", memory_limit="80Gi", stands_for="NVIDIA-A100-SXM4-80GB"
)
"""One 80 GB data-centre card, such as an NVIDIA A100: 10 to 12 cores, 70 to 80 GiB of memory. It takes any GPU."""

CPU_STANDARD = CpuProfile(cpu="4", memory="48Gi", cpu_limit="7", memory_limit="56Gi")
"""No GPU: 4 to 7 cores, 48 to 56 GiB of memory, as gpt2-small needs with all of its SAE sets."""
