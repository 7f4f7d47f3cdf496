"""The individual programme: what to do, how much of it, and how that changes with what the body answers. Pure."""
