"""Questions on the client's own phone, the safety gate, clearances."""
