"""The steps; each is run once, in order, in one transaction."""
