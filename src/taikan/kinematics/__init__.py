"""From landmarks to angles, view, scale, repetitions, gait events and the outline of the back. Pure functions."""
