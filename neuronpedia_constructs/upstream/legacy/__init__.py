"""The line before 2026-08-20: upstream's Dockerfiles at revision 77246885, and TransformerLens."""
