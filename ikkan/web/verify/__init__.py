"""The public page on which anybody checks a paper of the town."""
