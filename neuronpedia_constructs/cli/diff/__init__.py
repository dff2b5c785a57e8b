"""What a change of manifests does to a cluster."""
