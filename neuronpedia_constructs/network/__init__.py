"""Who may call whom: the table of connections, and the NetworkPolicies that come from it."""
