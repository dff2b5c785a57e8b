"""Which connections open and close, and what becomes reachable from outside."""
