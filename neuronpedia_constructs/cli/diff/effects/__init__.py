"""What `kubectl apply` does to each object."""
