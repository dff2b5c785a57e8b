"""Kubernetes objects, and how they cross the jsii bridge."""
