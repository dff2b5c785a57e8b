"""What the repository is maintained with; no part of the package."""
