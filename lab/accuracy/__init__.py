"""Taikan measured against the truth: of the body lab's rendered people, and of real references."""
