"""The public route to the site: an Ingress, a Gateway API route, or your own route."""
