"""Files encrypted at rest, readable from any position."""
