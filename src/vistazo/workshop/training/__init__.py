"""What to learn from, how to vary it, the loop, and what is fitted afterwards."""
