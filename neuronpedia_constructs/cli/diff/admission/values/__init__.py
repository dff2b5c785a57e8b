"""What the validation of Kubernetes refuses of an object whose schema is kept."""
