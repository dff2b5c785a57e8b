"""What a reviewer must know beside the objects themselves: data, what must be there first, capacity and images."""
