"""Parts of objects, read so that a value of any type in any place is no error."""
