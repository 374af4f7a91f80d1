"""Pages of the citizen."""
