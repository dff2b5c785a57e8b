"""Sets of addresses and of ports."""
