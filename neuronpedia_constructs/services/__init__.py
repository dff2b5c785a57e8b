"""The services of an environment, one module each."""
