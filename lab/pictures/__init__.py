"""Drawn pictures of exercises and of how to record movement tests, made from the lab's body."""
