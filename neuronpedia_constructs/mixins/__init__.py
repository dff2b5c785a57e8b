"""What can be added to services, one concern each."""
