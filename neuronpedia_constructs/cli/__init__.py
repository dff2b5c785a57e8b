"""The command `neuronpedia-constructs`."""
