"""Sizing: the memory, the GPU and the download of a model."""
