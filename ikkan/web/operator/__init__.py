"""Pages of the one IT person."""
