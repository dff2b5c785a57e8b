"""Dumps of the database: how they are made, listed and restored."""
