"""The current line's sparsity server."""
