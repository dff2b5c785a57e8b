"""The rules for kinds of objects, by the names of their types."""
