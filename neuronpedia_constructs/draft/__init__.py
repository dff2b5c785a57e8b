"""Drafts of workloads: plain data that mixins change, later rendered into Kubernetes objects."""
