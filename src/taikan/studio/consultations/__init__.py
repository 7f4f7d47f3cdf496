"""The first consultation as one way through a client's pages."""
