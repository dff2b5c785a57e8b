"""Tests of the comparison of manifests."""
