"""Step 4: what the story says, passage by passage."""
