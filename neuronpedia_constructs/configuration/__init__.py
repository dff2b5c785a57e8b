"""What each service can be told, as typed arguments."""
