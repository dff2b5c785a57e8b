"""Rules on data, one module for each subject."""
