"""Resource profiles of inference servers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, ClassVar, Literal, get_args

from cdk8s_plus_28 import k8s

from neuronpedia_constructs.draft.pod import Resources
from neuronpedia_constructs.validation.names import is_dns_name, is_label_key, is_label_value
from neuronpedia_constructs.validation.plain import PlainArguments
from neuronpedia_constructs.validation.problems import Problem

from .draft import ModelServerMixin
from .sizing.gpus import find_gpu, find_slice, nearest_products

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .draft import ModelServerDraft
    from .sizing.gpus import Gpu

PRODUCT_LABEL = "nvidia.com/gpu.product"
"""The node label of NVIDIA's GPU feature discovery."""

NVIDIA_GPU = "nvidia.com/gpu"
"""The extended resource of NVIDIA's device plugin, and the taint that keeps other pods out of its node pools."""


Effect = Literal["NoSchedule", "PreferNoSchedule", "NoExecute"]
"""What a taint does to pods that do not tolerate it."""


@cache
def _toleration(key: str, value: str | None, effect: Effect | None) -> k8s.Toleration:
    operator = "Exists" if value is None else "Equal"
    return k8s.Toleration(key=key, operator=operator, value=value, effect=effect)


@dataclass(frozen=True)
class Taint(PlainArguments):
    """A taint of a node pool, as in `kubectl describe node`: `<key>=<value>:<effect>`."""

    key: str
    """Key, such as "sku"."""
    value: str | None = None
    """Value, such as "gpu". Default: any."""
    effect: Effect | None = None
    """Effect, such as "NoSchedule". Default: any."""

    @property
    def toleration(self) -> k8s.Toleration:
        """The toleration of the taint."""
        return _toleration(self.key, self.value, self.effect)

    @property
    def is_valid(self) -> bool:
        """Whether a node can have the taint."""
        value = self.value in (None, "") or is_label_value(self.value)
        return is_label_key(self.key) and value and (self.effect is None or self.effect in get_args(Effect))


@dataclass(kw_only=True, eq=False)
class ResourceProfile(ModelServerMixin):
    """The base of both profiles: CPU and memory of a server that runs a model."""

    concern: ClassVar[str | None] = "resource profile"

    cpu: str
    """CPU request, such as "4" or "500m"."""
    memory: str
    """Memory request, such as "48Gi"."""
    cpu_limit: str | None = None
    """CPU limit. Default: the request."""
    memory_limit: str | None = None
    """Memory limit. Default: the request."""

    @property
    def resources(self) -> Resources:
        """The server's requests and limits."""
        cpu = self.cpu if self.cpu_limit is None else self.cpu_limit
        memory = self.memory if self.memory_limit is None else self.memory_limit
        return Resources({"cpu": self.cpu, "memory": self.memory}, {"cpu": cpu, "memory": memory})


@dataclass(kw_only=True, eq=False)
class CpuProfile(ResourceProfile):
    """An inference server without a GPU, for models on `DEVICE=cpu`."""

    def apply_to_server(self, draft: ModelServerDraft) -> None:
        """Set the resources."""
        draft.has_gpu = False
        draft.main.resources = self.resources


@dataclass(kw_only=True, eq=False)
class GpuProfile(ResourceProfile):
    """An inference server on the GPUs of one node.

    The pod tolerates the taint `nvidia.com/gpu:NoSchedule` with any value, which Google and others set on GPU node
    pools, and those that you name.
    """

    cpu: str = "7"
    """CPU request. Default "7"."""
    memory: str = "26Gi"
    """Memory request of the host, through which weights are loaded. Default "26Gi"."""
    product: str | None = None
    """The GPU to run on, by the value of the node label `nvidia.com/gpu.product`, such as "NVIDIA-L4". It becomes a
    node selector, and the model must fit that GPU's memory. Default: any GPU."""
    stands_for: str | None = None
    """The product whose memory the model must fit if `product` is not set, for clusters without that node label.
    Default: none, so the memory is not checked."""
    count: int = 1
    """Number of GPUs of one node, over which the current line's server splits the model. Default 1. The legacy line's
    server uses only one."""
    resource_name: str = NVIDIA_GPU
    """Extended resource of the device plugin. Default "nvidia.com/gpu". A slice of a GPU has its own name, such as
    `nvidia.com/mig-3g.40gb`, which also states its memory."""
    node_selector: Mapping[str, str] = field(default_factory=dict)
    """Additional node selector, such as {"cloud.google.com/gke-accelerator": "nvidia-l4"}. Default: none."""
    feature_discovery: bool | None = None
    """Whether nodes have the labels of NVIDIA's GPU feature discovery. With them, the current line's servers select
    nodes whose driver supports CUDA 13, and whose GPU supports bfloat16 if the model uses it. False says that you have
    made sure of both. Default: True if `product` is set; otherwise unknown, and you get a warning."""
    taints: Sequence[Taint] = ()
    """Other taints of the node pool, which the pod tolerates, such as [Taint("sku", "gpu")]. Default: none."""
    runtime_class: str | None = None
    """Name of the RuntimeClass for GPU containers. Default: the node's default runtime."""

    def apply_to_server(self, draft: ModelServerDraft) -> None:
        """Set the resources, and allow the pod on nodes that have them."""
        draft.has_gpu = True
        gpu = {self.resource_name: str(self.count)} if self._has_resource else {}
        given = self.resources
        draft.main.resources = Resources({**given.requests, **gpu}, {**given.limits, **gpu})
        draft.pod.tolerations[NVIDIA_GPU] = _toleration(NVIDIA_GPU, None, "NoSchedule")
        if not any(self._taint_problems()):
            draft.pod.tolerations.update((taint.key, taint.toleration) for taint in self.taints)
        if isinstance(self.node_selector, Mapping):
            draft.pod.node_selector.update(self.node_selector)
        if is_label_value(self.product):
            draft.pod.node_selector[PRODUCT_LABEL] = str(self.product)
        draft.gpu = self._gpu(draft)
        draft.feature_discovery = True if self.feature_discovery is None and self.product else self.feature_discovery
        draft.gpus = self.count if isinstance(self.count, int) else 1
        if self.runtime_class is not None:
            draft.pod.runtime_class_name = self.runtime_class

    @property
    def _has_resource(self) -> bool:
        domain, _, name = str(self.resource_name).partition("/")
        return isinstance(self.resource_name, str) and is_dns_name(domain) and bool(name)

    def _gpu(self, draft: ModelServerDraft) -> Gpu | None:
        """Return one of the GPUs, if known."""
        product = self.product or draft.pod.node_selector.get(PRODUCT_LABEL) or self.stands_for
        return find_slice(str(self.resource_name)) or find_gpu(str(product))

    def problems(self) -> Iterator[Problem]:
        """List the problems of the arguments, and warn about an unknown product."""
        for argument, product in (("product", self.product), ("stands_for", self.stands_for)):
            if product is None or find_gpu(str(product)):
                continue
            nearest = nearest_products(str(product))
            allowed = f"a known product; the nearest are: {', '.join(nearest) or 'none'}"
            fix = f'write "{nearest[0]}", if you mean that' if nearest else "check the labels of your nodes"
            # There are more GPUs than are known here, and their nodes have labels, too.
            possible = argument == "product" and is_label_value(product)
            yield Problem.invalid("gpu.product-unknown", f"GPU {argument}", product, allowed, fix, warning=possible)
        labels = self.node_selector
        if not isinstance(labels, Mapping) or not all(isinstance(value, str) for value in labels.values()):
            fix = f'write node_selector={{"{PRODUCT_LABEL}": "NVIDIA-L4"}}'
            yield Problem.invalid(
                "gpu.node-selector-invalid", "GPU node_selector", labels, "a dictionary of strings", fix
            )
        yield from self._taint_problems()
        if not isinstance(self.feature_discovery, bool | None):
            yield Problem.invalid(
                "gpu.feature-discovery-invalid",
                "GPU feature_discovery",
                self.feature_discovery,
                "True or False",
                "write feature_discovery=True",
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

    def _taint_problems(self) -> Iterator[Problem]:
        fix = 'write taints=[Taint("sku", "gpu")]'
        if not isinstance(self.taints, (list, tuple)):
            yield Problem.invalid("gpu.taints-invalid", "GPU taints", self.taints, "a list of Taint", fix)
            return
        keys = [taint.key for taint in self.taints if isinstance(taint, Taint)]
        for taint in self.taints:
            if not (isinstance(taint, Taint) and taint.is_valid):
                effects = ", ".join(get_args(Effect))
                allowed = f"a Taint with the key and value of a label, and one of the effects {effects}, or none"
                yield Problem.invalid("gpu.taints-invalid", "GPU taints", taint, allowed, fix)
            elif keys.count(taint.key) > 1:
                allowed = "each key once; without a value or an effect, it stands for all"
                fix_of_key = f"write Taint({taint.key!r})"
                yield Problem.invalid("gpu.taint-repeated", "GPU taints", taint.key, allowed, fix_of_key)
                return


GPU_LITE = GpuProfile(cpu="7", memory="26Gi", cpu_limit="8", stands_for="NVIDIA-L4")
"""One 24 GB card, such as an NVIDIA L4: 7 to 8 cores, 26 GiB of memory. It does not select the card, because not all
nodes have the label; use `GpuProfile(product="NVIDIA-L4")` to select one."""

GPU_STANDARD = GpuProfile(
    cpu="10", memory="70Gi", cpu_limit="12", memory_limit="80Gi", stands_for="NVIDIA-A100-SXM4-80GB"
)
"""One 80 GB data-center card, such as an NVIDIA A100: 10 to 12 cores, 70 to 80 GiB of memory. It does not select it."""

CPU_STANDARD = CpuProfile(cpu="4", memory="48Gi", cpu_limit="7", memory_limit="56Gi")
"""No GPU: 4 to 7 cores, 48 to 56 GiB of memory, which gpt2-small needs for all its SAE sets."""
