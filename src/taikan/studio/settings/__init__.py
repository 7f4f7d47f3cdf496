"""Where the studio's settings come from and what they mean to Django."""
