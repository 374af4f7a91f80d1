"""``ikkan nursery``: placement on files, scoring on files, and the same of a round in the database."""
