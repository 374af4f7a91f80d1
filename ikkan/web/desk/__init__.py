"""Pages of officers and approvers."""
