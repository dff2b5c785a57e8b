"""How drafts become the fields of Kubernetes objects."""
