"""The inference server of the current line."""
