"""How many pods a workload has, and which of them may be away."""
