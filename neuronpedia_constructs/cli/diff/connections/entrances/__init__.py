"""Ways into the cluster: hosts and paths, and Services."""
