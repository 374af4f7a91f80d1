"""What happened: cases, rounds, events, documents, book editions, retention, disclosure, checkpoints."""
