"""What an API server makes of an object: its schema, its defaults, and what it lets change."""
