"""GPUs of a kind: a product, a slice, or a node pool with a taint of its own."""

from dataclasses import replace

from cdk8s import App

from neuronpedia_constructs import AppConfig, GpuProfile, HarborRegistry, Neuronpedia, Taint, models

app = App()
production = Neuronpedia(
    app,
    "production",
    namespace="neuronpedia",
    url="https://neuronpedia.example.org",
    app_config=AppConfig(github_id="Iv1.0123456789abcdef", embedding_provider="openai"),
)
gemma = replace(models.get("gemma-2-2b"), sae_sets=["gemmascope-res-16k"])
l4 = GpuProfile(product="NVIDIA-L4")
slice_of_a100 = GpuProfile(resource_name="nvidia.com/mig-3g.40gb", memory="32Gi", feature_discovery=True)
pool = GpuProfile(
    node_selector={"agentpool": "gpu"}, taints=[Taint("sku", "gpu")], stands_for="NVIDIA-L4", feature_discovery=True
)
production.add_inference("gemma-on-l4").with_(gemma, l4)
production.add_inference("gemma-on-a-slice").with_(gemma, slice_of_a100)
production.add_inference("gemma-in-a-pool").with_(gemma, pool)
production.with_(HarborRegistry("harbor.example.org/neuronpedia", tag="v1.4.2"))
app.synth()
