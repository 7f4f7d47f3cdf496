"""The people who train: their file, consents, notes, messages and documents."""
