"""The draft of a workload, and how it becomes a manifest."""
