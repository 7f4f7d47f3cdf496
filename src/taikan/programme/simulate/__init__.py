"""Virtual clients for testing decisions: a toy of reality, never a prediction for a person."""
