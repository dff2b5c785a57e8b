"""Dumps of the database: creating, listing and restoring them."""
