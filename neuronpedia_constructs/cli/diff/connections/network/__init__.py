"""Which connections NetworkPolicies allow, as `networking.k8s.io/v1` says."""
