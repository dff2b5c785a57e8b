"""One environment: from the arguments of `Neuronpedia` to Kubernetes objects."""
