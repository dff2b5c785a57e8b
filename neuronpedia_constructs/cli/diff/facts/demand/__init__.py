"""What workloads and claims demand of a cluster."""
