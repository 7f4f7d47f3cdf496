"""Programmes with their history."""
