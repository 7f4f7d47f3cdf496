"""Recordings and what was measured in them, values entered by hand, profiles."""
