"""What every workload must satisfy."""
