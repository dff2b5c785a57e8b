"""The databases of an environment, and what their clients need."""
