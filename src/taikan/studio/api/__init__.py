"""The API under /api/v1 with scoped tokens."""
