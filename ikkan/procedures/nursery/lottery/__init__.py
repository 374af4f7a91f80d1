"""The public lottery of a round in the database: fixed, opened, drawn, given up, published, and used by the run."""
