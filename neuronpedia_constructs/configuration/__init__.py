"""What the services can be told: every variable that they read and that is no secret, typed."""
