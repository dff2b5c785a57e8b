"""Bytes of YAML or JSON as plain values, read as kubectl reads them."""
