"""What a model needs and what a GPU has, in bytes: the facts as data, the estimate as arithmetic."""
