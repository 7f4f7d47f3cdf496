"""Background jobs: the row in the database is the truth."""
