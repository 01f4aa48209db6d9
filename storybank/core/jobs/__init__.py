"""Jobs: the outbox in the record, and the queue that empties it."""
