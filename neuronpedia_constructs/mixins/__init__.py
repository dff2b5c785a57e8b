"""Mixins: the base class, how they apply, and those that belong to no other subject."""
