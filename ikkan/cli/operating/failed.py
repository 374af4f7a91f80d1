"""What stops a command of the IT person: what happened, why, and what to do next."""


class OperationError(Exception):
    """A deed could not be done, and nothing was left half-done; the text says what to do next."""
