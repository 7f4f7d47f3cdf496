"""The studio: a web application for trainers and clients, served from the gym's own PC."""
