"""Problems, and checks of single values."""
