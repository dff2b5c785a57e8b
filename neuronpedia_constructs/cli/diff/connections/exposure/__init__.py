"""What exposes a cluster beside its network."""
