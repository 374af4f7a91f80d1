"""What is engine-specific: append-only triggers, set-based writes, claims, blobs by hash, the outbox."""
