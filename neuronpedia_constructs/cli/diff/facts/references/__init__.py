"""What objects refer to, and what a file contains or makes."""
