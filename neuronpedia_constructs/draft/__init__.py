"""The draft of a workload: plain data that mixins change and that is rendered into Kubernetes objects."""
