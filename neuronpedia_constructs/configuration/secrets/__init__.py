"""Secrets: which exist, who reads them, where they come from, and how they are generated. No value is stored here."""
