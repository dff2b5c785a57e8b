"""How people reach the site: an Ingress, a route of the Gateway API, or a route of your own."""
