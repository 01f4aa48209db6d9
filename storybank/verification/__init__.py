"""Step 7: an independent person's finding on a link."""
