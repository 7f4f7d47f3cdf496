"""What every page shares: layout, words, errors, security headers."""
