"""How much memory a model needs, and on what."""
