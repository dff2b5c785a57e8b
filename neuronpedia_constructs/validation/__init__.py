"""Problems, and the validation of single values."""
