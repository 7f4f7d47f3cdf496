"""The trial session: measure, a few minutes of exercise, measure again, and what changed today."""
