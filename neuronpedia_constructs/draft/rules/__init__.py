"""Rules for all workloads."""
