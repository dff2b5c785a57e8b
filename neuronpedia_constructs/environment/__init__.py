"""Environments: from the arguments of `Neuronpedia` to Kubernetes objects."""
