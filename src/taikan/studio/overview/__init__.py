"""What an owner looks at: how many clients, how regularly they train, what came of it, with its uncertainty."""
