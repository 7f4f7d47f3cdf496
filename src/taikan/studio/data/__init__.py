"""Everything about one person in one action, and copies of the whole studio."""
