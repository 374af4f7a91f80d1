"""The health of this instance: what works, what does not, since when, and the command that mends it."""
