"""Tests of what a change opens, closes and exposes."""
