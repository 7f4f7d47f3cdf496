"""Taikan: measure movement, reason about it and coach it. Not a medical device; it makes no diagnosis."""

__version__ = "0.1.0"
