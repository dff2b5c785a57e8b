"""Secrets: which there are, who reads them, where they come from, and how they are made. No value is ever kept here."""
