"""What packages that add to Taikan test themselves with."""
