"""The number of pods of a workload, and how many of them may be unavailable."""
