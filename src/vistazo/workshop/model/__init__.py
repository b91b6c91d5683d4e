"""Preprocessing, networks and the whole recogniser, as torch modules."""
