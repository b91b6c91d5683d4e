"""The workshop: reading data, networks, training and export; the only part that may need torch."""
