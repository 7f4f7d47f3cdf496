"""A client's profile, made from everything that is known, kept in versions."""
