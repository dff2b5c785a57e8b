"""What a mixin is, how mixins are applied, and those that belong to no other subject."""
