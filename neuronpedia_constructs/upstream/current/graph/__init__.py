"""The current line's graph server."""
