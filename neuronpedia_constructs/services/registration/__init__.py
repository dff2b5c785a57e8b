"""The registration of the inference servers in the webapp's database."""
