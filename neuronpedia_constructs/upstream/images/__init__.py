"""What manifests expect of Neuronpedia's own images, and how that is checked in a cluster."""
