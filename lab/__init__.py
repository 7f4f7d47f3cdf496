"""The body lab: synthetic clips of people moving, with every angle known."""
