"""The configuration of each program, as typed arguments."""
