"""The configuration of the Python servers behind the webapp."""
