"""The demo studio: made-up people in every state, made by the same services the pages use."""
