"""`neuronpedia-constructs admin`: an administrator of the site, with an API key."""
