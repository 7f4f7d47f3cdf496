"""What was done: session logs and check-ins, made offline or in the gym."""
