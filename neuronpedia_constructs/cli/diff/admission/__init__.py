"""What an API server refuses of one object, and which pods a namespace does not admit."""
