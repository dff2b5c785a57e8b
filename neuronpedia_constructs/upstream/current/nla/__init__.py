"""The current line's NLA server."""
