"""Rules for finished objects, whatever made them: drafts, mixins, or amendments."""
