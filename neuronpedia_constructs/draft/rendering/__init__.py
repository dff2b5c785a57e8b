"""Rendering of drafts into the fields of Kubernetes objects."""
