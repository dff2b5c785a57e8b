"""The reference of the public names in docs/reference/, written from the code without importing it."""
