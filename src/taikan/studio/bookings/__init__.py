"""Opening hours and appointments."""
