"""The seven workloads of an environment."""
