"""Benchmarks: speed as ratios taken in one run, accuracy against real references."""
