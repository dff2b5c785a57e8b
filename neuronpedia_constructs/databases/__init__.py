"""Which database an environment has."""
