"""What each program can be told, as typed arguments."""
