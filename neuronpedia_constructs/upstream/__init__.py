"""The lines of Neuronpedia's own services: one folder for each, with everything in which it differs from the others."""
