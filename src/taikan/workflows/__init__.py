"""Whole jobs. Pages and commands only call these."""
